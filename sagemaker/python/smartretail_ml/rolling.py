"""Windows over dense series x day arrays; column t of every answer depends on columns <= t only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Bool, Float


def _cumulated(values: Float) -> Float:
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=out[:, 1:])
    return out


@dataclass(frozen=True)
class Windows:
    """Sums of known values, of their squares and their counts over any trailing window."""

    total: Float
    square: Float
    known: Float

    @classmethod
    def over(cls, values: Float) -> Windows:
        """Prepare the cumulated sums; NaN is unknown and left out."""
        filled = np.nan_to_num(values)
        return cls(_cumulated(filled), _cumulated(filled**2), _cumulated(~np.isnan(values) * 1.0))

    def count(self, window: int) -> Float:
        """Known values among the last ``window``."""
        return _trailing(self.known, window)

    def mean(self, window: int) -> Float:
        """Mean of the known values among the last ``window``; NaN without any."""
        return _ratio(_trailing(self.total, window), self.count(window))

    def std(self, window: int) -> Float:
        """Population standard deviation of the known values among the last ``window``."""
        square = _ratio(_trailing(self.square, window), self.count(window))
        return np.sqrt(np.maximum(square - self.mean(window) ** 2, 0.0))


def _trailing(cumulated: Float, window: int) -> Float:
    out = cumulated[:, 1:].copy()
    if window < out.shape[1]:
        out[:, window:] -= cumulated[:, 1:-window]
    return out


def _ratio(above: Float, below: Float) -> Float:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def same_weekday(values: Float, weeks: int) -> tuple[Float, Float]:
    """Sum and count of the known values of this weekday over ``weeks`` weeks, today included."""
    total, known = np.zeros_like(values), np.zeros_like(values)
    for back in range(0, min(7 * weeks, values.shape[1]), 7):
        shifted = values[:, : values.shape[1] - back]
        total[:, back:] += np.nan_to_num(shifted)
        known[:, back:] += ~np.isnan(shifted)
    return total, known


def same_weekday_mean(values: Float, weeks: int) -> Float:
    """Mean of the known values of this weekday; NaN without any."""
    return _ratio(*same_weekday(values, weeks))


def days_since(happened: Bool) -> Float:
    """Days since the last true value, 0 on the day itself; NaN before the first."""
    day = np.arange(happened.shape[1], dtype=np.float64)
    last = np.maximum.accumulate(np.where(happened, day, -np.inf), axis=1)
    return np.where(np.isfinite(last), day - last, np.nan)
