"""metrics.json of a training."""

from __future__ import annotations

from typing import Any

import numpy as np

from smartretail_ml import backtest
from smartretail_ml.backtest import coverage, pooled
from smartretail_ml.demand import CLASSES
from smartretail_ml.panel import Panel
from smartretail_ml.settings import Settings
from smartretail_ml.training import Learned, Trained


def metrics(panel: Panel, learned: Learned, settings: Settings) -> dict[str, Any]:
    """Backtest figures by demand class and category, what was released, and on what data."""
    elasticities = [facts.elasticity for facts in learned.artefact.series.values()]
    report: dict[str, Any] = {
        "model_version": learned.artefact.version,
        "as_of": panel.as_of.isoformat(),
        "series": len(panel.skus),
        "eligible": learned.eligible,
        "reason": learned.reason,
        "settings": {name: getattr(settings, name) for name in settings.__dataclass_fields__},
        "elasticities_identified": sum(one.identified for one in elasticities),
    }
    return report if learned.trained is None else report | _proof(panel, learned.trained)


def _proof(panel: Panel, trained: Trained) -> dict[str, Any]:
    scores = pooled(trained.scores)
    labels = np.concatenate([one.labels for one in trained.origins])
    names = np.array(panel.categories)
    category = np.concatenate([names[one.series] for one in trained.origins])
    classes = trained.released.classes
    return {
        "origins_days_back": [panel.days - 1 - one.origin for one in trained.origins],
        "horizon_days": len(backtest.AHEAD),
        "overall": scores.figures(),
        "by_origin": [part.figures() for part in trained.scores],
        "by_class": {
            c: scores.where(labels == c).figures() | {"released": c in classes}
            for c in CLASSES
            if (labels == c).any()
        },
        "by_category": {str(c): scores.where(category == c).figures() for c in np.unique(category)},
        "coverage": coverage(trained.scores),
    }
