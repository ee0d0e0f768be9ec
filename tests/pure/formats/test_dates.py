from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.formats.dates import Stamp, is_day, read_machine_stamp, read_stamp, resolve
from broadsheet.formats.item import FormatError

NOON = datetime(2022, 2, 8, 15, 47)


@pytest.mark.parametrize(
    ("line", "offset"),
    [
        ("8 February 2022 15:47 (UTC+04:00)", 4),
        ("Tuesday, February 8th, 2022 at 3:47 p.m. GMT", 0),
        ("8 fevral 2022, 15:47", None),
        ("8 Şubat 2022 Salı 15.47", None),
        ("Çərşənbə axşamı, 8 Fevral 2022, 15:47", None),
        ("8 февраля 2022 г., 15:47", None),
        ("08.02.2022 15:47", None),
        ("2022-02-08 15:47 +0400", 4),
        ("2022-02-08T15:47Z", 0),
        ("15:47 (UTC-3) | 8 feb 2022", -3),
        ("28/02/2022 15:47", None),
        ("02/28/2022 15:47", None),
        ("02/02/2022 15:47", None),
    ],
)
def test_orders_and_languages(line, offset):
    stamp = read_stamp(line)
    assert (stamp.local.hour, stamp.local.minute, stamp.local.month) == (15, 47, 2)
    assert stamp.offset == (None if offset is None else timedelta(hours=offset))


@pytest.mark.parametrize(
    "line", ["On June 15, the port opened.", "June 15", "8 Thermidor 2022 15:47", "15:47", ""]
)
def test_other_lines(line):
    assert read_stamp(line) is None
    assert not is_day(line)


def test_hours_of_half_days():
    assert read_stamp("8 May 2022 12:05 am").local.hour == 0
    assert read_stamp("8 May 2022 12:05 PM").local.hour == 12
    assert "no hour" in read_stamp("8 May 2022 15:05 pm").problem


def test_machine_times():
    assert read_machine_stamp("2022-02-08T15:47:00+04:00") == Stamp(NOON, timedelta(hours=4))
    assert read_machine_stamp("Tue, 08 Feb 2022 15:47:00 +0400") == Stamp(NOON, timedelta(hours=4))
    assert read_machine_stamp("2022-02-08") is None


def test_days():
    assert is_day("Thursday April 18 2024")
    assert is_day("18 Aprel 2024, Cümə axşamı")
    assert not is_day("18 Nothing 2024")


def test_a_zone_that_knows_no_offset():
    class Nowhere(tzinfo):
        def utcoffset(self, dt):
            return None

    with pytest.raises(FormatError, match="without an offset"):
        resolve(Stamp(NOON), Nowhere(), where="x")
    assert resolve(Stamp(NOON), UTC, where="x") == NOON.replace(tzinfo=UTC)


@settings(deadline=None)
@given(st.datetimes(datetime(1600, 1, 1), datetime(2999, 12, 31)), st.integers(-14 * 60, 14 * 60))
def test_written_times_are_read_back(moment, minutes):
    moment = moment.replace(microsecond=0)
    sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
    for order in ("%d.%m.%Y %H:%M:%S", "%H:%M:%S, %Y-%m-%d"):
        stamp = read_stamp(f"{moment.strftime(order)} (UTC{sign}{size // 60}:{size % 60:02})")
        assert stamp == Stamp(moment, timedelta(minutes=minutes))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_line_is_a_stamp_or_none(line):
    for found in (read_stamp(line), read_machine_stamp(line)):
        assert found is None or found.local or found.problem
