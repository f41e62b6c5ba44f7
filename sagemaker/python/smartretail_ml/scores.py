"""Accuracy of forecasts against what was asked for; days with unseen demand never count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartretail_ml.arrays import Bool, Float

Figures = dict[str, float | int | bool | None]


@dataclass(frozen=True)
class Compared:
    """Forecasts of the model, of seasonal naive, of the fallback and of the 28-day mean."""

    actual: Float
    model: Float
    naive: Float
    fallback: Float
    average: Float

    def where(self, rows: Bool) -> Compared:
        """Keep some rows."""
        return Compared(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def figures(self) -> Figures:
        """WAPE of each, bias and RMSE of the model; ``n`` series-days were compared."""
        return {
            "n": int((~np.isnan(self.actual)).sum()),
            "units": round(float(np.nansum(self.actual)), 3),
            "wape": _rounded(wape(self.actual, self.model)),
            "naive_wape": _rounded(wape(self.actual, self.naive)),
            "fallback_wape": _rounded(wape(self.actual, self.fallback)),
            "moving_average_wape": _rounded(wape(self.actual, self.average)),
            "bias": _rounded(bias(self.actual, self.model)),
            "rmse": _rounded(rmse(self.actual, self.model)),
            "moving_average_rmse": _rounded(rmse(self.actual, self.average)),
        }

    def adds_value(self) -> bool:
        """Model beats both the yardstick and what would be served instead."""
        model = wape(self.actual, self.model)
        rivals = (wape(self.actual, self.naive), wape(self.actual, self.fallback))
        return model is not None and all(r is not None and model < r for r in rivals)


def wape(actual: Float, forecast: Float) -> float | None:
    """Sum of absolute errors over sum of actuals; None without a sale."""
    units = float(np.nansum(actual))
    return float(np.nansum(np.abs(actual - forecast))) / units if units > 0 else None


def bias(actual: Float, forecast: Float) -> float | None:
    """Forecast minus actual over actual; positive is too much. None without a sale."""
    units = float(np.nansum(actual))
    return float(np.nansum(forecast - actual)) / units if units > 0 else None


def rmse(actual: Float, forecast: Float) -> float | None:
    """Root mean squared error in units; None when nothing was seen."""
    seen = ~np.isnan(actual)
    return float(np.sqrt(np.mean((actual - forecast)[seen] ** 2))) if seen.any() else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
