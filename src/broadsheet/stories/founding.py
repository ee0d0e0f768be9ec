"""Founds a paper: outlet, editions, their fronts, the editors' rights, the first editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from broadsheet.stories.models import Edition, Front, Outlet

EDITORS = "Editors"

# What an editor may do with the things of the stories app, beyond Wagtail's own photos and pages.
_EDITED = (
    "story", "section", "topic", "byline", "gallery", "video", "photo", "edition", "outlet",
)  # fmt: skip
_NEVER = {"add_outlet", "delete_outlet", "add_edition", "delete_edition"}


def address_of(domain: str) -> str:
    """The base address of a domain as a person writes it: `courier.example` gives `https://courier.example`."""
    text = domain.strip().rstrip("/")
    if not text or "://" in text:
        return text
    near = text.split(":")[0] in {"localhost", "127.0.0.1"}
    return f"{'http' if near else 'https'}://{text}"


@transaction.atomic
def found(
    *,
    name: str,
    base_url: str = "",
    zone: str = "UTC",
    languages: Sequence[str] = ("en",),
    editions: Mapping[str, str] | None = None,
    editor: tuple[str, str] | None = None,
) -> Outlet:
    """A new paper in an empty database, all or nothing. Raises ValidationError.

    `languages` are codes, the first being the outlet's first edition; `editions` gives an edition's name
    where it is not the outlet's; `editor` is (mail address, password) of the first editor, who may do all.
    """
    if Outlet.objects.exists():
        raise ValidationError(_("There is a paper in this database already."))
    _check_languages(languages)
    outlet = Outlet(name=name, base_url=base_url, timezone=zone)
    outlet.full_clean(exclude=["id"])
    outlet.save()
    names = {code: (editions or {}).get(code, name) for code in languages}
    _editions(names)
    _fronts(outlet, names)
    _editors()
    if editor is not None:
        _first_editor(*editor)
    return outlet


def _check_languages(languages: Sequence[str]) -> None:
    known = dict(settings.LANGUAGES)
    if not languages:
        raise ValidationError(_("A paper has one language at least."))
    if len(set(languages)) != len(languages):
        raise ValidationError(_("A language is named twice."))
    for code in languages:
        if code not in known:
            raise ValidationError(
                _("%(code)s is none of the languages that there are: %(known)s."),
                params={"code": code, "known": ", ".join(known)},
            )


def _editions(names: Mapping[str, str]) -> None:
    for position, (code, name) in enumerate(names.items()):
        locale, _made = Locale.objects.get_or_create(language_code=code)
        Edition.objects.create(locale=locale, name=name, position=position)


def _fronts(outlet: Outlet, names: Mapping[str, str]) -> None:
    """A front for each edition below Wagtail's root; the first is the root of the site."""
    root = Page.get_first_root_node()
    first = Locale.objects.get(language_code=next(iter(names)))
    fronts: list[Front] = []
    for code, name in names.items():
        locale = Locale.objects.get(language_code=code)
        front = Front(title=name, slug=code, locale=locale)
        if fronts:
            front.translation_key = fronts[0].translation_key
        root.add_child(instance=front)
        front.save_revision().publish(skip_permission_checks=True)
        fronts.append(front)
        root.refresh_from_db()
    parts = urlsplit(outlet.base_url or "http://localhost")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": parts.hostname or "localhost",
            "port": port,
            "site_name": outlet.name,
            "root_page": fronts[0],
        },
    )
    # The page that Wagtail's own migration puts there to welcome developers, and the language it was put in.
    for page in root.get_children().not_type(Front):
        page.delete()
    unused = Locale.objects.exclude(language_code__in=names)
    for locale in unused:
        if not Page.objects.filter(locale=locale).exclude(depth=1).exists():
            Page.objects.filter(locale=locale, depth=1).update(locale=first)
            locale.delete()


def _editors() -> None:
    """The group whose members write and publish everything that readers see."""
    group, _made = Group.objects.get_or_create(name=EDITORS)
    ours = Permission.objects.filter(content_type__app_label="stories", content_type__model__in=_EDITED)
    group.permissions.add(*ours.exclude(codename__in=_NEVER))
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    root = Page.get_first_root_node()
    for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for codename in (
        "add_photo",
        "change_photo",
        "delete_photo",
        "choose_photo",
        "add_image",
        "change_image",
        "choose_image",
    ):
        for permission in Permission.objects.filter(codename=codename):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


def _first_editor(mail: str, password: str) -> None:
    validate_email(mail)
    validate_password(password)
    user = get_user_model().objects.create_superuser(mail, mail, password)
    user.groups.add(Group.objects.get(name=EDITORS))
