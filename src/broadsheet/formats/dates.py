"""Reading the date and time lines of news pages, in English, Azerbaijani, Turkish and Russian."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from broadsheet.formats.item import FormatError

_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "january jan yanvar ocak январь января янв",
            "february feb fevral şubat февраль февраля фев",
            "march mar mart март марта мар",
            "april apr aprel nisan апрель апреля апр",
            "may mayıs май мая",
            "june jun iyun haziran июнь июня июн",
            "july jul iyul temmuz июль июля июл",
            "august aug avqust ağustos август августа авг",
            "september sep sept sentyabr eylül сентябрь сентября сен сент",
            "october oct oktyabr ekim октябрь октября окт",
            "november nov noyabr kasım ноябрь ноября ноя нояб",
            "december dec dekabr aralık декабрь декабря дек",
        ),
        start=1,
    )
    for word in words.replace("ı", "i").split()
}
_WEEKDAY = (
    r"(?:bazar ertəsi|çərşənbə axşami|cümə axşami|şənbə|bazar|cümə|çərşənbə"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"
    r"|pazartesi|sali|çarşamba|perşembe|cumartesi|cuma|pazar"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)\b\.?"
)
_PUBLISHED = "published|posted|dərc olunub|yayinlanma(?: tarihi)?|опубликовано"
_UPDATED = "(?:last )?updated|modified|yenilənib|güncelleme|güncellendi|son güncelleme|обновлено"
_MONTH = r"(?P<{}>[^\W\d_]{{3,}})\.?"
_DATE = (
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th|\.)?\s+" + _MONTH.format("m1") + r",?\s+(?P<y1>\d{4})"
    r"|" + _MONTH.format("m2") + r"\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{1,2})-(?P<d3>\d{1,2})"
    r"|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>\d{4})"
    r"|(?P<s1>\d{1,2})/(?P<s2>\d{1,2})/(?P<y5>\d{4}))"
    r"(?:\s*(?:года|г\.?|il)(?![^\W\d_]))?"
)
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
_OFFSET = (
    r"(?:\s*\(?\s*(?:(?P<zero>z|utc|gmt)"
    r"|(?:utc|gmt)?\s*(?P<sign>[+−-])(?P<oh>\d{1,2}):?(?P<om>\d{2})?)\s*\)?)?"
)
_JOIN = rf"(?:,?\s*{_WEEKDAY})?\s*(?:[,|/•·–—-]|at\b|saat\b|в\b|t)?\s*"
_LABEL = rf"(?:(?:(?P<updated>{_UPDATED})|{_PUBLISHED})\s*(?:on\b)?[:\s]\s*)?(?:{_WEEKDAY},?\s*)?"
_DATE_FIRST = re.compile(_LABEL + _DATE + _JOIN + _TIME + _OFFSET)
_TIME_FIRST = re.compile(_LABEL + _TIME + _OFFSET + _JOIN + _DATE)
_OFFSET_LAST = re.compile(_LABEL + _TIME + _JOIN + _DATE + _OFFSET)
_DAY = re.compile(rf"(?:{_WEEKDAY},?\s*)?{_DATE}(?:,?\s*{_WEEKDAY})?")
_FAR_OFFSET = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as written: local time, its offset if one was given, and what is wrong with it, if anything."""

    local: datetime | None
    offset: timedelta | None = None
    updated: bool = False
    problem: str = ""


def plain(text: str) -> str:
    """Return the text in lower case with the Turkish i's and ё made equal, for comparison only."""
    return text.replace("İ", "i").casefold().replace("ı", "i").replace("ё", "е").replace("i̇", "i")


