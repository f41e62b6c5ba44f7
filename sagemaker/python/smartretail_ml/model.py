"""Global gradient-boosted model: one Tweedie LightGBM per block of the horizon, all series.

The target is the demand of a day in levels of its series, weighted by the level, so that the
deviance is that of units and small series learn from large ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np

from smartretail_ml.arrays import Bool, Float, Int
from smartretail_ml.features import NAMES, Design
from smartretail_ml.rows import BLOCKS
from smartretail_ml.settings import Settings

FEWEST_ROWS = 200
LARGEST_TARGET = 15.0
BASE_PARAMETERS: dict[str, str | int | float | bool] = {
    "objective": "tweedie",
    "tweedie_variance_power": 1.2,
    "learning_rate": 0.06,
    "num_leaves": 16,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.7,
    "lambda_l2": 1.0,
    "max_bin": 127,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


class TooFewRowsError(ValueError):
    """A horizon block has too few rows to learn from."""


@dataclass(frozen=True)
class BlockModels:
    """A booster per block of ``BLOCKS``, in order.

    Bounding the target keeps single huge orders from ruling the trees but loses their units;
    ``lift`` of a block gives the lost share back to all of its forecasts.
    """

    boosters: tuple[lightgbm.Booster, ...]
    lifts: tuple[float, ...]
    num_threads: int

    def predict(self, features: Design, ahead: Int) -> Float:
        """Expected units of each row."""
        out = np.zeros(len(ahead))
        for booster, lift, rows in self._by_block(ahead):
            if rows.any():
                ratio = booster.predict(features.values[rows], num_threads=self.num_threads)
                out[rows] = np.asarray(ratio) * features.level[rows] * lift
        return out

    def contributions(self, features: Design, ahead: Int) -> Float:
        """TreeSHAP values on the log scale: one column per feature, the last one the base.

        Lundberg et al. (2020), Nature Machine Intelligence 2, 56-67.
        """
        out = np.zeros((len(ahead), len(NAMES) + 1))
        for booster, lift, rows in self._by_block(ahead):
            if rows.any():
                out[rows] = booster.predict(
                    features.values[rows], pred_contrib=True, num_threads=self.num_threads
                )
                out[rows, -1] += np.log(lift)
        return out

    def _by_block(self, ahead: Int) -> list[tuple[lightgbm.Booster, float, Bool]]:
        return [
            (booster, lift, (ahead >= low) & (ahead <= high))
            for booster, lift, (low, high) in zip(self.boosters, self.lifts, BLOCKS, strict=True)
        ]


def fit(features: Design, demand: Float, ahead: Int, settings: Settings) -> BlockModels:
    """Train a booster per block on rows whose demand was seen."""
    boosters, lifts = [], []
    for low, high in BLOCKS:
        rows = (ahead >= low) & (ahead <= high)
        if rows.sum() < FEWEST_ROWS:
            raise TooFewRowsError(f"{rows.sum()} rows for days {low}-{high} ahead")
        booster, lift = _fit_block(features.where(rows), demand[rows], settings)
        boosters.append(booster)
        lifts.append(lift)
    return BlockModels(tuple(boosters), tuple(lifts), settings.num_threads)


def _fit_block(
    features: Design, demand: Float, settings: Settings
) -> tuple[lightgbm.Booster, float]:
    data = lightgbm.Dataset(
        features.values,
        np.minimum(demand / features.level, LARGEST_TARGET),
        weight=features.level / features.level.mean(),
        feature_name=list(NAMES),
        params=_parameters(settings),
    )
    booster = lightgbm.train(_parameters(settings), data, settings.rounds)
    ratio = booster.predict(features.values, num_threads=settings.num_threads)
    predicted = float((np.asarray(ratio) * features.level).sum())
    return booster, float(demand.sum()) / predicted if demand.sum() > 0 else 1.0


def _parameters(settings: Settings) -> dict[str, str | int | float | bool]:
    return {**BASE_PARAMETERS, "num_threads": settings.num_threads, "seed": settings.seed}
