"""Values of an event as the text that cleaning expects, or the reason why they cannot be used.

The reasons are those of rejected rows, so that an event and a line of a file fail alike.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from smartretail.intake.tables import Kind
from smartretail.kernel.currencies import is_currency
from smartretail.kernel.ids import business_id

OLDEST = date(1980, 1, 1)
FARTHEST_EAST = timedelta(hours=14)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_SMALL = re.compile(r"[+-]?0*\d{1,11}(\.\d{1,12})?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_FLAGS = {"1", "TRUE", "T", "YES", "Y", "ON", "0", "FALSE", "F", "NO", "N", "OFF"}
_LONGEST = {"id": 128, "text": 4000}


class Unfit(ValueError):
    """The value cannot be used; the message is the reason's code."""


def text_of(value: Any, kind: Kind, now: datetime) -> str | None:
    """Return the value as text, None when it holds nothing. Raise `Unfit` with the reason."""
    text = _plain(value)
    if text is None:
        return None
    return _READ.get(kind, _number)(text, now)


def moment_of(value: Any, now: datetime) -> datetime:
    """Return `occurred_at`: RFC 3339 in UTC, at most as far ahead as the farthest time zone."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Unfit("not_a_moment") from None
    if at.utcoffset() != timedelta(0):
        raise Unfit("not_utc")
    if at > now + FARTHEST_EAST:
        raise Unfit("moment_in_future")
    if at.date() < OLDEST:
        raise Unfit("moment_too_old")
    return at.astimezone(UTC)


def _plain(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        raise Unfit("not_a_number")
    if isinstance(value, int | float):
        return format(Decimal(str(value)), "f")
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    raise Unfit("not_a_plain_value")


def _date(text: str, now: datetime) -> str:
    try:
        day = date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Unfit("not_a_date")
    if day < OLDEST:
        raise Unfit("date_too_old")
    if day > (now + FARTHEST_EAST).date():
        raise Unfit("date_in_future")
    return text


def _number(text: str, now: datetime) -> str:
    if not _NUMBER.fullmatch(text):
        raise Unfit("not_a_number")
    if not _SMALL.fullmatch(text):
        raise Unfit("too_large")
    return text


def _id(text: str, now: datetime) -> str:
    return _short(business_id(text), "id")


def _words(text: str, now: datetime) -> str:
    return _short(text, "text")


def _short(text: str, kind: str) -> str:
    if len(text) > _LONGEST[kind]:
        raise Unfit("too_long")
    return text


def _flag(text: str, now: datetime) -> str:
    if text.upper() not in _FLAGS:
        raise Unfit("not_yes_or_no")
    return text


def _currency(text: str, now: datetime) -> str:
    if not is_currency(text.upper()):
        raise Unfit("not_a_currency")
    return text.upper()


_READ: dict[str, Callable[[str, datetime], str]] = {
    "date": _date,
    "id": _id,
    "text": _words,
    "flag": _flag,
    "currency": _currency,
}
