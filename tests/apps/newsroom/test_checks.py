"""The checks before publishing, as a table."""

from __future__ import annotations

import pytest

from broadsheet.newsroom.checks import Description, Picture, check

WHOLE = {"headline": "A bridge opens", "standfirst": "At last.", "has_section": True, "words": 200}
LEAD = {"place": "Lead photo", "lead": True}
INNER = {"place": "Text, block 2"}


@pytest.mark.parametrize(
    ("fields", "targets", "found"),
    [
        ({}, {}, []),
        ({"headline": " "}, {}, [("must", "There is no headline.", "headline")]),
        ({"headline": "x" * 111}, {}, [("should", "The headline has 111 characters; beyond 110 it is cut on phones.", "")]),
        ({"headline": "x" * 110}, {}, []),
        ({"has_section": False}, {}, [("must", "No section is chosen.", "section")]),
        ({"standfirst": ""}, {}, [("should", "There is no standfirst.", "")]),
        ({"words": 0}, {}, [("should", "There is no text.", "")]),
        ({"strangers": ("Liman",)}, {}, [("should", "“Liman” belongs to another edition.", "")]),
        ({"pictures": (Picture(alt="", credit="A", **LEAD),)}, {}, [("must", "The photo has no alternative text.", "lead_alt")]),
        ({"pictures": (Picture(alt="", credit="A", **INNER),)}, {}, [("should", "The photo has no alternative text.", "")]),
        ({"pictures": (Picture(alt="A", credit=" ", **LEAD),)}, {}, [("should", "The photo has no credit.", "")]),
        ({"links": ("/gone", "/here", "/draft", "https://x.example/")}, {"/gone": "nothing", "/here": "live", "/draft": "unpublished"},
         [("should", "The link /gone leads nowhere.", ""), ("should", "The link /draft leads to a story that is not published.", "")]),
        ({"links": ("/gone", "/gone")}, {"/gone": "nothing"}, [("should", "The link /gone leads nowhere.", "")]),
    ],
)  # fmt: skip
def test_check(fields, targets, found):
    findings = check(Description(**{**WHOLE, **fields}), targets)
    assert [(one.severity, one.what, one.field) for one in findings] == found


def test_what_stops_a_publication_comes_first():
    findings = check(Description(headline="A", words=0, has_section=False), {})
    assert [one.severity for one in findings] == ["must", "should", "should"]
