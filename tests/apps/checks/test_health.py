import os
from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.checks import health
from broadsheet.stories.models import Story


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    key = tmp_path / "secret-key"
    key.touch(0o600)
    return tmp_path


def amiss(now=None):
    return {one.name: one.what for one in health.run(now or timezone.now()) if not one.ok}


def test_all_is_well(home, paper):
    (home / "worker-alive").touch()
    assert amiss() == {}


def test_no_outlet_says_how_to_found_one(home, db):
    assert "broadsheet init" in amiss()["outlet"]


def test_a_key_that_others_can_read(home, paper):
    (home / "secret-key").chmod(0o644)
    assert "chmod 600" in amiss()["key"]
    (home / "secret-key").unlink()
    assert "gone" in amiss()["key"]


def test_a_worker_that_was_not_seen_for_long(home, paper):
    assert "never ran" in amiss()["worker"]
    (home / "worker-alive").touch()
    os.utime(home / "worker-alive", (1, 1))
    assert "Last seen" in amiss()["worker"]


def test_what_is_overdue_is_named(home, write):
    now = timezone.now()
    story = write()
    Story.objects.filter(pk=story.pk).update(expire_at=now - timedelta(minutes=2))
    assert amiss(now)["schedule"].startswith(f"unpublish story {story.pk} is 120 s late")


def test_a_full_disk_and_a_home_that_cannot_be_written(home, paper, settings, monkeypatch):
    monkeypatch.setattr(health, "ENOUGH_DISK", 10**18)
    assert "make room" in amiss()["disk"]
    monkeypatch.setattr(
        health.Path,
        "touch",
        lambda *_a, **_k: (_ for _ in ()).throw(PermissionError(13, "Permission denied")),
    )
    assert "cannot be written" in amiss()["home"]


def test_what_stands_in_front_says_what_it_has_missed(home, write, settings):
    from broadsheet.delivery import log
    from broadsheet.delivery.models import Cursor
    from broadsheet.env import InFront

    now = timezone.now()
    settings.IN_FRONT = (InFront("nginx"), InFront("fastly", "SU1Z0", "s3cret"))
    assert amiss(now)["in front"] == "fastly SU1Z0 was never told anything: the worker does that."
    write()
    last = log.end().position
    Cursor.objects.create(name="fastly SU1Z0", position=last, succeeded_at=now)
    assert "in front" not in amiss(now)
    Cursor.objects.update(
        position=last - 1, failing_since=now - timedelta(minutes=2), error="it says no (status 500)"
    )
    assert (
        amiss(now)["in front"]
        == "fastly SU1Z0 was not told of the last changes (1), for 120 s: it says no (status 500)"
    )
    Cursor.objects.update(failing_since=None, error="")
    [one] = [one for one in health.run(now) if one.name == "in front"]
    assert one.ok
