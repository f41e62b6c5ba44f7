"""What moved a forecast away from the usual level, in units, by TreeSHAP.

Trees are asked for seven of the 28 days: one per weekday, spread over the horizon. Each stands
for four days, so the contributions are units over the whole horizon, estimated from a quarter of
its days. The model is multiplicative; its log contributions are turned into units by the
logarithmic mean of forecast and usual level, which splits their difference exactly (Ang 2004,
Energy Policy 32, 1131-1139).
"""

from __future__ import annotations

import numpy as np

from smartretail_ml.arrays import Float, Int
from smartretail_ml.features import DRIVER_OF

SAMPLED_DAYS: Int = np.array([1, 5, 9, 13, 17, 21, 25])
DAYS_EACH = 4.0
THEMES = tuple(dict.fromkeys(DRIVER_OF.values()))
HIGH_SHARE, MEDIUM_SHARE, SMALLEST_EFFECT = 0.30, 0.10, 0.02

Driver = dict[str, str | float]


def units_by_theme(contributions: Float, level: Float) -> Float:
    """Units over the horizon, series x theme, from rows of ``SAMPLED_DAYS`` in series order.

    Over whole weeks a weekday pattern moves nothing: its features and the trees' own base (that of
    an average weekday on the log scale) cancel, and what is left of them is the pace of the last
    weeks. They are counted as recent sales.
    """
    theme = np.array([THEMES.index(name) for name in (*DRIVER_OF.values(), "recent_sales")])
    by_theme = np.stack(
        [contributions[:, theme == i].sum(axis=1) for i in range(len(THEMES))], axis=1
    )
    weight = level * _growth_mean(contributions.sum(axis=1))
    units = by_theme * weight[:, None] * DAYS_EACH
    total: Float = units.reshape(-1, len(SAMPLED_DAYS), len(THEMES)).sum(axis=1)
    return total


def _growth_mean(moved: Float) -> Float:
    """(exp(x) - 1) / x, continued by 1 at 0."""
    small = np.abs(moved) < 1e-9
    return np.where(small, 1.0, np.expm1(moved) / np.where(small, 1.0, moved))


def describe(units: Float, forecast_units: float) -> list[Driver]:
    """Drivers of one series, strongest first; impact by share of all movement.

    A theme that moves less than 2 % of the forecast is low, whatever its share.
    """
    strength = np.abs(units)
    whole = max(float(strength.sum()), 1e-12)
    drivers: list[Driver] = []
    for i in np.argsort(-strength, kind="stable"):
        contribution = round(float(units[i]), 3)
        if contribution:
            visible = strength[i] >= SMALLEST_EFFECT * forecast_units
            impact = _impact(strength[i] / whole) if visible else "low"
            drivers.append({"feature": THEMES[i], "impact": impact, "contribution": contribution})
    return drivers


def _impact(share: float) -> str:
    if share >= HIGH_SHARE:
        return "high"
    return "medium" if share >= MEDIUM_SHARE else "low"