def read_stamp(line: str) -> Stamp | None:
    """Read a line which holds nothing but a date and a time of day; None if it is not such a line.

    Known orders: "8 February 2022 15:47 (UTC+04:00)", "February 8, 2022, 3:47 pm", "15:47, 08.02.2022",
    "2022-02-08 15:47 +0400", with or without weekday and "Published" or "Updated". A line of that shape
    which names no real moment (31 February, 03/04/2022) gives a Stamp with its `problem`.
    """
    words = " ".join(plain(line).split())
    orders = (_DATE_FIRST, _TIME_FIRST, _OFFSET_LAST)
    found = next((found for order in orders if (found := order.fullmatch(words))), None)
    if found is None:
        return None
    part = found.groupdict()
    when = _date(part)
    if when is None:
        return None
    if isinstance(when, str):
        return Stamp(None, problem=when)
    hour = int(part["hour"])
    if part["half"]:
        if not 1 <= hour <= 12:
            return Stamp(None, problem=f"{hour} {part['half']} is no hour")
        hour = hour % 12 + (12 if part["half"].startswith("p") else 0)
    try:
        # Naive on purpose: whose time it is, `resolve` decides.
        local = datetime(*when, hour, int(part["minute"]), int(part["second"] or 0))  # noqa: DTZ001
    except ValueError as error:
        return Stamp(None, problem=str(error))
    return _checked(local, _offset(part), updated=bool(part["updated"]))


def read_machine_stamp(value: str) -> Stamp | None:
    """Read a time meant for machines (ISO 8601, RFC 5322) or a time line; None for a date alone."""
    if ":" in value:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            pass
        else:
            return _checked(moment.replace(tzinfo=None), moment.utcoffset())
    return read_stamp(value)


def is_day(line: str) -> bool:
    """Tell whether a line holds a date, with or without its weekday, and no time of day."""
    found = _DAY.fullmatch(" ".join(plain(line).split()))
    return found is not None and _date(found.groupdict()) is not None


def resolve(stamp: Stamp, zone: tzinfo | None, *, where: str) -> datetime:
    """Return the moment of a stamp, with its own offset or the one in force in `zone` on that day.

    Of an hour that occurs twice when clocks go back, the first is meant. FormatError if the stamp has a
    problem, or has no offset when no zone is given.
    """
    if stamp.local is None:
        raise FormatError(
            f"a time that cannot be told: {stamp.problem}",
            where=where,
            advice="Correct the time line, for instance to 2022-02-08 15:47 (UTC+04:00), and read it again",
        )
    if stamp.offset is not None:
        return stamp.local.replace(tzinfo=timezone(stamp.offset))
    offset = stamp.local.replace(tzinfo=zone).utcoffset()
    if offset is None:
        raise FormatError(
            f"the time {stamp.local:%Y-%m-%d %H:%M} without an offset from UTC",
            where=where,
            advice="Say in which time zone the site writes its times",
        )
    return stamp.local.replace(tzinfo=timezone(offset))


def _checked(local: datetime, offset: timedelta | None, *, updated: bool = False) -> Stamp:
    # Within these years every offset can be added and taken away without leaving what datetime can hold.
    if not 1600 <= local.year <= 2999:
        return Stamp(None, problem=f"no news is from the year {local.year}")
    if offset is not None and abs(offset) > _FAR_OFFSET:
        return Stamp(None, problem=f"no place is {offset} from UTC")
    return Stamp(local, offset, updated=updated)


def _date(part: dict[str, str | None]) -> tuple[int, int, int] | str | None:
    """Return year, month, day; or what is wrong with them; or None if the month's word is no month."""
    if part["s1"]:
        first, second, year = int(part["s1"]), int(part["s2"] or 0), int(part["y5"] or 0)
        if first != second and first <= 12 and second <= 12:
            return f"{first}/{second}/{year} may be of two months"
        return (year, second, first) if second <= 12 else (year, first, second)
    # Only the groups of one alternative are filled: d1 m1 y1, or d2 m2 y2, and so on.
    by_letter = {name[0]: value for name, value in part.items() if value and re.fullmatch(r"[dmy]\d", name)}
    month = by_letter["m"]
    number = int(month) if month.isdecimal() else _MONTHS.get(month)
    return None if number is None else (int(by_letter["y"]), number, int(by_letter["d"]))


def _offset(part: dict[str, str | None]) -> timedelta | None:
    if part["zero"]:
        return timedelta(0)
    if not part["sign"]:
        return None
    size = timedelta(hours=int(part["oh"] or 0), minutes=int(part["om"] or 0))
    return size if part["sign"] == "+" else -size
