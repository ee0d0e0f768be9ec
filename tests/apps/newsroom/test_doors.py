"""Who may do what at the desk, and what is let in."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from PIL import Image

from broadsheet.stories.models import Photo, Story

pytestmark = pytest.mark.django_db

# The doors through which one signs in, and what they need.
OPEN = {
    "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset", "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm", "wagtailadmin_password_reset_complete", "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}  # fmt: skip
SAMPLES = {
    "pk": 1,
    "code": "az",
    "app_label": "stories",
    "model_name": "story",
    "action": "delete",
    "revision_id": 1,
}


def _addresses():
    """An address of each view of the desk."""
    desk = next(one for one in get_resolver().url_patterns if str(one.pattern) == "desk/")
    return list(_walk(desk.url_patterns, ()))


def _walk(patterns, spaces):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and pattern.name not in OPEN:
                yield ":".join((*spaces, pattern.name)), pattern.pattern.converters, pattern.pattern
        else:
            yield from _walk(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])))


def test_a_stranger_who_posts_is_asked_to_sign_in(client, paper, write):
    write()
    asked = 0
    for name, converters, pattern in _addresses():
        names = converters or dict.fromkeys(
            getattr(pattern, "regex", None) and pattern.regex.groupindex or ()
        )
        words = {key: SAMPLES.get(key, 1) for key in names}
        if "revision_id_a" in words:
            words |= {"revision_id_a": "earliest", "revision_id_b": "latest"}
        answer = client.post(reverse(name, kwargs=words))
        assert answer.status_code == 302, name
        assert answer.url.startswith("/desk/login/"), name
        asked += 1
    assert asked > 150
    assert Story.objects.get().live


@pytest.fixture
def writer(client, paper):
    """Somebody who may write but not publish."""
    user = get_user_model().objects.create_user("writer", "writer@example.org", "a-long-password")
    names = ["access_admin", "add_story", "change_story", "view_story"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def test_a_writer_cannot_publish_by_a_post(writer, write):
    story = write(draft=True)
    edit = reverse("wagtailsnippets_stories_story:edit", args=[story.pk])
    page = writer.get(edit)
    assert page.status_code == 200
    assert "action-publish" not in page.content.decode()
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

    form = {"headline": "Written over", "section": story.section_id, "action-publish": "1"}
    form |= {"body": streamfield([("paragraph", rich_text("<p>x</p>"))])}
    form |= dict.fromkeys(("story_bylines", "story_topics", "related"), inline_formset([]))
    writer.post(edit, nested_form_data(form))
    story.refresh_from_db()
    assert not story.live
    assert story.get_latest_revision_as_object().headline == "Written over"


def test_a_writer_cannot_unpublish_delete_or_change_the_outlet(writer, write):
    story = write()
    for name in ("unpublish", "delete"):
        writer.post(reverse(f"wagtailsnippets_stories_story:{name}", args=[story.pk]))
    writer.post(reverse("wagtailsnippets_stories_outlet:edit", args=[1]), {"name": "Mine"})
    story.refresh_from_db()
    assert story.live
    assert story.snippet_viewset.model is Story


def test_nobody_adds_or_deletes_outlets_and_editions(client, paper):
    client.force_login(paper.editor)
    for noun, key in (("outlet", 1), ("edition", paper.english.pk)):
        assert client.post(reverse(f"wagtailsnippets_stories_{noun}:add")).status_code == 302
        assert client.post(reverse(f"wagtailsnippets_stories_{noun}:delete", args=[key])).status_code == 302
    paper.outlet.refresh_from_db()
    paper.english.refresh_from_db()


def test_the_group_of_editors_may_do_its_work(client, paper, write):
    from broadsheet.stories.founding import EDITORS, _editors

    _editors()
    user = get_user_model().objects.create_user("ada", "ada@example.org", "a-long-password")
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    story = write()
    for name in ("list", "add"):
        assert client.get(reverse(f"wagtailsnippets_stories_story:{name}")).status_code == 200
    assert client.get(reverse("wagtailimages:add")).status_code == 200
    client.post(reverse("wagtailsnippets_stories_story:unpublish", args=[story.pk]))
    story.refresh_from_db()
    assert not story.live


def _file(name, data, kind):
    return SimpleUploadedFile(name, data, content_type=kind)


def _png():
    data = BytesIO()
    Image.new("RGB", (20, 10), "navy").save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.jpg", b"<html><script>alert(1)</script></html>"),
        ("a.jpg", None),
        ("a.html", None),
        ("a.png", b""),
    ],
)
def test_what_is_no_photo_is_refused(client, paper, name, data):
    client.force_login(paper.editor)
    upload = _file(name, _png() if data is None else data, "image/png")
    answer = client.post(reverse("wagtailimages:add"), {"title": "Quay", "file": upload})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Photo.objects.exists()


def test_a_photo_with_its_words(client, paper):
    client.force_login(paper.editor)
    page = client.get(reverse("wagtailimages:add")).content.decode()
    assert "Alternative text" in page
    words = {"title": "Quay", "description": "A quay", "credit": "Ada", "caption": "Rain", "place": "Baku"}
    root = Photo._meta.get_field("collection").related_model.get_first_root_node()
    answer = client.post(
        reverse("wagtailimages:add"),
        {**words, "tags": "", "collection": root.pk, "file": _file("a.png", _png(), "image/png")},
    )
    assert answer.status_code == 302
    photo = Photo.objects.get()
    assert (photo.description, photo.credit, photo.place) == ("A quay", "Ada", "Baku")


def test_a_photo_that_is_too_large(client, paper, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10
    client.force_login(paper.editor)
    answer = client.post(
        reverse("wagtailimages:add"), {"title": "Quay", "file": _file("a.png", _png(), "image/png")}
    )
    assert "file" in answer.context["form"].errors or answer.status_code == 200
    assert not Photo.objects.exists()


def test_five_wrong_passwords_lock_out(client, paper, settings):
    settings.AXES_ENABLED = True
    login = reverse("wagtailadmin_login")
    for _try in range(5):
        client.post(login, {"username": "editor", "password": "wrong"})
    answer = client.post(login, {"username": "editor", "password": "a-long-password"})
    assert answer.status_code == 429
    assert client.get("/desk/").status_code == 302


def test_behind_a_proxy_nobody_locks_out_another(client, paper, settings):
    settings.AXES_ENABLED = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    login = reverse("wagtailadmin_login")
    stranger = {"x-forwarded-for": "192.0.2.7, 203.0.113.9"}
    for _try in range(5):
        client.post(login, {"username": "editor", "password": "wrong"}, headers=stranger)
    right = {"username": "editor", "password": "a-long-password"}
    assert client.post(login, right, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 429
    assert client.post(login, right, headers={"x-forwarded-for": "203.0.113.10"}).status_code == 302


def test_a_forgotten_password_is_mailed_a_link_to_this_desk(client, paper, mailoutbox):
    client.post(reverse("wagtailadmin_password_reset"), {"email": "editor@example.org"})
    [mail] = mailoutbox
    [link] = [line for line in mail.body.splitlines() if "://" in line]
    assert link.startswith("http://testserver/desk/password_reset/confirm/")
    assert client.get(link.removeprefix("http://testserver"), follow=True).status_code == 200
    assert "editor" in mail.body


def test_the_sign_in_page_is_the_papers(client, paper):
    text = client.get(reverse("wagtailadmin_login")).content.decode()
    assert "The Test Courier" in text
    assert "Sign in to the desk" in text
    assert client.get(reverse("wagtailadmin_password_reset")).status_code == 200
