"""The archive by date."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse

from broadsheet.reading import lists, times
from broadsheet.reading.cards import Link
from broadsheet.reading.parameters import takes
from broadsheet.reading.views.lists import list_page
from broadsheet.reading.visit import Visit, public
from broadsheet.stories import addresses


def _day(year: int, month: int = 1, day: int = 1) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404 from error


def _after_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _year_span(visit: Visit, year: int) -> tuple[datetime, datetime]:
    return times.day_span(date(year, 1, 1), date(year + 1, 1, 1), visit.zone)


def _years(visit: Visit, year: int) -> tuple[int, int]:
    """The years of the first and the last story. Raises Http404 where `year` is not between them."""
    ends = lists.bounds(visit)
    if ends is None or year == date.max.year:
        lists.ends_within(visit, None, None)
        raise Http404
    first, last = (visit.outlet.local(moment).year for moment in ends)
    if not first <= year <= last:
        lists.ends_beyond(visit, _year_span(visit, year), before=year < first)
        raise Http404
    lists.ends_within(visit, _year_span(visit, first), _year_span(visit, last))
    return first, last


@takes("before")
@public
def year(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    first = _day(year)
    ends = _years(visit, year)
    stretch = lists.of_span(
        visit, first, date(year + 1, 1, 1), lists.before_of(request.GET.get("before", ""))
    )
    months = [date(year, number, 1) for number in range(1, 13)]
    today = visit.outlet.local(visit.now).date()
    return list_page(
        request,
        visit,
        stretch,
        title=str(year),
        path=addresses.year(visit.prefix, first),
        feed=False,
        parts=[
            Link(times.month_line(one, visit.language), addresses.month(visit.prefix, one))
            for one in months
            if one <= today
        ],
        years=[
            Link(str(one), addresses.year(visit.prefix, date(one, 1, 1)))
            for one in range(ends[1], ends[0] - 1, -1)
        ],
        here=str(year),
    )


@takes("before")
@public
def month(request: HttpRequest, visit: Visit, year: int, month: int) -> HttpResponse:
    first = _day(year, month)
    if first > visit.outlet.local(visit.now).date():
        raise Http404
    after = _after_month(first)
    stretch = lists.of_span(visit, first, after, lists.before_of(request.GET.get("before", "")))
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    today = visit.outlet.local(visit.now).date()
    return list_page(
        request,
        visit,
        stretch,
        title=times.month_line(first, visit.language),
        path=addresses.month(visit.prefix, first),
        feed=False,
        crumbs=[Link(str(year), addresses.year(visit.prefix, first))],
        days=[
            Link(str(one.day), addresses.day(visit.prefix, one), times.long_day(one, visit.language))
            for one in days
            if one <= today
        ],
    )


@takes("before")
@public
def day(request: HttpRequest, visit: Visit, year: int, month: int, day: int) -> HttpResponse:
    here = _day(year, month, day)
    if here > visit.outlet.local(visit.now).date():
        raise Http404
    stretch = lists.of_day(visit, here, lists.before_of(request.GET.get("before", "")))
    return list_page(
        request,
        visit,
        stretch,
        title=times.long_day(here, visit.language),
        path=addresses.day(visit.prefix, here),
        feed=False,
        crumbs=[
            Link(str(year), addresses.year(visit.prefix, here)),
            Link(times.month_line(here, visit.language), addresses.month(visit.prefix, here)),
        ],
    )
