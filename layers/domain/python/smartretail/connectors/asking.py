"""A request made from its template, and the place of the next page."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

from smartretail.connectors.checks import placeholders
from smartretail.connectors.definition import (
    Cursors,
    Definition,
    Links,
    Offsets,
    OnePage,
    PageNumbers,
    Paging,
    Request,
)
from smartretail.connectors.links import next_link
from smartretail.connectors.model import Answer, Window
from smartretail.connectors.pointer import resolve
from smartretail.connectors.reading import Page

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Place:
    """Where a page is: its number, offset or cursor, or the address that the last one gave."""

    page: int | None = None
    offset: int | None = None
    cursor: str | None = None
    url: str | None = None


def first_place(paging: Paging) -> Place:
    """Return where the first page is."""
    match paging:
        case PageNumbers():
            return Place(page=paging.first)
        case Offsets():
            return Place(offset=0)
    return Place()


def next_place(paging: Paging, place: Place, url: str, page: Page, answer: Answer) -> Place | None:
    """Return where the page after this one is, or None after the last."""
    match paging:
        case OnePage():
            return None
        case Links():
            link = next_link(answer.headers.get("link", ""))
            return Place(url=urljoin(url, link)) if link is not None else None
        case Cursors():
            cursor = resolve(page.document, paging.pointer)
            return Place(cursor=str(cursor)) if cursor not in (None, "", False) else None
        case PageNumbers() if not _last(paging, place, page, answer):
            return replace(place, page=(place.page or 0) + 1)
        case Offsets() if page.records and page.records >= (paging.size or 1):
            return replace(place, offset=(place.offset or 0) + page.records)
    return None


def _last(paging: PageNumbers, place: Place, page: Page, answer: Answer) -> bool:
    told = answer.headers.get((paging.pages_header or "").lower(), "")
    if told.isdecimal():
        return (place.page or 0) >= int(told) - 1 + paging.first
    return page.records < (paging.size or 1)


def address(definition: Definition, window: Window, place: Place) -> str:
    """Return the address of a page."""
    if place.url is not None:
        return place.url
    request = definition.request
    zone = ZoneInfo(definition.schedule.time_zone)
    known = {
        "since": _written(window.since, request, zone),
        "until": _written(window.until, request, zone),
        "page": place.page,
        "offset": place.offset,
        "cursor": place.cursor,
    }
    values = {name: str(value) for name, value in known.items() if value is not None}
    path = _PLACEHOLDER.sub(lambda p: quote(values.get(p[1], ""), safe=""), request.url)
    query = {
        name: _PLACEHOLDER.sub(lambda p: values[p[1]], text)
        for name, text in request.query.items()
        if placeholders(text) <= values.keys()
    }
    joint = "&" if urlsplit(path).query else "?"
    return f"{path}{joint}{urlencode(query)}" if query else path


def _written(moment: datetime | None, request: Request, zone: ZoneInfo) -> str | None:
    if moment is None:
        return None
    match request.times:
        case "date":
            return moment.astimezone(zone).date().isoformat()
        case "unix":
            return str(int(moment.timestamp()))
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
