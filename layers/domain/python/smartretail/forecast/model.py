"""Rules of forecasts: totals, change, weeks, and what stands in for a missing one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Record = Mapping[str, Any]
_WEEK = 7


def expected_units(forecast: Record | None) -> float:
    """Return the expected units of the whole horizon."""
    return sum(point["yhat"] for point in forecast["series"]) if forecast else 0.0


def change_pct(before: float, after: float) -> float | None:
    """Return the change in percent, or None from zero."""
    return None if before <= 0 else round((after / before - 1) * 100, 1)


def by_week(series: Sequence[Record]) -> list[dict[str, Any]]:
    """Add days up to weeks; bounds are added too, so a week's range is on the safe side."""
    weeks = [series[start : start + _WEEK] for start in range(0, len(series), _WEEK)]
    return [
        {
            "date": week[0]["date"],
            **{
                key: round(sum(point[key] for point in week), 4)
                for key in ("yhat", "yhat_lower", "yhat_upper")
            },
        }
        for week in weeks
    ]


def sku_document(position: Record, forecast: Record) -> dict[str, Any]:
    """Return the stored forecast of one SKU: the model's record beside the SKU's own history."""
    backtest = forecast.get("backtest")
    return {
        "sku_id": position["sku_id"],
        "store_id": position["store_id"],
        "product_name": position.get("product_name"),
        "as_of": forecast["as_of"],
        "model_version": forecast.get("model_version"),
        "series": [
            {key: value if key == "date" else round(value, 3) for key, value in point.items()}
            for point in forecast["series"]
        ],
        "drivers": forecast.get("drivers") or [],
        "degraded": forecast["degraded"],
        "reason": forecast.get("reason"),
        "history": [
            {"date": day["date"], "units": day["units"]} for day in position.get("history") or []
        ],
        "backtest": backtest
        and {"wape": backtest.get("wape"), "naive_wape": backtest.get("naive_wape")},
    }


def list_row(position: Record, forecast: Record) -> dict[str, Any]:
    """Return the SKU's line in the list."""
    sold, ahead = position.get("units_28d") or 0.0, expected_units(forecast)
    return {
        "sku_id": position["sku_id"],
        "product_name": position.get("product_name"),
        "category": position.get("category"),
        "units_28d": sold,
        "forecast_28d": round(ahead, 2),
        "change_pct": change_pct(sold, ahead),
        "revenue_28d": position.get("revenue_28d"),
        "degraded": forecast["degraded"],
    }


def moving_average_record(position: Record, as_of: str, level: float, sd: float) -> dict[str, Any]:
    """Stand in where the model gave no record: a flat average, marked degraded.

    Bounds are the normal 10 % and 90 % quantiles, not below zero.
    """
    first = date.fromisoformat(as_of) + timedelta(days=1)
    low, high = round(max(level - 1.2816 * sd, 0.0), 4), round(level + 1.2816 * sd, 4)
    level = round(level, 4)
    days = [(first + timedelta(days=day)).isoformat() for day in range(28)]
    return {
        "store_id": position["store_id"],
        "sku_id": position["sku_id"],
        "as_of": as_of,
        "model_version": "moving_average",
        "degraded": True,
        "reason": "model_failed",
        "series": [
            {"date": day, "yhat": level, "yhat_lower": low, "yhat_upper": high} for day in days
        ],
        "quantiles": {"0.1": [low] * 28, "0.5": [level] * 28, "0.9": [high] * 28},
        "drivers": [],
        "backtest": None,
        "elasticity": None,
    }
