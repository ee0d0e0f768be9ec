from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.formats import captures
from broadsheet.formats.item import (
    Embed,
    FormatError,
    ListBlock,
    Paragraph,
    PhotoBlock,
    PhotoRef,
    Quote,
    Subhead,
    Table,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "captures"
SITE = "https://Gazette.example"
BAKU = ZoneInfo("Asia/Baku")
PROSE = "A sentence which is long enough, and has commas, to be taken for the text of a story by its length. "


def page(body, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def read(body, head="", **more):
    return captures.read(page(body, head).encode(), **more)


def article(body, head="", **more):
    return read(f"<article><h1>Title</h1>{body}</article>", head, **more)


def ld(text):
    return f'<script type="application/ld+json">{text}</script>'


def reasons(reading):
    return {why for why, _ in reading.report.left_out}


@pytest.fixture(scope="module")
def full():
    return captures.read((FIXTURES / "full.html").read_bytes(), name="full.html")


def test_facts_of_a_full_page(full):
    item = full.item
    assert item.headline == "Harbour bridge reopens to trains"
    assert item.standfirst == "Eight months of work end a week early"
    assert (item.dateline, item.section, item.language) == ("HARBOUR", "City", "en-GB")
    assert item.topics == ("bridges", "trains")
    assert item.bylines == ("Ada Lind", "B. Moe")
    assert item.published_at == datetime(2024, 5, 3, 7, 5, tzinfo=UTC)
    assert item.updated_at == datetime(2024, 5, 3, 9, 20, tzinfo=UTC)
    assert item.markers == ("photo",)
    assert item.address == f"{SITE}/2024/05/bridge"
    assert item.identity == "https://gazette.example/2024/05/bridge"


def test_blocks_of_a_full_page(full):
    def photo(address, name, **more):
        return PhotoBlock(photo=PhotoRef(address=address, name=name, present=address is not None, **more))

    assert full.item.body == (
        Paragraph(
            html='The first <strong>train</strong> crossed <a href="/x">the bridge</a> on June 14 June 15.'
        ),
        Paragraph(html="It was <em>full</em>."),
        Subhead(text="Work"),
        Subhead(text="Photo head"),
        photo(f"{SITE}/img/h.jpg", "h.jpg", alt="H"),
        Paragraph(html="Loose <em>text</em> between blocks"),
        Quote(text="We did it.\n\nAt last.\n\none\n\nSub\n\ninner link", source="The mayor"),
        Table(rows=(("t",),)),
        photo(f"{SITE}/img/q.jpg", "q.jpg"),
        Embed(url="https://social.example/1", text="A post May 3"),
        ListBlock(items=("steel", "stone", "granite")),
        ListBlock(items=("first",), ordered=True),
        photo(f"{SITE}/img/g1.jpg", "g1.jpg", caption="One", credit="© D. Poe"),
        photo("b_files/g2.jpg", "g2.jpg"),
        photo(f"{SITE}/img/l.jpg", "l.jpg", caption="Set bold tail", credit="E. Doe", alt="Set"),
        photo(None, "Unshown", caption="Unshown"),
        photo("data:image/png;base64,AAAA", "a picture without a name"),
        photo(None, "Named only", alt="Named only"),
        photo(None, "a picture without a name"),
        photo(f"{SITE}/2024/05/lazy.gif", "lazy.gif"),
        photo(f"{SITE}/img/only-noscript.jpg", "only-noscript.jpg"),
        Embed(url="https://video.example/e/1"),
        Paragraph(html="A film"),
        Embed(url=f"{SITE}/v.mp4", text="No film"),
        Table(rows=(("What", "How much"), ("Steel",)), header=True),
        Paragraph(html="Cell one."),
        Paragraph(html="Cell two."),
        photo(f"{SITE}/img/t.jpg", "t.jpg"),
        Paragraph(html="Inside a span"),
        Paragraph(html="3 May 2024 10:00"),
    )


def test_photos_and_report_of_a_full_page(full):
    lead = PhotoRef(
        address=f"{SITE}/img/lead.jpg", name="lead.jpg", caption="The bridge at dawn", credit="Photo: C. Roe",
        alt="Bridge", present=True,
    )  # fmt: skip
    assert full.item.photos[0] == lead
    assert len(full.item.photos) == 13
    assert full.report.missing == ("Unshown", "Named only", "a picture without a name")
    left_out = full.report.left_out
    for why, text in [
        ("another article in JSON-LD", "Another story"),
        ("the striking, underlining or marking of words", "June 14"),
        ("page furniture in the body", "Share this page"),
        ("a link in a quote", "https://q.example/"),
        ("the source of an empty quote", "Nobody"),
        ("an embedded iframe without a usable address", "http://[bad"),
        ("an embedded iframe without a usable address", "empty"),
        ("an embedded blockquote without a usable address", "A lost post"),
        ("a one-pixel picture that counts visits", "/t.gif"),
        ("the merging of a table's cells", "Steel"),
        ("a table's caption", "Costs"),
        ("loading line", "Loading..."),
        ("outside the body: <nav>", "Home City"),
    ]:
        assert (why, text) in left_out
    assert any(why.startswith("JSON-LD that cannot be parsed") for why, _ in left_out)


def test_every_cut_of_a_page_is_refused():
    data = (FIXTURES / "full.html").read_bytes()
    end = data.rindex(b"</html>") + len(b"</html>")
    for size in [*range(1, end, 101), end - 1, data.index(b'"</html>"') + 9]:
        with pytest.raises(FormatError, match=r"cut short|no HTML"):
            captures.read(data[:size], name="full.html")
    assert captures.sniff(data[:200])
    assert captures.read(data[:end]).item == captures.read(data).item


def test_meta_and_structure_without_json_ld():
    head = (
        "<meta property='og:title' content='Title [VIDEO] - The Site'><meta property='og:site_name' content='The Site'>"
        "<meta property='article:published_time' content='2024-05-03'>"
        "<meta property='article:author' content='https://social.example/me'>"
        "<meta property='article:tag' content='a'><meta property='article:tag' content='b'>"
        "<meta property='og:locale' content='nonsense!'><meta property='og:image' content='http://[x/lead.jpg'>"
        "<base href='/elsewhere/'>"
    )
    reading = read(
        "<main><h1>Title</h1><span class='byline'>By Ada Lind and B. Moe</span>"
        "<time datetime='2024-05-03 09:05'>3 May</time><p>Text.</p></main>",
        head,
        zone=BAKU,
    )
    item = reading.item
    assert (item.headline, item.markers) == ("Title", ("video",))
    assert item.bylines == ("Ada Lind", "B. Moe")
    assert item.topics == ("a", "b")
    assert item.published_at == datetime(2024, 5, 3, 5, 5, tzinfo=UTC)
    assert item.address is None
    assert item.photos == (PhotoRef(name="lead.jpg"),)
    assert reading.report.missing == ("lead.jpg",)
    assert (
        "no date with a time of day (published, article:published_time)",
        "2024-05-03",
    ) in reading.report.left_out


def test_microdata_names_inside_an_author():
    author = (
        "<div itemprop='author'><b itemprop='name'>Ada Lind</b>, reporter<i itemprop='author'>x</i></div>"
    )
    assert article(f"<p>Text.</p>{author}").item.bylines == ("Ada Lind",)


@pytest.mark.parametrize(
    ("published", "updated", "expected", "why"),
    [
        ("2024-05-03T09:00Z", "2024-05-03T10:00Z", 10, ""),
        ("2024-05-03T09:00Z", "2024-05-03T09:00Z", None, ""),
        ("2024-05-03T09:00Z", "2024-05-03T08:00Z", None, "a time of update before publication"),
        ("2024-05-03T09:00Z", "2024-05-03T10:00", None, "a time of update that cannot be told"),
        ("2024-05-03T09:00Z", "1024-05-03T10:00", None, "a time of update that cannot be told"),
        ("", "2024-05-03T10:00Z", 10, ""),
    ],
)
def test_updates(published, updated, expected, why):
    stated = ld(f'{{"@type":"Article","datePublished":"{published}","dateModified":"{updated}"}}')
    reading = article("<p>Text.</p>", stated)
    hour = reading.item.updated_at.hour if reading.item.updated_at else None
    assert hour == expected
    assert not why or why in reasons(reading)


def test_a_time_without_an_offset_matters_only_where_no_other_has_one():
    local = "<time datetime='2024-05-03T09:00'></time><p>Text.</p>"
    with pytest.raises(FormatError, match="without an offset"):
        article(local)
    whole = ld('{"@type":"Article","datePublished":"2024-05-03T07:00Z"}')
    assert article(local, whole).item.published_at.hour == 7


@pytest.mark.parametrize(
    "text",
    [
        '<!-- {"@type":"NewsArticle","headline":"Told"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Told",}\n//]]>',
        '[{"@type":"BlogPosting","headline":"Told","image":null,"author":[1,[2],{"name":["x"]}]}];',
        '{"@graph":[{"@type":null},{"@type":"Report","headline":{"@value":"Told"}}]}',
    ],
)
def test_shapes_of_json_ld(text):
    assert article("<p>Text.</p>", ld(text)).item.headline == "Told"


@pytest.mark.parametrize("text", ["[" * 100_000, "nul", "", '{"a":' * 5000])
def test_broken_json_ld_is_told_and_does_no_harm(text):
    reading = article("<p>Text.</p>", ld(text))
    assert reading.item.headline == "Title"
    assert any(why.startswith("JSON-LD that cannot be parsed") for why in reasons(reading)) == bool(
        text.strip()
    )


def test_a_teaser_gives_way_to_the_body_in_json_ld():
    stated = ld('{"@type":"Article","articleBody":"A long first paragraph, & more.\\n\\nA second one."}')
    reading = article("<p>A teaser.</p><h2>Sub</h2>", stated)
    assert [block.html for block in reading.item.body] == [
        "A long first paragraph, &amp; more.",
        "A second one.",
    ]
    assert ("a shorter body than the one in JSON-LD", "A teaser.") in reading.report.left_out


def test_of_several_articles_the_one_with_most_text_is_the_story():
    reading = read(
        "<h1>Title</h1><article><p>Card.</p></article><article><p>The long text.</p><p>More.</p></article>"
    )
    assert [block.html for block in reading.item.body] == ["The long text.", "More."]
    assert ("outside the body: <article>", "Card.") in reading.report.left_out


def test_places_inside_places_are_read_once():
    reading = read(
        "<h1>T</h1><div itemprop='articleBody'><p>One.</p><div itemprop='articleBody'>Two.</div></div>"
    )
    assert [block.html for block in reading.item.body] == ["One.", "Two."]


def test_trafilatura_finds_the_text_where_structure_says_nothing():
    reading = read(f"<h1>Title</h1><div><div><p>{PROSE * 3}</p><p>{PROSE * 2}</p></div></div>")
    assert ("body", "trafilatura") in reading.report.recognised
    assert reading.item.body == (Paragraph(html=(PROSE * 3).strip()),)
    assert ("not taken for the story by trafilatura", (PROSE * 2).strip()) in reading.report.left_out


def test_quotes_and_lists_count_as_a_body():
    assert article("<blockquote>Said.</blockquote><ul><li>a</li></ul><table><tr><td>b</table>").item.body
    assert article("<ul><li>a</li></ul>").item.body == (ListBlock(items=("a",)),)


def test_a_generated_description_is_left_out():
    reading = article("<p>The beginning of it all.</p>", "<meta name=description content='The beginning…'>")
    assert reading.item.standfirst == ""
    assert "a description that repeats the body's beginning" in reasons(reading)


def test_photos_in_and_out_of_the_body():
    reading = read(
        "<article><h1>T</h1><figure><img src='/out.jpg'></figure><figure></figure>"
        "<div itemprop='articleBody'><p>Text.</p><figure><img src='/in.jpg' srcset=' '></figure>"
        "<header><figure><img data-srcset='/h.jpg 2x'></figure></header></div></article>",
        "<meta property='og:image' content='/lead.jpg'><link rel=canonical href='https://a.example/s'>",
    )
    assert [photo.name for photo in reading.item.photos] == ["lead.jpg", "out.jpg", "h.jpg", "in.jpg"]
    assert reading.item.photos[0].address == "https://a.example/lead.jpg"


def test_pictures_for_readers_without_scripts_count_where_there_are_no_others():
    both = "<noscript><img src='/1.jpg'></noscript><noscript><img src='/2.jpg'></noscript>"
    assert [photo.name for photo in article(f"<p>Text.</p>{both}").item.photos] == ["1.jpg", "2.jpg"]
    assert [photo.name for photo in article(f"<p>Text.</p><img src='/0.jpg'>{both}").item.photos] == ["0.jpg"]


@pytest.mark.parametrize(
    ("declared", "codec", "charset"),
    [
        ("windows-1251", "cp1251", "cp1251"),
        ("iso-8859-5", "iso8859-5", "iso8859-5"),
        ("windows-1251", "utf-8", "utf-8"),
        ("rot13", "cp1251", "cp1251"),
        ("no-such-set", "cp1251", "cp1251"),
    ],
)
def test_declared_character_sets(declared, codec, charset):
    text = page(
        "<article><h1>Мост</h1><p>Поезд прошёл по мосту рано утром и не остановился.</p></article>",
        f"<meta charset={declared}>",
    )
    reading = captures.read(text.encode(codec))
    assert reading.item.headline == "Мост"
    assert ("character set", charset) in reading.report.recognised


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html><body><h1>T</h1><p>Text", "cut short"),
        (page("<article><p>Text.</p></article>"), "without a headline"),
        (page("<h1>Title</h1>"), "without a body"),
        (page("<article><h1>Title</h1><img src='/a.jpg'></article>"), "without a body"),
        (page("<article><h1>Title</h1>" + "<div>" * 400 + "x"), "beyond what is safe"),
        ("<head></html>", "headline"),
        ("<!doctype html></html>", "cannot be parsed"),
        (page("", ld('{"@type":"Article","headline":"Title"}')), "without a body"),
        ("<!-- x --><html><!--</html>-->", "cut short"),
    ],
)
def test_refusals(text, says):
    assert captures.sniff(text.encode())
    with pytest.raises(FormatError, match=says) as caught:
        captures.read(text.encode(), name="page.html")
    assert str(caught.value).startswith("page.html")


TAGS = st.sampled_from(
    ["<h1>T</h1>", "<article>", "</article>", "<p>", "</p>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<img src=a>",
     "<figure>", "<figcaption>", "</figure>", "<blockquote>", "</blockquote>", "<cite>", "<noscript>", "</noscript>", "<br>",
     "<div itemprop=articleBody>", "</div>", "<iframe src=x>", "</iframe>", "<time datetime=2024-05-03T10:00Z>", "&lt;", "<!--",
     "-->", "<b>", "</b>", "<script>", "</script>", "<footer>", "</html>", "\x01", "<picture>", "<video>", "<header>", "words. "],
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(TAGS | st.text(max_size=10), max_size=40).map("".join))
def test_any_markup_gives_a_reading_or_a_format_error(markup):
    for text in (page(markup), page(f"<article><h1>Title</h1>{markup}<p>An end.")):
        data = text.encode("utf-8", "replace")
        try:
            reading = captures.read(data, zone=UTC)
        except FormatError:
            continue
        assert reading.item.body
        assert captures.read(data, zone=UTC) == reading
