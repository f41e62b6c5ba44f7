"""Sorted rows of one SKU-store after another become dense JSON records."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from smartretail_etl.days import ordinal
from smartretail_etl.lake import Lake
from smartretail_etl.panel.events import AHEAD_DAYS, Events
from smartretail_etl.panel.series import PROMO, SALE, STOCK
from smartretail_etl.sinks import Part, TextPart, Written, runs

PAIR = ("store_id", "sku_id")


def numbers(column: Any) -> Any:
    """Return a numeric column as floats, nulls as NaN."""
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)


def days(column: Any) -> Any:
    """Return a date column as days since 1970."""
    return column.cast(pa.int32()).to_numpy(zero_copy_only=False)


def listed(values: Any) -> list[float | int | None]:
    """Write floats for JSON: NaN is null, whole numbers without a point."""
    if not np.isnan(values).any():
        whole = values.astype(np.int64)
        plain: list[float | int | None] = (whole if (whole == values).all() else values).tolist()
        return plain
    return [None if math.isnan(value) else value for value in values.tolist()]


def carried(values: Any) -> Any:
    """Carry the last known value forward; before the first it stays unknown."""
    at = np.where(np.isnan(values), 0, np.arange(len(values)))
    return values[np.maximum.accumulate(at)]


class PairReader:
    """Cuts sorted batches into one table per SKU-store, across batch borders."""

    def __init__(self) -> None:
        self._waiting: list[Any] = []
        self._pair: tuple[Any, ...] | None = None

    def add(self, batch: Any) -> Iterator[Any]:
        """Take a batch and give back the pairs that are complete."""
        for run in runs(batch, PAIR):
            pair = tuple(run.column(name)[0].as_py() for name in PAIR)
            if pair != self._pair:
                yield from self.rest()
                self._pair = pair
            self._waiting.append(run)

    def rest(self) -> Iterator[Any]:
        """Give back the last pair."""
        if self._waiting:
            yield pa.Table.from_batches(self._waiting).combine_chunks().to_batches()[0]
        self._waiting = []


@dataclass(frozen=True)
class SeriesSink:
    """Panel files; rows are split by `file`."""

    lake: Lake
    folder: str
    as_of: date
    events: dict[str, Events]

    def part(self, values: tuple[Any, ...]) -> Part:
        """Open a panel file."""
        return SeriesPart(self, f"{self.folder}panel/part-{values[0]:04d}.jsonl")


class SeriesPart:
    """One file of series records."""

    def __init__(self, sink: SeriesSink, key: str) -> None:
        self._sink = sink
        self._text = TextPart(sink.lake, key)
        self._pairs = PairReader()

    def write(self, batch: Any) -> None:
        """Add rows; a record is written when its rows are complete."""
        for rows in self._pairs.add(batch):
            self._text.line(record(rows, self._sink.as_of, self._sink.events))

    def close(self) -> Written:
        """Put the file."""
        for rows in self._pairs.rest():
            self._text.line(record(rows, self._sink.as_of, self._sink.events))
        return self._text.close()


def record(rows: Any, as_of: date, events: dict[str, Events]) -> str:
    """Write the series record of one SKU-store."""
    start = rows.column("start")[0].as_py()
    store = rows.column("store_id")[0].as_py()
    length = (as_of - start).days + 1
    offset = days(rows.column("date")) - ordinal(start)
    part = rows.column("part").to_numpy(zero_copy_only=False)
    sale, stock = part == SALE, (part == STOCK) & (offset >= 0)
    price = _spread(length, offset[sale], numbers(rows.column("price"))[sale], np.nan)
    on_hand = _spread(length, offset[stock], numbers(rows.column("on_hand"))[stock], np.nan)
    units = _spread(length, offset[sale], numbers(rows.column("units"))[sale], 0.0)
    promo = _promo(length, rows, offset, part).tolist()
    end = as_of + timedelta(days=AHEAD_DAYS)
    return json.dumps(
        {
            "store_id": store,
            "sku_id": rows.column("sku_id")[0].as_py(),
            "category": rows.column("category")[0].as_py(),
            "start": start.isoformat(),
            "units": listed(units),
            "price": listed(carried(price)),
            "promo": promo[:length],
            "on_hand": listed(on_hand) if stock.any() else None,
            "promo_ahead": promo[length:],
            "events": {
                day.isoformat(): name for day, name in events.get(store, ()) if start <= day <= end
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _spread(length: int, offset: Any, values: Any, empty: float) -> Any:
    dense = np.full(length, empty)
    dense[offset] = values
    return dense


def _promo(length: int, rows: Any, offset: Any, part: Any) -> Any:
    """Mark promoted days, known from sales or from planned promotions."""
    dense = np.zeros(length + AHEAD_DAYS, dtype=np.int8)
    sale = part == SALE
    dense[offset[sale]] = numbers(rows.column("promo"))[sale] > 0
    until = days(rows.column("until")) - days(rows.column("date")) + offset
    for at in np.flatnonzero(part == PROMO):
        dense[max(offset[at], 0) : max(until[at] + 1, 0)] = 1
    return dense
