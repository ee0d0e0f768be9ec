from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.formats import captures, html
from broadsheet.formats.item import FormatError, Paragraph, PhotoRef

FIXTURES = Path(__file__).parents[2] / "fixtures" / "captures"
REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "article-page-capture.txt"
BAKU = ZoneInfo("Asia/Baku")
HEAD = "Example Gazette\n\nThe headline\n\n3 May 2024 09:05 (UTC+02:00)\n\n"
WHOLE = HEAD + "By Ada Lind\n\nOne sentence.\n\nTwo sentences.\n\n---\n\nFollow us on Telegram @example\n"


def read(text, **more):
    return captures.read(text.encode(), **more)


def accounted(reading):
    pairs = reading.report.recognised + reading.report.left_out
    return sorted(text for what, text in pairs if what != "character set")


def refusal(data, **more):
    with pytest.raises(FormatError) as caught:
        captures.read(data if isinstance(data, bytes) else data.encode(), **more)
    return str(caught.value)


@pytest.fixture(scope="module")
def reference():
    if not REFERENCE.exists():
        pytest.skip("the reference capture is not beside this repository")
    return REFERENCE.read_bytes()


def test_reference_page(reference):
    reading = captures.read(reference, name=REFERENCE.name)
    item = reading.item
    lines = [html.fold(line) for line in reference.decode().splitlines() if line.strip()]
    assert captures.sniff(reference)
    assert f"{item.headline} [PHOTO]" == lines[2] == lines[4]
    assert item.published_at == datetime(2022, 2, 8, 15, 47, tzinfo=timezone(timedelta(hours=4)))
    assert item.published_at.utcoffset() == timedelta(hours=4)
    assert item.bylines == ("Vugar Khalilov",)
    assert item.markers == ("photo",)
    assert [html.text(block.html) for block in item.body] == lines[6:18]
    assert len(item.body) == 12
    assert [(photo.name, photo.present) for photo in item.photos] == [
        ("Gallery Image 1", False),
        ("Gallery Image 2", False),
    ]
    assert reading.report.missing == ("Gallery Image 1", "Gallery Image 2")
    assert accounted(reading) == sorted(lines)


def test_reference_cut_at_any_byte_is_refused_or_whole(reference):
    whole = captures.read(reference).item
    accepted = 0
    for size in range(0, len(reference), 7):
        try:
            item = captures.read(reference[:size]).item
        except FormatError:
            continue
        accepted += 1
        assert (item.body, item.identity) == (whole.body, whole.identity)
    assert 0 < accepted < 50


def test_everything_a_text_capture_may_show():
    data = (FIXTURES / "harbour.txt").read_bytes()
    reading = captures.read(data)
    item = reading.item
    assert item.headline == "Harbour bridge reopens to trains"
    assert item.published_at == datetime(2024, 5, 3, 7, 5, tzinfo=UTC)
    assert item.updated_at == datetime(2024, 5, 3, 9, 20, tzinfo=UTC)
    assert item.bylines == ("Ada Lind", "B. Moe", "Gazette Desk")
    assert item.markers == ("photo", "video")
    assert item.body == (
        Paragraph(html="The first train crossed the bridge on June 15 after eight months of work."),
        Paragraph(html="Tickets cost &lt;5 crowns&gt; &amp; a smile."),
        Paragraph(html="The port said the next step is a cycle lane"),
    )
    assert item.photos == tuple(PhotoRef(name=f"Gallery Image {number}") for number in (1, 2, 3))
    assert reading.report.missing[3:] == ("video named by the headline",)
    assert ("below the end of the story", "Another headline of the day") in reading.report.left_out
    assert accounted(reading) == sorted(
        html.fold(line) for line in data.decode().splitlines() if line.strip()
    )


@pytest.mark.parametrize(
    ("file", "headline", "bylines", "hour", "charset"),
    [
        ("korpu.txt", "Yeni körpü açıldı", ("Əli Nümunəyev", "Ayşə Sınaq"), 11, "utf-8"),
        ("most.txt", "Мост открыт для поездов", ("Иван Примеров", "Анна П."), 11, "cp1251"),
        ("kopru.txt", "Köprü trenlere açıldı", ("Ayşe Örnek",), 12, "cp1254"),
    ],
)
def test_other_languages_and_character_sets(file, headline, bylines, hour, charset):
    data = (FIXTURES / file).read_bytes()
    reading = captures.read(data, zone=BAKU)
    assert captures.sniff(data)
    assert reading.item.headline == headline
    assert reading.item.bylines == bylines
    assert reading.item.published_at == datetime(2024, 5, 2, hour, 47, tzinfo=UTC)
    assert ("character set", charset) in reading.report.recognised


def test_the_offset_is_the_one_in_force_on_the_day():
    summer = read(WHOLE.replace("3 May 2024 09:05 (UTC+02:00)", "3 July 2014 09:05"), zone=BAKU).item
    winter = read(WHOLE.replace("3 May 2024 09:05 (UTC+02:00)", "3 January 2014 09:05"), zone=BAKU).item
    assert summer.published_at.utcoffset() == timedelta(hours=5)
    assert winter.published_at.utcoffset() == timedelta(hours=4)


