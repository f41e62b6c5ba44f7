"""From a panel to an artefact: backtest, release decision, final fit, elasticities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartretail_ml import backtest, model
from smartretail_ml.arrays import Int
from smartretail_ml.artefact import Artefact, Backtest, ReleasedModel, SeriesFacts
from smartretail_ml.backtest import HeldOut
from smartretail_ml.demand import Labels, rarely_sold, short_history
from smartretail_ml.elasticity import estimate
from smartretail_ml.events import event_names
from smartretail_ml.features import Design, design
from smartretail_ml.groups import GroupTotals
from smartretail_ml.panel import Panel
from smartretail_ml.rows import Rows, join, sample
from smartretail_ml.scores import Compared
from smartretail_ml.settings import Settings


@dataclass(frozen=True)
class Trained:
    """A model with the proof it was released on."""

    released: ReleasedModel
    origins: list[HeldOut]
    scores: list[Compared]


@dataclass(frozen=True)
class Learned:
    """Outcome of a training; ``trained`` is None with the reason when no model was possible."""

    artefact: Artefact
    trained: Trained | None
    eligible: int
    reason: str | None


def train(panel: Panel, settings: Settings) -> Learned:
    """Train on the whole panel; too little data is an answer, not an error."""
    eligible = np.flatnonzero(~short_history(panel) & ~rarely_sold(panel))
    trained, reason = None, None
    try:
        trained = _train_model(panel, eligible, settings)
    except model.TooFewRowsError as problem:
        reason = str(problem)
    released = None if trained is None else trained.released
    return Learned(Artefact(released, _facts(panel, trained)), trained, len(eligible), reason)


def _train_model(panel: Panel, eligible: Int, settings: Settings) -> Trained:
    origins = backtest.held_out(panel, eligible)
    if not origins:
        raise model.TooFewRowsError("no series is old enough for a backtest")
    rows = sample(panel, eligible, settings.rows_per_block, settings.seed)
    groups, events = GroupTotals.of(panel), event_names(panel)
    features = design(panel, groups, events, join([rows, *(one.rows for one in origins)]))
    blocks, scores = _prove(panel, rows, features, origins, settings)
    labels: Labels = np.concatenate([one.labels for one in origins])
    classes = backtest.released_classes(backtest.pooled(scores), labels)
    intervals = backtest.conformal(scores)
    return Trained(ReleasedModel(blocks, intervals, groups, events, classes), origins, scores)


def _prove(
    panel: Panel, rows: Rows, features: Design, origins: list[HeldOut], settings: Settings
) -> tuple[model.BlockModels, list[Compared]]:
    """Fit before the held-out origins, forecast them, then fit on everything."""
    learn = _part(features, 0, len(rows.ahead))
    demand = panel.demand[rows.series, rows.target].astype(np.float64)
    before = rows.target <= min(one.origin for one in origins)
    earlier = model.fit(learn.where(before), demand[before], rows.ahead[before], settings)
    scores, start = [], len(rows.ahead)
    for one in origins:
        end = start + len(one.rows.ahead)
        forecast = earlier.predict(_part(features, start, end), one.rows.ahead)
        scores.append(backtest.compare(panel, one, forecast))
        start = end
    return model.fit(learn, demand, rows.ahead, settings), scores


def _part(features: Design, start: int, end: int) -> Design:
    return Design(features.values[start:end], features.level[start:end])


def _facts(panel: Panel, trained: Trained | None) -> dict[tuple[str, str], SeriesFacts]:
    proven = {} if trained is None else _series_backtests(trained)
    keys = zip(panel.stores, panel.skus, strict=True)
    return {
        key: SeriesFacts(elasticity, proven.get(i))
        for i, (key, elasticity) in enumerate(zip(keys, estimate(panel), strict=True))
    }


def _series_backtests(trained: Trained) -> dict[int, Backtest]:
    newest, scores = trained.origins[0], trained.scores[0]
    error = np.nansum(np.abs(scores.actual - scores.model), axis=1)
    naive_error = np.nansum(np.abs(scores.actual - scores.naive), axis=1)
    units = np.nansum(scores.actual, axis=1)
    return {
        int(i): Backtest(float(error[k]), float(naive_error[k]), float(units[k]))
        for k, i in enumerate(newest.series)
    }
