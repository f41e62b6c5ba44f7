"""Position records: one line per SKU of a store, with its last 56 days."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.days import ordinal
from smartretail_etl.engine import Frame
from smartretail_etl.lake import Lake
from smartretail_etl.panel.dense import PairReader, days, listed, numbers
from smartretail_etl.panel.facts import PRODUCT, STOCK
from smartretail_etl.panel.inputs import PAIR, Inputs
from smartretail_etl.sinks import Part, TextPart, Written

HISTORY = 56
DETAIL = (
    *PAIR,
    *PRODUCT,
    "price",
    *STOCK,
    "lead_time_days",
    "lead_time_sd",
    "review_days",
    "stock_as_of",
    "competitor_low",
    "competitor_high",
    "competitor_as_of",
    "competitors",
    "units_28d",
    "units_prev_28d",
    "revenue_28d",
    "revenue_prev_28d",
    "margin_28d",
    "margin_prev_28d",
    "units_365d",
    "stockout_days_28d",
    "stockout_days_prev_28d",
    "last_price_change",
)


def position_rows(inputs: Inputs, found: Frame) -> Frame:
    """Repeat the facts of a SKU-store on each of its recent days with sales."""
    recent = inputs.cells.filter(nw.col("date") >= inputs.back(HISTORY)).select(
        *PAIR, "date", day_units=nw.col("units"), day_revenue=nw.col("revenue")
    )
    return found.select(DETAIL).join(recent, on=list(PAIR), how="left")


@dataclass(frozen=True)
class PositionSink:
    """Position files; rows are split by store."""

    lake: Lake
    folder: str
    as_of: date

    def part(self, values: tuple[Any, ...]) -> Part:
        """Open the file of a store."""
        key = keys.store_file(f"{self.folder}positions/", values[0])
        return PositionPart(self.lake, key, self.as_of)


class PositionPart:
    """One store's positions."""

    def __init__(self, lake: Lake, key: str, as_of: date) -> None:
        self._text = TextPart(lake, key)
        self._pairs = PairReader()
        self._first = as_of - timedelta(days=HISTORY - 1)
        self._days = [(self._first + timedelta(days=day)).isoformat() for day in range(HISTORY)]

    def write(self, batch: Any) -> None:
        """Add rows; a position is written when its rows are complete."""
        for rows in self._pairs.add(batch):
            self._text.line(self._position(rows))

    def close(self) -> Written:
        """Put the file."""
        for rows in self._pairs.rest():
            self._text.line(self._position(rows))
        return self._text.close()

    def _position(self, rows: Any) -> str:
        detail = rows.slice(0, 1).select(list(DETAIL)).to_pylist()[0]
        found = {name: _plain(value) for name, value in detail.items()}
        found["competitors"] = found["competitors"] or 0
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        return f'{body[:-1]},"history":[{",".join(self._history(rows))}]}}'

    def _history(self, rows: Any) -> list[str]:
        """Write each day's units and revenue; a day without a row sold nothing."""
        sold: dict[int, tuple[Any, Any]] = {}
        if rows.column("date")[0].is_valid:
            at = (days(rows.column("date")) - ordinal(self._first)).tolist()
            units = listed(numbers(rows.column("day_units")))
            revenue = listed(numbers(rows.column("day_revenue")))
            sold = dict(zip(at, zip(units, revenue, strict=True), strict=True))
        return [_day(day, *sold.get(at, (0, 0))) for at, day in enumerate(self._days)]


def _day(day: str, units: float, revenue: float | None) -> str:
    value = "null" if revenue is None else revenue
    return f'{{"date":"{day}","units":{units},"revenue":{value}}}'


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value)
        case float():
            return round(value, 4)
        case date():
            return value.isoformat()
    return value
