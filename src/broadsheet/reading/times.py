"""How moments are told to readers: in the outlet's zone, with the offset in force on that day. No clock in here."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

# CLDR's plain "en" is the American order; the paper's English writes the day first.
_ENGLISH = "en_GB"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
WORDS_A_MINUTE = 220

__all__ = [
    "age_years",
    "clock",
    "day_line",
    "day_span",
    "long_day",
    "machine",
    "month_line",
    "offset_label",
    "published_line",
    "reading_minutes",
    "short_line",
    "spoken_length",
]


def _locale(language: str) -> Locale:
    """CLDR's locale for a BCP 47 tag; English for a language that CLDR does not know."""
    if language.split("-", maxsplit=1)[0].lower() == "en" and "-" not in language:
        language = _ENGLISH
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_ENGLISH)


def offset_label(moment: datetime) -> str:
    """`UTC+04:00`, of an aware moment in its own zone. Seconds of old local times are cut off."""
    offset = moment.utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta() and minutes else "+"
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


def machine(moment: datetime, zone: tzinfo) -> str:
    """ISO 8601 with the zone's offset of that day and no fractions: `2022-02-08T15:47:00+04:00`."""
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    if offset % timedelta(minutes=1):
        local = local.astimezone(UTC)  # HTML and the feeds know no seconds in an offset
    return local.isoformat(timespec="seconds")


def clock(moment: datetime, zone: tzinfo) -> str:
    """`15:47`, as the clocks of the zone showed it."""
    return f"{moment.astimezone(zone):%H:%M}"


def published_line(moment: datetime, zone: tzinfo, language: str) -> str:
    """`8 February 2022 15:47 (UTC+04:00)`, in the order of the language."""
    local, locale = moment.astimezone(zone), _locale(language)
    offset = f"({offset_label(local)})"
    if locale.text_direction == "rtl":
        # Without it the plus sign of the offset jumps to its other side.
        offset = f"{_FIRST_STRONG_ISOLATE}{offset}{_POP_ISOLATE}"
    return f"{format_date(local.date(), 'long', locale)} {local:%H:%M} {offset}"


def short_line(moment: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """For lists: `15:47` where it was on the day of `now`, `8 February` in its year, else with the year."""
    local, today, locale = moment.astimezone(zone), now.astimezone(zone).date(), _locale(language)
    if local.date() == today:
        return f"{local:%H:%M}"
    skeleton = "MMMMd" if local.year == today.year else "yMMMd"
    return str(format_skeleton(skeleton, local.replace(tzinfo=None), locale=locale))


def day_line(moment: datetime, zone: tzinfo, language: str) -> str:
    """The day that `moment` is in the zone, in full: `Thursday, 18 April 2024`."""
    return format_date(moment.astimezone(zone).date(), "full", _locale(language))


def long_day(day: date, language: str) -> str:
    """`18 April 2024`."""
    return format_date(day, "long", _locale(language))


def month_line(day: date, language: str) -> str:
    """`April 2024`."""
    moment = datetime.combine(day, time())
    return str(format_skeleton("yMMMM", moment, locale=_locale(language)))


def day_span(first: date, after: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The moments at which the zone's days from `first` up to, not including, `after` begin and end, in UTC."""
    begin, end = (datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) for day in (first, after))
    return begin, end


def age_years(moment: datetime, now: datetime, zone: tzinfo) -> int:
    """How many whole years lie between the two days in the zone; 0 for a moment to come."""
    then, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    years = today.year - then.year - ((today.month, today.day) < (then.month, then.day))
    return max(years, 0)


def reading_minutes(words: int) -> int:
    """Minutes for so many words, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def spoken_length(seconds: int) -> str:
    """A film's length: `1:05`, `1:02:03`."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
