"""Rolling origins held out before a model is released.

One model is trained on targets up to the oldest held-out origin and forecasts 28 days from every
held-out origin with the data known then. Its errors decide which demand classes are released, and
give the intervals; the newest origin gives the scores shown per series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Float, Int
from smartretail_ml.demand import CLASSES, Labels, demand_class, rarely_sold
from smartretail_ml.intervals import LEVELS, Conformal
from smartretail_ml.naive import damped_seasonal, moving_average, seasonal_naive
from smartretail_ml.panel import Panel
from smartretail_ml.records import HORIZON
from smartretail_ml.rows import Rows, grid
from smartretail_ml.scores import Compared, Figures

DAYS_BACK, DAYS_BACK_SHORT, LONG_PANEL_DAYS = (28, 42, 56), (28,), 140
YOUNGEST_DAYS, FEWEST_SALE_DAYS = 28, 4
AHEAD: Int = np.arange(1, HORIZON + 1)


@dataclass(frozen=True)
class HeldOut:
    """One origin: the series forecast there, their class as known then, and the rivals."""

    origin: int
    series: Int
    labels: Labels
    naive: Float
    fallback: Float
    average: Float

    @property
    def rows(self) -> Rows:
        """Rows to forecast."""
        return grid(self.series, self.origin, AHEAD)


def held_out(panel: Panel, eligible: Int) -> list[HeldOut]:
    """Origins to test on, newest first; none when the panel is too short to train before them."""
    back = DAYS_BACK if panel.days >= LONG_PANEL_DAYS else DAYS_BACK_SHORT
    origins = [panel.days - 1 - days for days in back]
    return [one for one in (_at(panel, eligible, o) for o in origins) if len(one.series)]


def _at(panel: Panel, eligible: Int, origin: int) -> HeldOut:
    if origin < YOUNGEST_DAYS - 1:
        empty = np.empty((0, HORIZON))
        return HeldOut(origin, eligible[:0], np.empty(0, np.str_), empty, empty, empty)
    past = panel.until(origin).take(eligible)
    known = (past.age >= YOUNGEST_DAYS) & ~rarely_sold(past, FEWEST_SALE_DAYS)
    seen = past.take(np.flatnonzero(known))
    return HeldOut(
        origin,
        eligible[known],
        demand_class(seen),
        seasonal_naive(seen),
        damped_seasonal(seen),
        moving_average(seen),
    )


def compare(panel: Panel, one: HeldOut, forecast: Float) -> Compared:
    """Forecasts of one origin beside what happened."""
    days = slice(one.origin + 1, one.origin + 1 + HORIZON)
    actual = panel.demand[one.series, days].astype(np.float64)
    shaped = forecast.reshape(len(one.series), HORIZON)
    return Compared(actual, shaped, one.naive, one.fallback, one.average)


def pooled(parts: list[Compared]) -> Compared:
    """All origins as one comparison."""
    fields = Compared.__dataclass_fields__
    return Compared(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


def released_classes(scores: Compared, labels: Labels) -> list[str]:
    """Demand classes for which the model adds value; the others stay with the fallback."""
    return [c for c in CLASSES if (labels == c).any() and scores.where(labels == c).adds_value()]


def conformal(parts: list[Compared]) -> Conformal:
    """Intervals from all given origins."""
    scores = pooled(parts)
    ahead = np.tile(AHEAD, len(scores.actual))
    return Conformal.learn(scores.model.ravel(), scores.actual.ravel(), ahead)


def coverage(parts: list[Compared]) -> Figures:
    """Share of days inside intervals that were learned without them.

    Learned on the older origins and measured on the newest; with one origin, learned on every
    second series and measured on the others.
    """
    newest, older = parts[0], parts[1:]
    if not older:
        every_second = np.arange(len(newest.actual)) % 2 == 0
        newest, older = newest.where(~every_second), [newest.where(every_second)]
    if not len(newest.actual) or not len(older[0].actual):
        return {"n": 0, "interval_80": None, **{f"below_{level}": None for level in LEVELS}}
    ahead = np.tile(AHEAD, len(newest.actual))
    quantile = conformal(older).quantiles(newest.model.ravel(), ahead)
    actual = newest.actual.ravel()
    seen = ~np.isnan(actual)
    inside = (actual >= quantile[:, 0]) & (actual <= quantile[:, 2])
    below = {
        f"below_{level}": round(float((actual <= quantile[:, i])[seen].mean()), 4)
        for i, level in enumerate(LEVELS)
    }
    return {"n": int(seen.sum()), "interval_80": round(float(inside[seen].mean()), 4), **below}
