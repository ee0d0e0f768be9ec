"""What search engines are told: sitemaps by month, the news of two days, robots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from lxml import etree

from broadsheet.delivery.tags import END, holds_until, key, uses, uses_stretch
from broadsheet.reading import lists, times
from broadsheet.reading.visit import Visit, page, plainly, public
from broadsheet.stories import addresses, changes
from broadsheet.stories.models import Byline, Section, StandingPage, Story, Topic

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# The protocol's limit for one file.
LONGEST = 50_000
NEWS_LONGEST = 1000
NEWS_AGE = timedelta(days=2)


def _xml(root: etree._Element) -> HttpResponse:
    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode()
    return plainly(text, "application/xml")


def _add(root: etree._Element, tag: str, address: str, changed: str = "") -> etree._Element:
    element = etree.SubElement(root, f"{{{SITEMAP}}}{tag}")
    etree.SubElement(element, f"{{{SITEMAP}}}loc").text = address
    if changed:
        etree.SubElement(element, f"{{{SITEMAP}}}lastmod").text = changed
    return element


def _urls(rows: Iterable[tuple[str, str]]) -> HttpResponse:
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})  # type: ignore[dict-item]
    for address, changed in rows:
        _add(root, "url", address, changed)
    return _xml(root)


def _span(month: date, visit: Visit) -> tuple[datetime, datetime]:
    """When a month, given by its first day, begins and ends in the outlet's zone. Raises OverflowError."""
    return times.day_span(month, (month + timedelta(days=32)).replace(day=1), visit.zone)


def parts(visit: Visit) -> Iterator[tuple[date, int]]:
    """The months that have stories, newest first, by their first days, each with the number of files it fills.

    Nothing is counted: a month is found by the newest story before the month found last. `reach` is where a step of
    LONGEST stories down the index leads: no month that begins after it can hold more than one file.
    """
    ours = Story.objects.live().filter(locale_id=visit.locale_id).newest_first()
    moments = ours.values_list("published_at", flat=True)
    reach = newest = moments.first()
    while newest:
        month = visit.outlet.local(newest).date().replace(day=1)
        begin, end = _span(month, visit)
        files = 1 if reach is None or reach < begin else 0
        while reach and reach >= begin:
            files += 1
            place = files * LONGEST
            reach = next(iter(moments.filter(published_at__lt=end)[place : place + 1]), None)
            if reach:
                lists.between(f"latest:{visit.locale_id}", begin, end)
        yield month, files
        newest = moments.filter(published_at__lt=begin).first()


@public
def index(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All sitemaps of the outlet. In an edition of its own: those of the edition."""
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})  # type: ignore[dict-item]
    editions = [visit.edition] if visit.prefix else list(visit.editions)
    for edition in editions:
        there = visit.with_edition(edition)
        _add(root, "sitemap", visit.absolute(f"{edition.prefix}/sitemap-pages.xml"))
        uses(changes.months(edition.locale_id))
        for month, files in parts(there):
            for part in range(1, files + 1):
                name = f"sitemap-{month:%Y-%m}{f'-{part}' if part > 1 else ''}.xml"
                _add(root, "sitemap", visit.absolute(f"{edition.prefix}/{name}"))
    return _xml(root)


@public
def month(request: HttpRequest, visit: Visit, year: int, month: int, part: int = 1) -> HttpResponse:
    """The stories of a month. A month of more than one file can hold goes on in `-2`, `-3`."""
    try:
        begin, end = _span(date(year, month, 1), visit)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    ours = Story.objects.live().filter(
        locale_id=visit.locale_id, published_at__gte=begin, published_at__lt=end
    )
    rows = ours.newest_first().values_list("published_on", "slug", "published_at", "updated_at")
    found = list(rows[(part - 1) * LONGEST : part * LONGEST])
    last = found[-1][2] if len(found) == LONGEST else None
    lists.between(changes.sitemap(visit.locale_id), last or begin, end)
    if not found:
        raise Http404
    origin, prefix, zone = visit.origin, visit.prefix, visit.zone
    return _urls(
        (
            origin + addresses.story(prefix, day, slug),
            times.machine(max(filter(None, (published, updated))), zone),
        )
        for day, slug, published, updated in found
        if day
    )


@public
def pages(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is no story: the front, sections, topics, bylines, standing pages."""
    paths = [visit.edition.path, addresses.latest(visit.prefix)]
    for model in (Section, Topic, Byline):
        rows = model.objects.filter(locale_id=visit.locale_id).order_by("pk")[:LONGEST]
        paths += [one.path(visit.prefix) for one in rows]
    uses(f"addresses:{visit.locale_id}")
    slugs = StandingPage.objects.live().filter(locale_id=visit.locale_id).order_by("pk")
    paths += [addresses.page(visit.prefix, slug) for slug in slugs.values_list("slug", flat=True)]
    return _urls((visit.absolute(path), "") for path in paths[:LONGEST])


@public
def news(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The last two days, as Google News asks for it."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP, "news": NEWS})  # type: ignore[dict-item]
    since = visit.moment - NEWS_AGE
    ours = Story.objects.live().filter(locale_id=visit.locale_id, published_at__gte=since)
    rows = ours.newest_first().values_list("published_at", "pk", "published_on", "slug", "headline")
    found = list(rows[:NEWS_LONGEST])
    low = key(*found[-1][:2]) if len(found) == NEWS_LONGEST else key(since, 0)
    uses_stretch(f"latest:{visit.locale_id}", low, END)
    uses(*changes.faces("news", *(number for _moment, number, *_rest in found)))
    if found:
        holds_until(found[-1][0] + NEWS_AGE)
    # Asked once: there may be hundreds of stories.
    origin, prefix, zone, paper = visit.origin, visit.prefix, visit.zone, visit.edition.name
    language = visit.language.split("-")[0]
    for moment, _number, day, slug, headline in found:
        url = _add(root, "url", origin + addresses.story(prefix, day, slug))
        item = etree.SubElement(url, f"{{{NEWS}}}news")
        publication = etree.SubElement(item, f"{{{NEWS}}}publication")
        etree.SubElement(publication, f"{{{NEWS}}}name").text = paper
        etree.SubElement(publication, f"{{{NEWS}}}language").text = language
        etree.SubElement(item, f"{{{NEWS}}}publication_date").text = times.machine(moment, zone)
        etree.SubElement(item, f"{{{NEWS}}}title").text = headline
    return _xml(root)


@public
def robots(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything may be read but the desk; search results are no pages to keep."""
    lines = ["User-agent: *", "Disallow: /desk/", "Allow: /", ""]
    lines += [f"Sitemap: {visit.absolute('/sitemap.xml')}"]
    lines += [f"Sitemap: {visit.absolute(f'{one.prefix}/news-sitemap.xml')}" for one in visit.editions]
    return plainly("\n".join(lines) + "\n", "text/plain")


@public
def opensearch(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How a browser puts the paper's search into its own."""
    answer = page("reading/opensearch.xml", visit)
    answer["Content-Type"] = "application/opensearchdescription+xml; charset=utf-8"
    return answer
