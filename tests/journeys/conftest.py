"""A browser for the journeys: the Chromium of the machine, one for all of them, a fresh profile for each."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

CHROMIUM = Path(os.environ.get("BROADSHEET_CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="session")
def browser():
    """Chromium, or a skip where there is none. Its loop would make Django refuse to ask the database."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    from playwright.sync_api import expect, sync_playwright

    # As long as an action may take: machines that run tests have other work to do.
    expect.set_options(timeout=20_000)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _let_end():
    """Until the served paper's threads have ended: one that outlives its server may not close its connection."""
    end = time.monotonic() + 5
    while time.monotonic() < end and any("process_request" in one.name for one in threading.enumerate()):
        time.sleep(0.01)


@pytest.fixture
def arrive(browser):
    """`arrive(**options)` is a profile of its own; errors of a page's scripts fail the journey."""
    profiles, errors = [], []

    def _arrive(**options):
        options.setdefault("viewport", {"width": 1360, "height": 900})
        profile = browser.new_context(**options)
        profile.set_default_timeout(20_000)
        profile.on("weberror", lambda error: errors.append(str(error.error)))
        profiles.append(profile)
        return profile

    yield _arrive
    for profile in profiles:
        profile.close()
    _let_end()
    assert errors == []


@pytest.fixture
def context(arrive):
    """A profile of its own, at a desktop's size."""
    return arrive()


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture(scope="module")
def newspaper(django_db_setup, django_db_blocker, tmp_path_factory):
    """The paper of `newspaper.py`, printed once for a module; then the database is as it was.

    A test that asks for it is marked `django_db`: what it changes is taken back after it.
    """
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import override_settings
    from tests.journeys.newspaper import print_paper

    media = tmp_path_factory.mktemp("newspaper")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        before = connection.creation.serialize_db_to_string()
        cache.clear()
        try:
            yield print_paper(datetime.now(UTC))
        finally:
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
            connection.creation.deserialize_db_from_string(before)


@pytest.fixture(scope="module")
def press(newspaper):
    """The address of a server of that paper."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own(request, tmp_path):
    """As for all tests, but for the newspaper: its pictures lie where the module has put them."""
    if "newspaper" not in request.fixturenames:
        request.getfixturevalue("settings").MEDIA_ROOT = tmp_path / "media"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Journeys come last: an editor's end with an empty database, which others do not expect."""
    items.sort(key=lambda item: "journeys" in item.path.parts)
