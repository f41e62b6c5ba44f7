"""Which (series, origin, horizon) triples to forecast or to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Bool, Int
from smartretail_ml.panel import Panel
from smartretail_ml.records import HORIZON

BLOCKS = ((1, 7), (8, 14), (15, HORIZON))
MIN_AGE_DAYS = 14


@dataclass(frozen=True)
class Rows:
    """Series number, origin (last day seen, a column of the panel) and days ahead of each row."""

    series: Int
    origin: Int
    ahead: Int

    @property
    def target(self) -> Int:
        """Day to forecast, as a column of the panel."""
        return self.origin + self.ahead

    @property
    def same_weekday(self) -> Int:
        """Newest day on or before the origin that has the weekday of the target."""
        return self.target - 7 * -(-self.ahead // 7)

    def where(self, keep: Bool) -> Rows:
        """Rows for which ``keep`` is true."""
        return Rows(self.series[keep], self.origin[keep], self.ahead[keep])


def grid(series: Int, origin: int, ahead: Int) -> Rows:
    """Every day ``ahead`` of one origin for each of ``series``, series by series."""
    return Rows(
        np.repeat(series, len(ahead)),
        np.full(len(series) * len(ahead), origin, np.int64),
        np.tile(ahead, len(series)),
    )


def join(parts: Sequence[Rows]) -> Rows:
    """Rows of all parts, one after the other."""
    return Rows(
        np.concatenate([part.series for part in parts]),
        np.concatenate([part.origin for part in parts]),
        np.concatenate([part.ahead for part in parts]),
    )


def sample(panel: Panel, series: Int, most: int, seed: int) -> Rows:
    """Draw at most ``most`` learnable rows per horizon block, without repetition.

    A row can be learned from when the series was on sale for ``MIN_AGE_DAYS`` at its origin and
    the demand of its target day was seen.
    """
    first_origin = panel.days - panel.age[series] + MIN_AGE_DAYS - 1
    parts = [
        _draw(series, first_origin, panel.days, block, most, seed + i)
        for i, block in enumerate(BLOCKS)
    ]
    rows = join(parts)
    return rows.where(~np.isnan(panel.demand[rows.series, rows.target]))


def _draw(
    series: Int, first_origin: Int, days: int, block: tuple[int, int], most: int, seed: int
) -> Rows:
    low, high = block
    ahead = np.arange(low, high + 1)
    origins = np.maximum(days - ahead[None, :] - first_origin[:, None], 0)
    ends = np.cumsum(origins.ravel())
    population = int(origins.sum())
    rng = np.random.default_rng(seed)
    size = min(most, population)
    drawn = np.sort(rng.choice(max(population, 1), size, replace=False, shuffle=False))
    cell = np.searchsorted(ends, drawn, side="right")
    at, h = cell // len(ahead), cell % len(ahead)
    offset = drawn - (ends[cell] - origins.ravel()[cell])
    return Rows(series[at], first_origin[at] + offset, ahead[h])
