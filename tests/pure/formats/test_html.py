import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.formats import html

TAGS = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href='/x'>",
        "<a>",
        "</a>",
        "<br>",
        "<q>",
        "</q>",
        "<p>",
        "<u>",
        "</u>",
        "&nbsp;",
        "&lt;",
        "<script>",
        " ",
    ]
)


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<b>a</b> <i>b</i>", "<strong>a</strong> <em>b</em>"),
        ("<a href='javascript:x()'>a</a>", "a"),
        ("<a href='mailto:a@b.example' class=x>a</a>", '<a href="mailto:a@b.example">a</a>'),
        ("<a href='/rel?a=1&amp;b=2'>a</a>", '<a href="/rel?a=1&amp;b=2">a</a>'),
        ("a\n  b&nbsp;c<br><br>", "a b c"),
        ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
        ("<q>said</q> H<sub>2</sub>O <code>x</code>", "“said” H<sub>2</sub>O <code>x</code>"),
        ("<em> </em><strong></strong>a", "a"),
        ("<div>a</div><div>b</div>", "a b"),
    ],
)
def test_inline(markup, clean):
    assert html.inline(markup) == clean


def test_text_and_paragraphs():
    assert html.text("<p>a</p><p>b &amp; <b>c</b></p>") == "a b & c"
    assert html.paragraphs("a<br><br/>b<br>c<br><br>") == ("a", "b<br>c")
    assert html.lost_formatting("<s>x</s> <u></u> <b>y</b>") == ("x",)
    assert html.text(html.escape("a < b & c")) == "a < b & c"


@settings(deadline=None)
@given(st.lists(TAGS | st.text(max_size=8)).map("".join))
def test_cleaning_twice_changes_nothing(markup):
    once = html.inline(markup)
    assert html.inline(once) == once
    assert "<b>" not in once
    assert "script" not in once or "script" in html.text(once)
