"""Daily totals of stores and categories: the movement that series share.

A request to the endpoint holds a part of the series only, so the totals travel with the model.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Float, Int
from smartretail_ml.panel import Panel, day_totals


@dataclass(frozen=True)
class GroupTotals:
    """Units per day of each store and of each category, from ``first_day`` on."""

    first_day: dt.date
    stores: dict[str, Float]
    categories: dict[str, Float]

    @classmethod
    def of(cls, panel: Panel) -> GroupTotals:
        """Add up a whole panel."""
        return cls(
            panel.first_day,
            day_totals(panel.stores, panel.units),
            day_totals(panel.categories, panel.units),
        )

    @property
    def days(self) -> int:
        """Length of the history behind the totals."""
        return len(next(iter(self.stores.values()), ()))

    def stores_on(self, panel: Panel) -> tuple[Float, Int]:
        """Store totals on the days of ``panel``, and which of them belongs to each series."""
        return self._align(self.stores, panel.stores, panel)

    def categories_on(self, panel: Panel) -> tuple[Float, Int]:
        """Category totals on the days of ``panel``, and which of them belongs to each series."""
        return self._align(self.categories, panel.categories, panel)

    def _align(self, totals: dict[str, Float], keys: list[str], panel: Panel) -> tuple[Float, Int]:
        names = sorted(set(keys))
        aligned = np.full((len(names), panel.days), np.nan)
        shift = (panel.first_day - self.first_day).days
        for i, name in enumerate(names):
            total = totals.get(name, np.empty(0))
            low, high = max(shift, 0), min(shift + panel.days, len(total))
            if low < high:
                aligned[i, low - shift : high - shift] = total[low:high]
        place = {name: i for i, name in enumerate(names)}
        return aligned, np.array([place[key] for key in keys], np.int64)
