"""Forecasts of the plan run on public sales, against seasonal naive and the 28-day mean.

Every origin trains from nothing on the days before it, exactly as the training job does, and is
scored on the 28 days after it. Nothing is tuned on the scored days of the same origin.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from smartretail_ml.arrays import Bool, Float
from smartretail_ml.naive import moving_average, seasonal_naive
from smartretail_ml.panel import build_panel
from smartretail_ml.records import Series
from smartretail_ml.scores import bias, rmse, wape
from smartretail_ml.serving import forecast
from smartretail_ml.settings import Settings
from smartretail_ml.training import train

from benchmarks.arguments import NotMeasuredError, data_folder, parser
from benchmarks.forecast_data import cut, m5_store, online_retail, store_item
from benchmarks.table import Cell, Table

DATASETS: dict[str, tuple[Callable[[Path], list[Series]], tuple[int, ...]]] = {
    "online_retail": (online_retail, (28, 56, 84)),
    "m5_ca_1": (m5_store, (28,)),
    "store_item": (store_item, (28, 119, 210)),
}
COLUMNS = (
    *("data", "days back", "served by", "series", "n", "WAPE", "seasonal naive", "28-day mean"),
    *("28-day total WAPE", "naive total", "mean total", "bias", "RMSE", "RMSE of mean"),
    *("in 80 %", "below q95"),
)
NAMES = (
    *("wape", "naive_wape", "mean_wape", "total_wape", "naive_total_wape", "mean_total_wape"),
    *("bias", "rmse", "mean_rmse", "coverage_80", "below_95"),
)
FIGURES = dict(zip(COLUMNS[5:], NAMES, strict=True))


@dataclass(frozen=True)
class Scored:
    """What was forecast and what came, one line per series."""

    actual: Float
    records: list[dict[str, Any]]
    naive: Float
    average: Float

    def row(self, keep: Bool) -> list[Cell]:
        """Figures over the series ``keep``, in the order of the columns after "served by"."""
        chosen = [record for record, kept in zip(self.records, keep, strict=True) if kept]
        actual, naive, average = self.actual[keep], self.naive[keep], self.average[keep]
        ours = np.array([[day["yhat"] for day in one["series"]] for one in chosen])
        low, high, q95 = (_quantile(chosen, level) for level in ("0.1", "0.9", "0.95"))
        totals = [each.sum(axis=1) for each in (actual, ours, naive, average)]
        return [
            len(actual),
            actual.size,
            *(wape(actual, each) for each in (ours, naive, average)),
            *(wape(totals[0], each) for each in totals[1:]),
            bias(actual, ours),
            rmse(actual, ours),
            rmse(actual, average),
            float(((actual >= low) & (actual <= high)).mean()),
            float((actual <= q95).mean()),
        ]


def run(arguments: list[str]) -> Table:
    """Measure every data set found in the folder."""
    about = parser(__doc__)
    about.add_argument("--only", choices=sorted(DATASETS))
    given = about.parse_args(arguments)
    folder, settings = data_folder(given), Settings()
    rows: list[list[Cell]] = []
    notes: list[str] = []
    figures: dict[str, float] = {}
    for name, (read, origins) in DATASETS.items():
        if given.only in (None, name):
            series = _read(read, folder)
            if name == "online_retail":
                notes += _speed(series, settings, figures)
            found = [[name, back, *row] for back in origins for row in _origin(series, back)]
            figures |= _means(name, found)
            rows += found
    return Table("Forecasts of the plan run, 28 days ahead", COLUMNS, rows, figures, notes)


def _read(read: Callable[[Path], list[Series]], folder: Path) -> list[Series]:
    try:
        return read(folder)
    except Exception as problem:
        raise NotMeasuredError(f"data not readable: {problem}") from problem


def _origin(series: list[Series], back: int) -> list[list[Cell]]:
    past, actual = cut(series, back)
    panel = build_panel(past)
    records = forecast(past, train(panel, Settings()).artefact)
    scored = Scored(actual, records, seasonal_naive(panel), moving_average(panel))
    by_model = np.array([not record["degraded"] for record in records])
    everything = np.ones(len(records), np.bool_)
    parts = [("model", by_model)] if by_model.any() else []
    return [[name, *scored.row(keep)] for name, keep in [*parts, ("all", everything)]]


def _quantile(records: list[dict[str, Any]], level: str) -> Float:
    return np.array([record["quantiles"][level] for record in records])


def _means(name: str, rows: list[list[Cell]]) -> dict[str, float]:
    """Mean over the origins, for what the model served and for everything."""
    means = {}
    for who in ("model", "all"):
        mine = [row for row in rows if row[2] == who]
        for column, figure in FIGURES.items():
            values = [float(row[COLUMNS.index(column)] or 0.0) for row in mine]
            if values:
                means[f"{name}_{who}_{figure}"] = round(float(np.mean(values)), 4)
    return means


def _speed(series: list[Series], settings: Settings, figures: dict[str, float]) -> list[str]:
    start = time.perf_counter()
    learned = train(build_panel(series), settings)
    trained = time.perf_counter()
    records = forecast(series, learned.artefact)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    figures |= {
        "train_seconds": round(trained - start, 1),
        "forecast_seconds": round(done - trained, 1),
        "peak_gib": round(peak, 2),
    }
    served = sum(not record["degraded"] for record in records)
    return [
        f"Online Retail from its last day: {len(series):,} series, {served:,} by the model; "
        f"training with backtest {trained - start:.1f} s, forecasts with drivers "
        f"{done - trained:.1f} s, peak {peak:.2f} GiB, {settings.num_threads} threads.",
        "WAPE is per day and series; 28-day total WAPE compares sums over the horizon. On rarely "
        "sold items a daily WAPE near 1 is normal: a forecast of zero has WAPE 1.",
    ]
