"""A browser for the journeys: the Chromium of the machine, one for all of them, a fresh profile for each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


@pytest.fixture(scope="session")
def browser():
    """Chromium, or a skip where there is none. Its loop would make Django refuse to ask the database."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(browser):
    """A profile of its own, at a desktop's size; errors of a page's scripts fail the journey."""
    profile = browser.new_context(viewport={"width": 1360, "height": 900})
    profile.set_default_timeout(20_000)
    errors = []
    profile.on("weberror", lambda error: errors.append(str(error.error)))
    yield profile
    profile.close()
    assert errors == []


@pytest.fixture
def page(context):
    return context.new_page()
