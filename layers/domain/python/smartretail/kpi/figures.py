"""The five tiles and the daily line, from the parts of a scope."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from smartretail.kpi.contract import Kpis, KpiSeries, Need, SeriesDay, Store, Tile
from smartretail.kpi.model import (
    DAYS_AHEAD,
    DAYS_BACK,
    Parts,
    half_width,
    ratio,
    stock_turns,
    weekly,
)


@dataclass(frozen=True)
class Profile:
    """Whose figures these are, and on which date they stand."""

    as_of: str | None
    currency: str | None = None
    time_zone: str | None = None
    tenant_name: str | None = None
    simulated: bool = False
    missing: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return the profile as plain JSON."""
        return {**asdict(self), "missing": list(self.missing)}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Profile":
        """Read a profile from JSON."""
        return cls(**{**record, "missing": tuple(record["missing"])})


def kpis(profile: Profile, parts: Parts, stores: list[Store]) -> Kpis:
    """Return the first page of a scope."""
    return Kpis(
        as_of=profile.as_of,
        currency=profile.currency,
        time_zone=profile.time_zone,
        tenant_name=profile.tenant_name,
        simulated=profile.simulated,
        tiles=[_revenue(parts), _margin(parts), _accuracy(parts), _stockouts(parts), _turns(parts)],
        stores=stores,
        missing=list(profile.missing),
        categories=sorted(parts.categories),
    )


def series(as_of: str | None, parts: Parts, days: int = DAYS_BACK) -> KpiSeries:
    """Return the last `days` days and the 28 days ahead."""
    if as_of is None:
        return KpiSeries(as_of=None, series=[])
    today = date.fromisoformat(as_of)
    past = [_past_day(parts, index, today) for index in range(DAYS_BACK - days, DAYS_BACK)]
    return KpiSeries(
        as_of=as_of, series=past + [_coming_day(parts, index, today) for index in range(DAYS_AHEAD)]
    )


def _past_day(parts: Parts, index: int, today: date) -> SeriesDay:
    return SeriesDay(
        date=(today - timedelta(days=DAYS_BACK - 1 - index)).isoformat(),
        revenue=round(parts.days["daily_revenue"][index], 2),
        units=round(parts.days["daily_units"][index], 2),
        forecast_units=None,
        forecast_lower=None,
        forecast_upper=None,
    )


def _coming_day(parts: Parts, index: int, today: date) -> SeriesDay:
    days, units = parts.days, parts.days["ahead_units"][index]
    below = half_width(days["ahead_below"][index], days["ahead_below_squares"][index])
    above = half_width(days["ahead_above"][index], days["ahead_above_squares"][index])
    return SeriesDay(
        date=(today + timedelta(days=index + 1)).isoformat(),
        revenue=None,
        units=None,
        forecast_units=round(units, 2),
        forecast_lower=round(max(units - below, 0.0), 2),
        forecast_upper=round(units + above, 2),
    )


def _revenue(parts: Parts) -> Tile:
    sums = parts.sums
    needs: Need | None = None if sums["skus"] else "history"
    value = None if needs else sums["revenue"]
    previous = sums["revenue_prev"] if value is not None else None
    return Tile(
        kpi="revenue",
        value=_rounded(value),
        previous=_rounded(previous),
        change_pct=_change(previous, value),
        unit="money",
        spark=[] if needs else weekly(parts.days["daily_revenue"]),
        needs=needs,
        coverage_pct=None,
    )


def _margin(parts: Parts) -> Tile:
    sums, known = parts.sums, parts.sums["costed_skus"] > 0
    value, previous = (sums["margin"], sums["margin_prev"]) if known else (None, None)
    return Tile(
        kpi="margin",
        value=_rounded(value),
        previous=_rounded(previous),
        change_pct=_change(previous, value),
        unit="money",
        spark=weekly(parts.days["daily_margin"]) if known else [],
        needs=None if known else "unit_cost",
        coverage_pct=_percent(ratio(sums["costed_revenue"], sums["revenue"])) if known else None,
    )


def _accuracy(parts: Parts) -> Tile:
    wape = ratio(parts.sums["abs_error"], parts.sums["backtest_units"])
    return Tile(
        kpi="forecast_accuracy",
        value=None if wape is None else _percent(max(1 - wape, 0.0)),
        previous=None,
        change_pct=None,
        unit="percent",
        spark=[],
        needs="history" if wape is None else None,
        coverage_pct=None,
    )


def _stockouts(parts: Parts) -> Tile:
    sums, sku_days = parts.sums, parts.sums["stocked_skus"] * DAYS_AHEAD
    value = _percent(ratio(sums["stockout_days"], sku_days))
    previous = _percent(ratio(sums["stockout_days_prev"], sku_days))
    return Tile(
        kpi="stockout_rate",
        value=value,
        previous=previous,
        change_pct=_change(previous, value),
        unit="percent",
        spark=[],
        needs="stock" if value is None else None,
        coverage_pct=_percent(ratio(sums["stocked_revenue"], sums["revenue"]))
        if sku_days
        else None,
    )


def _turns(parts: Parts) -> Tile:
    turns = stock_turns(parts.sums)
    stocked = parts.sums["stocked_skus"] > 0
    needs: Need = "unit_cost" if stocked and not parts.sums["costed_skus"] else "stock"
    return Tile(
        kpi="inventory_turns",
        value=_rounded(turns),
        previous=None,
        change_pct=None,
        unit="ratio",
        spark=[],
        needs=needs if turns is None else None,
        coverage_pct=None,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)


def _change(before: float | None, after: float | None) -> float | None:
    if before is None or after is None or before <= 0:
        return None
    return round((after / before - 1) * 100, 1)
