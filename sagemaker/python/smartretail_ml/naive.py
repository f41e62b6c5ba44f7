"""Forecasts that need no training: the yardstick, and what is served when the model is not."""

from __future__ import annotations

import numpy as np

from smartretail_ml.arrays import Float
from smartretail_ml.panel import Panel
from smartretail_ml.records import HORIZON
from smartretail_ml.rolling import Windows, same_weekday

DAMPING_WEEKS, PROFILE_WEEKS = 4.0, 8
DISPERSION_PRIOR, PRIOR_DAYS = 2.0, 14.0
PAST_ORIGINS = (28, 42, 56, 70)


def seasonal_naive(panel: Panel) -> Float:
    """Repeat the last seven days of units; a day before the first sale counts as zero."""
    week = np.zeros((len(panel.skus), 7))
    seen = min(7, panel.days)
    week[:, 7 - seen :] = np.nan_to_num(panel.units[:, panel.days - seen :])
    return np.tile(week, HORIZON // 7)


def moving_average(panel: Panel) -> Float:
    """Mean of the last 28 days of units for every day ahead; 0 without any."""
    mean = np.nan_to_num(Windows.over(panel.units.astype(np.float64)).mean(28)[:, -1:])
    return np.repeat(mean, HORIZON, axis=1)


def damped_seasonal(panel: Panel) -> Float:
    """Mean of the same weekday over eight weeks, drawn to the mean of the last eight weeks.

    The weight of the weekday is n / (n + 4) with n seen weeks: the fewer weeks, the more mean.
    The day of the first sale is left out: a history begins with a sale because we look from there,
    and counting it would overstate a young, rarely sold item several times over.
    """
    demand = _after_first_sale(panel)
    windows = Windows.over(demand)
    recent = windows.mean(7 * PROFILE_WEEKS)[:, -1]
    mean = np.nan_to_num(np.where(np.isnan(recent), windows.mean(panel.days)[:, -1], recent))
    total, n = (part[:, -7:] for part in same_weekday(demand, PROFILE_WEEKS))
    profile = (total + DAMPING_WEEKS * mean[:, None]) / (n + DAMPING_WEEKS)
    padded = np.repeat(mean[:, None], 7, axis=1)
    padded[:, 7 - profile.shape[1] :] = profile
    return np.tile(padded, HORIZON // 7)


def _after_first_sale(panel: Panel) -> Float:
    """Demand without the day of the first sale; with nothing else, one such day a week."""
    demand = panel.demand.astype(np.float64)
    sold = np.flatnonzero(panel.age > 0)
    first = panel.days - panel.age[sold]
    lone = (~np.isnan(demand[sold])).sum(axis=1) <= 1
    demand[sold, first] = np.where(lone, demand[sold, first] / 7.0, np.nan)
    return demand


def dispersion(panel: Panel) -> Float:
    """Squared error per unit forecast of ``damped_seasonal`` at past origins of each series.

    Drawn to ``DISPERSION_PRIOR`` with the weight of two weeks, so a new series has a value too.
    """
    total = np.full(len(panel.skus), DISPERSION_PRIOR * PRIOR_DAYS)
    count = np.full(len(panel.skus), PRIOR_DAYS)
    for back in PAST_ORIGINS:
        origin = panel.days - 1 - back
        if origin < 13:
            break
        forecast = damped_seasonal(panel.until(origin))
        actual = panel.demand[:, origin + 1 : origin + 1 + HORIZON].astype(np.float64)
        error = (actual - forecast) ** 2 / np.maximum(forecast, 0.05)
        total += np.nansum(error, axis=1)
        count += (~np.isnan(error)).sum(axis=1)
    mean: Float = total / count
    return mean