@pytest.mark.parametrize(
    ("text", "headline", "bylines"),
    [
        ("example.org\n3 May 2024 09:05 Z\nBelow\n\nText.\n\nSee more", "Below", ()),
        ("Gazette\nMonday 6 May 2024\n3 May 2024 09:05 Z\nBelow\n\nText.\n\nSee more", "Below", ()),
        ("3 May 2024 09:05 Z\nBelow\n\nText.\n\nSee more", "Below", ()),
        ("Above\n3 May 2024 09:05 Z\n\nText.\n\nSee more", "Above", ()),
        (
            "Gazette\nLoading...\nAbove\nBy A. Lind\nCity\n3 May 2024 09:05 Z\nABOVE\n\nText.\n\nSee more",
            "Above",
            ("A. Lind",),
        ),
        ("Updated: 4 May 2024 10:00 Z\nAbove\n3 May 2024 09:05 Z\n\nText.\n\nSee more", "Above", ()),
    ],
)
def test_where_the_headline_stands(text, headline, bylines):
    reading = read(text)
    assert (reading.item.headline, reading.item.bylines) == (headline, bylines)
    assert reading.item.body == (Paragraph(html="Text."),)
    assert accounted(reading) == sorted(text.replace("\n\n", "\n").splitlines())


def test_lines_between_paragraphs_that_close_nothing():
    text = HEAD + "One.\n\n***\n\nTwo.\nThe headline\nFollow us on X\nThree.\n\n---"
    assert [block.html for block in read(text).item.body] == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty file"),
        (" \n\t", "without any text"),
        ("Just some text\nand more of it.", "none of which is a date"),
        ("3 May 2024 09:05 Z", "without a headline"),
        ("3 May 2024 09:05 Z\nBy Ada Lind\n", "without a headline"),
        (HEAD, "without a body"),
        (HEAD + "---\nFollow us on X", "without a body"),
        (HEAD + "A sentence that is cut in the mid", "cut short"),
        (HEAD + "A sentence that is whole.", "cut short"),
        (HEAD + "A part.\n\n***\n\nAnother part.\n\nSlider Image 1", "cut short"),
        (HEAD + "No end of a sentence\n\n---", "ends no sentence"),
        (WHOLE.replace(" (UTC+02:00)", ""), "without an offset"),
        (WHOLE.replace("3 May", "31 February"), "day is out of range"),
        (WHOLE.replace("3 May 2024", "03/04/2024"), "may be of two months"),
        (WHOLE.replace("3 May 2024", "3 May 1024"), "no news is from the year"),
        (WHOLE.replace("+02:00", "+22:00"), "from UTC"),
        ("<rss version='2.0'></rss>", "markup that is no HTML page"),
    ],
)
def test_refusals(text, says):
    message = refusal(text, name="page.txt")
    assert says in message
    assert message.startswith("page.txt")
    assert message.endswith(tuple("abcdefghijklmnopqrstuvwxyz)e"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"abc\0def", "byte 3: binary data"),
        (b"\xff\xfe\0\0", "NUL characters"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04xx", "ZIP"),
        (b"From: <Saved by Blink>", "MHTML"),
        (b"x" * (captures.LIMIT + 1), "20,971,521 bytes, above the limit of 20,971,520"),
    ],
)
def test_what_is_no_text(data, says):
    assert says in refusal(data)
    assert not captures.sniff(data[:100])


def test_byte_order_marks_and_broken_bytes():
    assert captures.read(WHOLE.encode("utf-8-sig")).item == read(WHOLE).item
    assert captures.read(WHOLE.encode("utf-16")).item == read(WHOLE).item
    reading = captures.read(WHOLE.replace("One", "Öné ü\x02").encode().replace(b"Two", b"Tw\xffo"))
    reasons = [why for why, _ in reading.report.left_out]
    assert reasons[:2] == ["bytes that are not utf-8, shown as \ufffd", "control characters"]
    assert reading.item.body[1].html == "Tw\ufffdo sentences."


@pytest.mark.parametrize("data", [b"", b"{}", b"plain words\nonly", b"<rss></rss>", b"3 May 2024 09:05"])
def test_what_is_no_capture(data):
    assert not captures.sniff(data)


def test_a_changed_body_keeps_the_identity():
    changed = read(WHOLE.replace("One sentence.", "Another."))
    assert changed.item.body != read(WHOLE).item.body
    assert changed.item.identity == read(WHOLE.replace("The headline", "The headline [VIDEO]")).item.identity
    assert changed.item.identity != read(WHOLE.replace("headline", "other headline")).item.identity


def test_reading_says_the_same_every_time():
    assert read(WHOLE) == read(WHOLE)
    assert sha256(repr(read(WHOLE)).encode()).digest() == sha256(repr(read(WHOLE)).encode()).digest()


CHROME = [
    "---", "Follow us on Twitter @x", "Slider Image 1", "The headline - Gallery Image", "Loading...",
    "Latest See more", "Yüklənir...", "© 2024 Gazette", "The headline", "Share", "Bizi Telegram-da izləyin",
]  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from([*CHROME, "A sentence.", "Another, longer sentence."]), max_size=15))
def test_furniture_never_gets_into_the_body(lines):
    text = HEAD + "\n\n".join(lines)
    try:
        reading = read(text)
    except FormatError:
        return
    assert not {block.html for block in reading.item.body} & set(CHROME)
    assert accounted(reading) == sorted(line for line in text.splitlines() if line)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: (HEAD + text + "\n---").encode())
    )
)
def test_any_bytes_give_a_reading_or_a_format_error(data):
    captures.sniff(data)
    try:
        reading = captures.read(data, zone=UTC)
    except FormatError:
        return
    assert reading.item.headline
    assert reading.item.body
