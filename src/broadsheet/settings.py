"""Django's settings, all of them from `env`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from broadsheet import env

VALUES = env.read()
PACKAGE = Path(__file__).resolve().parent
HOME: Path = VALUES["BROADSHEET_HOME"]
TESTING = "pytest" in sys.modules

DEBUG: bool = VALUES["BROADSHEET_DEBUG"]
SECRET_KEY: str = VALUES["BROADSHEET_SECRET_KEY"] or (
    "only-for-tests-" * 4 if TESTING else env.secret_key(HOME)
)
# The outlet's own domain stands in the database: reading.middleware turns other hosts away.
ALLOWED_HOSTS = ["*"]
EXTRA_HOSTS: tuple[str, ...] = VALUES["BROADSHEET_HOSTS"]

INSTALLED_APPS = [
    "broadsheet.newsroom",
    "broadsheet.reading",
    "broadsheet.search",
    "broadsheet.archive",
    "broadsheet.stories",
    "broadsheet.delivery",
    "wagtail.users",
    "wagtail.contrib.table_block",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "wagtail.search",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "broadsheet.reading.streams.StreamMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "broadsheet.reading.middleware.HostMiddleware",
    "broadsheet.reading.streams.TextGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "broadsheet.newsroom.middleware.DeskMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "broadsheet.urls"
ASGI_APPLICATION = "broadsheet.asgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# Where SQLite keeps the paper, unless DATABASE_URL names another database.
DATABASE_FILE = HOME / "db.sqlite3"


def _database() -> dict[str, Any]:
    if url := VALUES["DATABASE_URL"]:
        try:
            # Each request has a thread of its own under ASGI: a connection kept open would never be used again.
            database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=0))
        except ValueError as error:
            # The address itself may hold a password, and is not repeated.
            raise env.EnvError(
                "DATABASE_URL cannot be understood. It takes an address such as"
                " postgres://user:password@host:5432/name, with special characters of the password %-encoded."
            ) from error
        if database["ENGINE"].endswith("postgresql"):
            # What the address says goes before. A server that is paused, or a line that is cut, refuses nothing:
            # without limits whoever asks would wait for as long as that lasts, or for a quarter of an hour.
            database["OPTIONS"] = {
                "connect_timeout": 5,
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 20_000,
                **database.get("OPTIONS", {}),
                "application_name": "broadsheet",
            }
        elif not database["ENGINE"].endswith("sqlite3"):
            raise env.EnvError(
                "DATABASE_URL names a database that Broadsheet does not know: take PostgreSQL."
            )
        return database
    # Of a paper that has been served the file is never made anew: opened in place of one that was moved away, an
    # empty one would answer for it, and take its write-ahead log along. Who means it makes it himself.
    made = DATABASE_FILE.exists() or (HOME / "started").exists()
    mode = "rw" if made else "rwc"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{quote(str(DATABASE_FILE))}?mode={mode}",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            # A writer says so at its start: else two that read first and write then would end in an error.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
                " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864"
            ),
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Five wrong passwords for one name from one address: half an hour's rest. Another address is not kept out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "broadsheet.newsroom.sign_in.address_of"
if TESTING:
    AXES_ENABLED = False
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_PATH = "/"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = VALUES["BROADSHEET_SECURE"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if VALUES["BROADSHEET_SECURE"] else None
SECURE_HSTS_SECONDS = 31_536_000 if VALUES["BROADSHEET_SECURE"] else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Public pages run what the paper itself serves, and nothing else. The desk has a policy of its own,
# since Wagtail's admin needs inline scripts and styles (newsroom.middleware).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # An embed is loaded only when a reader asks for it: its frame may then come from where the editor said.
        "frame-src": ["https:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}

# Words are kept in English and translated by gettext; which languages a paper has is in its database.
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["broadsheet.newsroom.formats"]
LANGUAGES = [
    ("en", "English"),
    ("az", "Azərbaycanca"),
    ("tr", "Türkçe"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("ka", "ქართული"),
    ("uk", "Українська"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("he", "עברית"),
]
LOCALE_PATHS = [PACKAGE / "reading" / "locale"]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("tr", "Türkçe"), ("ru", "Русский"), ("ar", "العربية")]

STATIC_URL = "/static/"
# Tests serve static files from where they lie; WhiteNoise warns of a folder that is not there.
STATIC_ROOT = None if TESTING else HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
# Stored pages, and what the processes of this machine tell one another about them. Can be thrown away.
PAGES_ROOT = HOME / ("pages-of-tests" if TESTING else "pages")
PAGES_DISK: int = VALUES["BROADSHEET_PAGES_DISK"] << 20
PAGES_MEMORY: int = VALUES["BROADSHEET_PAGES_MEMORY"] << 20
IN_FRONT: tuple[env.InFront, ...] = VALUES["BROADSHEET_CDN"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
WHITENOISE_MANIFEST_STRICT = True
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Background work waits in the database and is done by the worker.
TASKS: dict[str, Any] = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
    }
}

_mail: env.MailServer | None = VALUES["BROADSHEET_MAIL_URL"]
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail else 'console'}.EmailBackend"
if _mail:
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.tls, _mail.starttls
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = VALUES["BROADSHEET_MAIL_FROM"] or "newsroom@localhost"

WAGTAIL_SITE_NAME = "Broadsheet"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# The desk tells the outlet's time, whoever reads it: nobody chooses a zone.
WAGTAIL_USER_TIME_ZONES = ["UTC"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "broadsheet.newsroom.forms.PhotoForm"
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "broadsheet.newsroom.approval.publish_approved"
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_AUTOSAVE_INTERVAL = 2000
WAGTAILIMAGES_IMAGE_MODEL = "stories.Photo"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 40 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"outage": {"()": "broadsheet.delivery.outage.Once"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"broadsheet": {"level": "INFO"}, "django.request": {"filters": ["outage"]}},
}
