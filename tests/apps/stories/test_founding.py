import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page, Site

from broadsheet.stories import founding
from broadsheet.stories.models import Edition, Front, Outlet


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("courier.example", "https://courier.example"),
        (" https://courier.example/ ", "https://courier.example"),
        ("localhost:8000", "http://localhost:8000"),
    ],
)
def test_a_domain_as_a_person_writes_it(typed, address):
    assert founding.address_of(typed) == address


def test_a_paper_in_two_languages(db):
    outlet = founding.found(
        name="The Courier", base_url="https://courier.example:8443", zone="Asia/Baku", languages=["az", "en"],
        editions={"az": "Kuryer"}, editor=("ada@courier.example", "a-long-pass-word"),
    )  # fmt: skip
    assert Outlet.current() == outlet
    assert [(edition.name, edition.prefix) for edition in Edition.objects.all()] == [
        ("Kuryer", ""),
        ("The Courier", "/en"),
    ]
    fronts = Front.objects.order_by("path")
    assert [(front.title, front.slug, front.live) for front in fronts] == [
        ("Kuryer", "az", True),
        ("The Courier", "en", True),
    ]
    assert len({front.translation_key for front in fronts}) == 1
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id) == ("courier.example", 8443, fronts[0].pk)
    assert set(Page.objects.filter(depth__gt=1).values_list("pk", flat=True)) == {
        front.pk for front in fronts
    }
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"az", "en"}
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_paper_without_english_has_no_english_left(db):
    founding.found(name="Kuryer", languages=["az"])
    assert [locale.language_code for locale in Locale.objects.all()] == ["az"]


def test_editors_write_and_publish_but_make_no_outlets(db, django_user_model):
    founding.found(name="The Courier")
    user = django_user_model.objects.create_user("bo", "bo@courier.example", "x")
    user.groups.add(Group.objects.get(name=founding.EDITORS))
    for right in (
        "stories.add_story",
        "stories.change_story",
        "stories.publish_story",
        "wagtailadmin.access_admin",
    ):
        assert user.has_perm(right), right
    for right in ("stories.add_outlet", "stories.delete_edition", "auth.add_user"):
        assert not user.has_perm(right), right


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"zone": "Baku"}, "time zone"),
        ({"languages": []}, "one language"),
        ({"languages": ["en", "en"]}, "twice"),
        ({"languages": ["xx"]}, "xx"),
        ({"name": ""}, "blank"),
        ({"editor": ("no mail", "a-long-pass-word")}, "email"),
        ({"editor": ("ada@courier.example", "1")}, "short"),
    ],
)
def test_what_does_not_fit_leaves_nothing_behind(db, wrong, says):
    with pytest.raises(ValidationError, match=says):
        founding.found(**{"name": "The Courier", **wrong})
    assert not Outlet.objects.exists()
    assert not Edition.objects.exists()


def test_there_is_one_paper_to_a_database(paper):
    with pytest.raises(ValidationError, match="already"):
        founding.found(name="Another")
