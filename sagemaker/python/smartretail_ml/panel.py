"""Dense arrays, series x day, made from series records that end on the same day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from smartretail_ml.arrays import Bool, Float, Float32, Int
from smartretail_ml.records import HORIZON, Series


@dataclass(frozen=True)
class Panel:
    """History of every series, right-aligned on ``as_of``; NaN where nothing is known.

    ``units`` begins with the first sale of a series: days before it say nothing about demand.
    ``demand`` is ``units`` without days that ended with an empty shelf: what was asked for then
    is unseen. ``promo`` reaches ``HORIZON`` days ahead, ``price`` repeats the last known price.
    """

    stores: list[str]
    skus: list[str]
    categories: list[str]
    as_of: dt.date
    units: Float32
    demand: Float32
    price: Float32
    promo: Float32
    on_hand: Float32
    calendars: list[dict[str, str]]
    calendar: Int

    @property
    def days(self) -> int:
        """Length of the longest history."""
        return int(self.units.shape[1])

    @property
    def first_day(self) -> dt.date:
        """Date of the first column."""
        return self.as_of - dt.timedelta(days=self.days - 1)

    @property
    def age(self) -> Int:
        """Days from the first sale to ``as_of``, both counted; 0 for a series without sales."""
        age: Int = (~np.isnan(self.units)).sum(axis=1)
        return age

    def take(self, rows: Int) -> Panel:
        """Keep the series ``rows``, in that order."""
        return replace(
            self,
            stores=[self.stores[i] for i in rows],
            skus=[self.skus[i] for i in rows],
            categories=[self.categories[i] for i in rows],
            units=self.units[rows],
            demand=self.demand[rows],
            price=self.price[rows],
            promo=self.promo[rows],
            on_hand=self.on_hand[rows],
            calendar=self.calendar[rows],
        )

    def until(self, day: int) -> Panel:
        """See the panel as it was at the end of column ``day``; planned promotions stay known."""
        cut = day + 1
        return replace(
            self,
            as_of=self.first_day + dt.timedelta(days=day),
            units=self.units[:, :cut],
            demand=self.demand[:, :cut],
            price=self.price[:, :cut],
            promo=self.promo[:, : cut + HORIZON],
            on_hand=self.on_hand[:, :cut],
        )


def build_panel(series: Sequence[Series]) -> Panel:
    """Align records on their common last day."""
    ends = {one.as_of for one in series}
    if len(ends) != 1:
        raise ValueError(f"series must end on one day, got {sorted(map(str, ends))[:3]}")
    days = max(len(one.units) for one in series)
    units, price, on_hand = (np.full((len(series), days), np.nan, np.float32) for _ in range(3))
    promo = np.full((len(series), days + HORIZON), np.nan, np.float32)
    for i, one in enumerate(series):
        first = days - len(one.units)
        units[i, first:], price[i, first:], on_hand[i, first:] = one.units, one.price, one.on_hand
        promo[i, first:days], promo[i, days:] = one.promo, one.promo_ahead
    units[~_since_first_sale(units)] = np.nan
    calendars, calendar = _calendars(series)
    return Panel(
        [one.store_id for one in series],
        [one.sku_id for one in series],
        [one.category for one in series],
        ends.pop(),
        units,
        np.where(on_hand == 0, np.float32(np.nan), units),
        _fill_forward(price),
        promo,
        on_hand,
        calendars,
        calendar,
    )


def _since_first_sale(units: Float32) -> Bool:
    began: Bool = np.logical_or.accumulate(np.nan_to_num(units) > 0, axis=1)
    return began


def _fill_forward(values: Float32) -> Float32:
    at = np.where(np.isnan(values), 0, np.arange(values.shape[1]))
    filled: Float32 = np.take_along_axis(values, np.maximum.accumulate(at, axis=1), axis=1)
    return filled


def _calendars(series: Sequence[Series]) -> tuple[list[dict[str, str]], Int]:
    """Series of one region share one calendar; keep each calendar once."""
    seen: dict[str, int] = {}
    calendars: list[dict[str, str]] = []
    index = np.empty(len(series), np.int64)
    for i, one in enumerate(series):
        key = json.dumps(one.events, sort_keys=True)
        if key not in seen:
            seen[key] = len(calendars)
            calendars.append(one.events)
        index[i] = seen[key]
    return calendars, index


def day_totals(keys: list[str], values: Float32) -> dict[str, Float]:
    """Sum of ``values`` per key and day, unknown values counting nothing."""
    names = sorted(set(keys))
    place = {name: i for i, name in enumerate(names)}
    total = np.zeros((len(names), values.shape[1]))
    np.add.at(total, [place[key] for key in keys], np.nan_to_num(values).astype(np.float64))
    return dict(zip(names, total, strict=True))
