"""One line of a panel file: a checked series record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from smartretail_ml.arrays import Float

HORIZON = 28
MAX_DAYS = 20_000


class BadRecordError(ValueError):
    """A line of the panel does not hold a series record; the message names line and field."""


@dataclass(frozen=True)
class Series:
    """One SKU in one store: dense daily history to its last day, and what is planned after."""

    store_id: str
    sku_id: str
    category: str
    start: dt.date
    units: Float
    price: Float
    promo: Float
    on_hand: Float
    promo_ahead: Float
    events: dict[str, str]

    @property
    def as_of(self) -> dt.date:
        """Last day of the history."""
        return self.start + dt.timedelta(days=len(self.units) - 1)


def read_records(lines: Iterable[str | bytes]) -> Iterator[Series]:
    """Parse JSON lines; blank lines are passed over, any other line must be a series record."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield parse(json.loads(line))
            except (ValueError, RecursionError) as problem:
                raise BadRecordError(f"line {number}: {problem}") from problem


def parse(raw: Any) -> Series:
    """Check one decoded record and turn its lists into arrays."""
    if not isinstance(raw, dict):
        raise ValueError("not a JSON object")
    units = _numbers(raw, "units", nullable=False)
    days = len(units)
    if not 1 <= days <= MAX_DAYS:
        raise ValueError(f"field units: between 1 and {MAX_DAYS} days are needed, got {days}")
    absent = np.full(days, np.nan)
    return Series(
        store_id=_text(raw, "store_id"),
        sku_id=_text(raw, "sku_id"),
        category=str(raw.get("category") or ""),
        start=_start(raw),
        units=units,
        price=_numbers(raw, "price", days),
        promo=_numbers(raw, "promo", days, nullable=False),
        on_hand=absent if raw.get("on_hand") is None else _numbers(raw, "on_hand", days),
        promo_ahead=_numbers(raw, "promo_ahead", HORIZON, nullable=False),
        events=_events(raw),
    )


def _text(raw: dict[str, Any], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value:
        raise ValueError(f"field {field}: a non-empty text is needed")
    return value


def _start(raw: dict[str, Any]) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(raw, "start"))
    except ValueError as problem:
        raise ValueError(f"field start: {problem}") from problem


def _numbers(
    raw: dict[str, Any], field: str, length: int | None = None, *, nullable: bool = True
) -> Float:
    values = raw.get(field)
    if not isinstance(values, list):
        raise ValueError(f"field {field}: a list is needed")
    if length is not None and len(values) != length:
        raise ValueError(f"field {field}: {length} values are needed, got {len(values)}")
    if not set(map(type, values)) <= {int, float, type(None)}:
        raise ValueError(f"field {field}: only numbers are allowed")
    numbers = np.array(values, dtype=np.float64)
    known = ~np.isnan(numbers)
    if not nullable and not known.all():
        raise ValueError(f"field {field}: no value may be missing")
    if not np.isfinite(numbers[known]).all() or (numbers[known] < 0).any():
        raise ValueError(f"field {field}: values must be finite and not negative")
    return numbers


def _events(raw: dict[str, Any]) -> dict[str, str]:
    events = raw.get("events") or {}
    if not isinstance(events, dict) or not all(isinstance(name, str) for name in events.values()):
        raise ValueError("field events: an object of date to name is needed")
    for day in events:
        dt.date.fromisoformat(day)
    return events
