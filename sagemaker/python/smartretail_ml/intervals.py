"""Quantiles around a forecast: conformal for the model, negative binomial for the fallback.

Errors on held-out origins are scaled by the square root of the forecast (right for counts of the
Poisson kind) and pooled per week of the horizon and per band of forecast size, since the shape of
the errors of a rarely sold item differs from that of a fast one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import stats

from smartretail_ml.arrays import Float, Int

LEVELS = (0.1, 0.5, 0.9, 0.95)
SMALLEST_MEAN = 1e-3
FEWEST_PER_BAND, MOST_BANDS = 400, 12


@dataclass(frozen=True)
class Conformal:
    """``edges[w]`` part the forecasts of week ``w`` into bands; ``scores[w][band]`` per level."""

    edges: list[list[float]]
    scores: list[list[list[float]]]

    @classmethod
    def learn(cls, forecast: Float, actual: Float, ahead: Int) -> Conformal:
        """Pool the scaled errors of held-out rows; rows with an unseen actual are left out."""
        edges, scores = [], []
        for week in range(4):
            rows = (_week(ahead) == week) & ~np.isnan(actual)
            cuts, table = _bands(forecast[rows], actual[rows])
            edges.append(cuts)
            scores.append(table)
        return cls(edges, scores)

    def quantiles(self, forecast: Float, ahead: Int) -> Float:
        """One line per row, one column per level; never negative, never crossing."""
        out = np.zeros((len(forecast), len(LEVELS)))
        for week in range(4):
            rows = _week(ahead) == week
            band = np.searchsorted(self.edges[week], forecast[rows], side="right")
            out[rows] = np.array(self.scores[week])[band]
        return np.maximum(forecast[:, None] + out * _scale(forecast)[:, None], 0.0)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the model file."""
        return asdict(self)


def _week(ahead: Int) -> Int:
    return (ahead - 1) // 7


def _scale(forecast: Float) -> Float:
    return np.sqrt(np.maximum(forecast, SMALLEST_MEAN))


def _bands(forecast: Float, actual: Float) -> tuple[list[float], list[list[float]]]:
    count = int(np.clip(len(forecast) // FEWEST_PER_BAND, 1, MOST_BANDS))
    parts = np.arange(1, count) / count
    cuts: Float = np.unique(np.quantile(forecast, parts)) if count > 1 else np.empty(0)
    band = np.searchsorted(cuts, forecast, side="right")
    score = (actual - forecast) / _scale(forecast)
    table = [_conformal_levels(score[band == i]) for i in range(len(cuts) + 1)]
    return [float(cut) for cut in cuts], table


def _conformal_levels(score: Float) -> list[float]:
    """Quantiles with the finite-sample correction of split conformal prediction."""
    n = len(score)
    if n == 0:
        return [0.0] * len(LEVELS)
    upper = [min(np.ceil((n + 1) * level) / n, 1.0) for level in LEVELS]
    return [float(np.quantile(score, level, method="inverted_cdf")) for level in upper]


def count_quantiles(mean: Float, dispersion: Float) -> Float:
    """Quantiles of a negative binomial with variance ``dispersion`` x mean, on a last axis."""
    ratio = np.maximum(dispersion, 1.01)
    size = np.maximum(mean, SMALLEST_MEAN) / (ratio - 1.0)
    columns = [stats.nbinom.ppf(level, size, 1.0 / ratio) for level in LEVELS]
    return np.where(mean[..., None] > 0, np.stack(columns, axis=-1), 0.0)
