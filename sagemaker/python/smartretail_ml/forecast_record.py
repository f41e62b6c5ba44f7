"""The JSON shape of one forecast."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from smartretail_ml.arrays import Float
from smartretail_ml.artefact import Backtest, SeriesFacts
from smartretail_ml.drivers import Driver
from smartretail_ml.elasticity import Elasticity
from smartretail_ml.intervals import LEVELS

DIGITS = 4


@dataclass(frozen=True)
class Forecast:
    """One series; ``reason`` says why the fallback answered, None when the model did."""

    store_id: str
    sku_id: str
    as_of: dt.date
    model_version: str
    reason: str | None
    mean: Float
    quantiles: Float
    drivers: list[Driver]


def to_record(
    one: Forecast, facts: SeriesFacts | None, fallback_backtest: Backtest | None
) -> dict[str, Any]:
    """Forecast record; the band always holds the mean, which a rare sale can lift above q90."""
    quantiles = np.round(one.quantiles, DIGITS).T.tolist()
    by_model = one.reason is None
    proven = None if facts is None else facts.backtest
    return {
        "store_id": one.store_id,
        "sku_id": one.sku_id,
        "as_of": one.as_of.isoformat(),
        "model_version": one.model_version,
        "degraded": not by_model,
        "reason": one.reason,
        "series": _days(one.as_of, np.round(one.mean, DIGITS).tolist(), quantiles),
        "quantiles": {str(level): quantiles[i] for i, level in enumerate(LEVELS)},
        "drivers": one.drivers,
        "backtest": _backtest(proven if by_model else fallback_backtest),
        "elasticity": _elasticity(Elasticity.unknown() if facts is None else facts.elasticity),
    }


def _days(
    as_of: dt.date, mean: list[float], quantiles: list[list[float]]
) -> list[dict[str, str | float]]:
    low, high = quantiles[LEVELS.index(0.1)], quantiles[LEVELS.index(0.9)]
    return [
        {
            "date": (as_of + dt.timedelta(days=i + 1)).isoformat(),
            "yhat": yhat,
            "yhat_lower": min(low[i], yhat),
            "yhat_upper": max(high[i], yhat),
        }
        for i, yhat in enumerate(mean)
    ]


def _backtest(one: Backtest | None) -> dict[str, float | None] | None:
    if one is None:
        return None
    sold = one.units > 0
    return {
        "wape": round(one.abs_error / one.units, DIGITS) if sold else None,
        "naive_wape": round(one.naive_abs_error / one.units, DIGITS) if sold else None,
        "abs_error": round(one.abs_error, DIGITS),
        "naive_abs_error": round(one.naive_abs_error, DIGITS),
        "units": round(one.units, DIGITS),
    }


def _elasticity(one: Elasticity) -> dict[str, float | int | bool | None]:
    rounded = {
        name: round(value, DIGITS) if isinstance(value, float) else value
        for name, value in asdict(one).items()
    }
    return rounded
