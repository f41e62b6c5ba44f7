"""Forecast records from series records, in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from lightgbm.basic import LightGBMError

from smartretail_ml.arrays import Bool, Float, Int
from smartretail_ml.artefact import Artefact, Backtest, ReleasedModel
from smartretail_ml.demand import demand_class, rarely_sold, short_history
from smartretail_ml.drivers import SAMPLED_DAYS, Driver, describe, units_by_theme
from smartretail_ml.features import design
from smartretail_ml.forecast_record import Forecast, to_record
from smartretail_ml.intervals import LEVELS, count_quantiles
from smartretail_ml.naive import damped_seasonal, dispersion, seasonal_naive
from smartretail_ml.panel import Panel, build_panel
from smartretail_ml.records import HORIZON, Series
from smartretail_ml.rows import grid

AHEAD: Int = np.arange(1, HORIZON + 1)


@dataclass(frozen=True)
class Block:
    """Forecasts of several series: means, quantiles (level last), drivers and reasons."""

    mean: Float
    quantiles: Float
    drivers: list[list[Driver]]


def forecast(series: Sequence[Series], artefact: Artefact | None) -> list[dict[str, Any]]:
    """Forecast each series from its own last day; without an artefact by the fallback."""
    by_day: dict[dt.date, list[int]] = {}
    for i, one in enumerate(series):
        by_day.setdefault(one.as_of, []).append(i)
    records: dict[int, dict[str, Any]] = {}
    for places in by_day.values():
        panel = build_panel([series[i] for i in places])
        records.update(zip(places, _panel_records(panel, artefact), strict=True))
    return [records[i] for i in range(len(series))]


def _panel_records(panel: Panel, artefact: Artefact | None) -> list[dict[str, Any]]:
    model = None if artefact is None else artefact.model
    reasons = ["model_failed"] * len(panel.skus) if artefact is None else _reasons(panel, model)
    answer = _fallback(panel)
    chosen = np.flatnonzero([reason is None for reason in reasons])
    if model is not None and len(chosen):
        try:
            _overwrite(answer, chosen, _by_model(panel, chosen, model))
        except LightGBMError:
            reasons = [reason or "model_failed" for reason in reasons]
    version = "seasonal-naive" if artefact is None else artefact.version
    backtests = _own_backtests(panel)
    return [
        to_record(
            Forecast(
                panel.stores[i],
                panel.skus[i],
                panel.as_of,
                version,
                reasons[i],
                answer.mean[i],
                answer.quantiles[i],
                answer.drivers[i],
            ),
            None if artefact is None else artefact.series.get((panel.stores[i], panel.skus[i])),
            backtests[i],
        )
        for i in range(len(panel.skus))
    ]


def _reasons(panel: Panel, model: ReleasedModel | None) -> list[str | None]:
    """Why a series is left to the fallback; None for those the model serves."""
    short, rare, classes = short_history(panel), rarely_sold(panel), demand_class(panel)
    return [
        _reason(bool(short[i]), bool(rare[i]), str(classes[i]), model)
        for i in range(len(panel.skus))
    ]


def _reason(short: bool, rare: bool, demand: str, model: ReleasedModel | None) -> str | None:
    if short:
        return "short_history"
    if rare:
        return "intermittent"
    if model is None:
        return "model_failed"
    if demand in model.classes:
        return None
    return "intermittent" if demand in ("intermittent", "lumpy") else "model_failed"


def _fallback(panel: Panel) -> Block:
    mean = damped_seasonal(panel)
    spread = np.repeat(dispersion(panel)[:, None], HORIZON, axis=1)
    return Block(mean, count_quantiles(mean, spread), [[] for _ in panel.skus])


def _by_model(panel: Panel, chosen: Int, model: ReleasedModel) -> Block:
    rows = grid(chosen, panel.days - 1, AHEAD)
    features = design(panel, model.groups, model.events, rows)
    mean = model.blocks.predict(features, rows.ahead)
    quantiles = model.intervals.quantiles(mean, rows.ahead)
    sampled: Bool = np.isin(rows.ahead, SAMPLED_DAYS)
    moved = model.blocks.contributions(features.where(sampled), rows.ahead[sampled])
    units = units_by_theme(moved, features.level[sampled])
    shaped = mean.reshape(-1, HORIZON)
    drivers = [
        describe(line, float(total)) for line, total in zip(units, shaped.sum(1), strict=True)
    ]
    return Block(shaped, quantiles.reshape(-1, HORIZON, len(LEVELS)), drivers)


def _overwrite(answer: Block, chosen: Int, better: Block) -> None:
    answer.mean[chosen], answer.quantiles[chosen] = better.mean, better.quantiles
    for place, drivers in zip(chosen, better.drivers, strict=True):
        answer.drivers[place] = drivers


def _own_backtests(panel: Panel) -> list[Backtest | None]:
    """Scores of the fallback over the last 28 days; None where the series is younger."""
    origin = panel.days - 1 - HORIZON
    if origin < 0:
        return [None] * len(panel.skus)
    past, actual = panel.until(origin), panel.demand[:, origin + 1 :].astype(np.float64)
    error = np.nansum(np.abs(actual - damped_seasonal(past)), axis=1)
    naive_error = np.nansum(np.abs(actual - seasonal_naive(past)), axis=1)
    units = np.nansum(actual, axis=1)
    return [
        Backtest(float(error[i]), float(naive_error[i]), float(units[i])) if age > 0 else None
        for i, age in enumerate(past.age)
    ]
