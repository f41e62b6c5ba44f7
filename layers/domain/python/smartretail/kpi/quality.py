"""How good forecasts and stock turned out, in percent, for those who watch the platform."""

from collections.abc import Mapping
from typing import Any

from smartretail.kpi.contract import Kpis
from smartretail.kpi.model import Parts, ratio


def quality(parts: Parts, last: Mapping[str, Any] | None) -> dict[str, float]:
    """Return what is known of a tenant's WAPE, its change on the last plan, and stockouts."""
    sums = parts.sums
    wape = ratio(sums["abs_error"], sums["backtest_units"])
    before = _wape_shown(last)
    found = {
        "ForecastWape": None if wape is None else wape * 100,
        "WapeChangePct": None if wape is None or not before else (wape * 100 / before - 1) * 100,
        "StockoutRate": _share(sums),
    }
    return {name: round(value, 2) for name, value in found.items() if value is not None}


def _share(sums: Mapping[str, float]) -> float | None:
    share = ratio(sums["stockout_days"], sums["stocked_skus"] * 28)
    return None if share is None else share * 100


def _wape_shown(last: Mapping[str, Any] | None) -> float | None:
    """Return the WAPE behind the last plan's accuracy; an accuracy of 0 may hide any above 100."""
    tiles = Kpis.model_validate(last).tiles if last else []
    accuracy = next((tile.value for tile in tiles if tile.kpi == "forecast_accuracy"), None)
    return None if not accuracy else 100 - accuracy
