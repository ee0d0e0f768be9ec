import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.reading import times

BAKU = zoneinfo.ZoneInfo("Asia/Baku")
LANGUAGES = ["en", "az", "tr", "ru", "ar"]
ZONES = [
    "UTC", "Asia/Baku", "Europe/London", "America/New_York", "America/St_Johns", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca", "Asia/Tehran",
]  # fmt: skip

zones = st.sampled_from(ZONES).map(zoneinfo.ZoneInfo)
moments = st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))
languages = st.sampled_from(LANGUAGES)
quick = settings(deadline=None, max_examples=60)


def test_a_story_of_july_2014_in_baku_has_the_summer_offset_of_that_year():
    moment = datetime(2014, 7, 15, 10, 47, tzinfo=UTC)
    assert times.published_line(moment, BAKU, "en") == "15 July 2014 15:47 (UTC+05:00)"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "8 February 2022 15:47 (UTC+04:00)"),
        ("az", "8 fevral 2022 15:47 (UTC+04:00)"),
        ("tr", "8 Şubat 2022 15:47 (UTC+04:00)"),
        ("ru", "8 февраля 2022\u202fг. 15:47 (UTC+04:00)"),
        ("ar", "8 فبراير 2022 15:47 \u2068(UTC+04:00)\u2069"),
    ],
)
def test_a_story_of_february_2022_in_each_language(language, line):
    assert times.published_line(datetime(2022, 2, 8, 11, 47, tzinfo=UTC), BAKU, language) == line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_turns_at_midnight_of_the_zone(language):
    midnight = datetime(2024, 4, 17, 20, 0, tzinfo=UTC)
    before, after = (times.day_line(m, BAKU, language) for m in (midnight - timedelta(seconds=1), midnight))
    assert "17" in before
    assert "18" in after


def test_the_day_in_english():
    assert times.day_line(datetime(2024, 4, 18, 9, tzinfo=UTC), BAKU, "en") == "Thursday, 18 April 2024"


@pytest.mark.parametrize(("language", "day"), [("xx", "18 April 2024"), ("pt-BR", "18 de abril de 2024")])
def test_a_language_that_cldr_does_not_know_is_told_in_english(language, day):
    assert times.long_day(date(2024, 4, 18), language) == day


@pytest.mark.parametrize(
    ("hours", "label"),
    [(0, "UTC+00:00"), (4, "UTC+04:00"), (-3.5, "UTC-03:30"), (5.75, "UTC+05:45"), (-0.005, "UTC+00:00")],
)
def test_offset_label(hours, label):
    zone = timezone(timedelta(hours=hours))
    assert times.offset_label(datetime(2024, 1, 1, tzinfo=zone)) == label


@quick
@given(moments, zones)
def test_the_machines_time_is_the_same_moment(moment, zone):
    assert datetime.fromisoformat(times.machine(moment, zone)) == moment.replace(microsecond=0)


@quick
@given(moments, zones, languages)
def test_the_readers_line_holds_the_clock_and_the_offset_of_that_day(moment, zone, language):
    line, local = times.published_line(moment, zone, language), moment.astimezone(zone)
    assert f"{local:%H:%M}" in line
    assert times.offset_label(local) in line


@quick
@given(st.sampled_from(ZONES).map(zoneinfo.ZoneInfo), st.dates(date(1950, 1, 2), date(2090, 1, 1)), languages)
def test_both_sides_of_midnight_are_two_days(zone, day, language):
    begin, end = times.day_span(day, day + timedelta(days=1), zone)
    if begin >= end:
        return  # Apia left out a whole day
    local = begin.astimezone(zone).date()
    assert local >= day
    assert (begin - timedelta(seconds=1)).astimezone(zone).date() < local
    tiny = begin - timedelta(seconds=1)
    assert times.day_line(begin, zone, language) != times.day_line(tiny, zone, language)


@quick
@given(zones, st.dates(date(1950, 1, 2), date(2090, 1, 1)))
def test_days_meet_without_gap_even_when_the_clocks_change(zone, day):
    assert (
        times.day_span(day, day + timedelta(days=1), zone)[1]
        == times.day_span(day + timedelta(days=1), day + timedelta(days=2), zone)[0]
    )


@quick
@given(moments, st.timedeltas(timedelta(), timedelta(days=30_000)), zones)
def test_a_storys_age_grows_by_whole_years(moment, passed, zone):
    now = moment + passed
    years = times.age_years(moment, now, zone)
    assert abs(passed.days / 365.2425 - years) <= 1.01
    assert times.age_years(now, moment, zone) == 0


def test_a_year_is_over_on_its_day():
    then = datetime(2020, 2, 29, 12, tzinfo=UTC)
    assert times.age_years(then, datetime(2021, 2, 28, 12, tzinfo=UTC), BAKU) == 0
    assert times.age_years(then, datetime(2021, 3, 1, 12, tzinfo=UTC), BAKU) == 1


def test_lists_tell_the_clock_today_the_day_this_year_and_the_year_before_it():
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    lines = [
        times.short_line(now - ago, now, BAKU, "en")
        for ago in (timedelta(hours=1), timedelta(days=30), timedelta(days=800))
    ]
    assert lines == ["12:00", "25 October", "15 Sept 2024"]


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (220, 1), (700, 3)])
def test_reading_minutes(words, minutes):
    assert times.reading_minutes(words) == minutes


@pytest.mark.parametrize(("seconds", "length"), [(12, "0:12"), (65, "1:05"), (3723, "1:02:03")])
def test_the_length_of_a_film(seconds, length):
    assert times.spoken_length(seconds) == length


def test_clock_and_month():
    assert times.clock(datetime(2022, 2, 8, 11, 47, tzinfo=UTC), BAKU) == "15:47"
    assert times.month_line(date(2022, 2, 8), "ru") == "февраль 2022\u202fг."
