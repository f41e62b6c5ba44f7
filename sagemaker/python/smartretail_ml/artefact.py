"""What a training leaves behind and an endpoint reads: plain text, JSON and one Parquet file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from smartretail_ml.elasticity import Elasticity
from smartretail_ml.groups import GroupTotals
from smartretail_ml.intervals import Conformal
from smartretail_ml.model import BlockModels

FILE, SERIES_FILE = "model.json", "series.parquet"


@dataclass(frozen=True)
class ReleasedModel:
    """A trained model, what it needs at prediction, and the demand classes it may serve."""

    blocks: BlockModels
    intervals: Conformal
    groups: GroupTotals
    events: list[str]
    classes: list[str]


@dataclass(frozen=True)
class Backtest:
    """Absolute errors of one series over the 28 days held out last."""

    abs_error: float
    naive_abs_error: float
    units: float


@dataclass(frozen=True)
class SeriesFacts:
    """What training learned about one series."""

    elasticity: Elasticity
    backtest: Backtest | None


@dataclass(frozen=True)
class Artefact:
    """A released model (None when none could be trained) and the facts of each series."""

    model: ReleasedModel | None
    series: dict[tuple[str, str], SeriesFacts]

    @property
    def version(self) -> str:
        """Name derived from the content: the same data and settings give the same name."""
        if self.model is None:
            return "seasonal-naive"
        digest = hashlib.sha256()
        for booster in self.model.blocks.boosters:
            digest.update(booster.model_to_string().encode())
        digest.update(json.dumps(_model_document(self.model), sort_keys=True).encode())
        return f"lightgbm-{digest.hexdigest()[:12]}"


def save(artefact: Artefact, folder: Path) -> None:
    """Write into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    model = artefact.model
    document = None if model is None else _model_document(model)
    (folder / FILE).write_text(json.dumps({"version": artefact.version, "model": document}))
    pq.write_table(_series_table(artefact), folder / SERIES_FILE)
    for i, booster in enumerate(() if model is None else model.blocks.boosters):
        (folder / f"block-{i}.txt").write_text(booster.model_to_string())


def load(folder: Path) -> Artefact | None:
    """Read what ``save`` wrote; None when ``folder`` holds no model."""
    if not (folder / FILE).exists():
        return None
    document = json.loads((folder / FILE).read_text())["model"]
    model = None if document is None else _read_model(document, folder)
    return Artefact(model, _read_series(folder / SERIES_FILE))


def _model_document(model: ReleasedModel) -> dict[str, Any]:
    return {
        "lifts": model.blocks.lifts,
        "num_threads": model.blocks.num_threads,
        "intervals": model.intervals.as_dict(),
        "events": model.events,
        "classes": model.classes,
        "first_day": model.groups.first_day.isoformat(),
        "stores": {name: total.tolist() for name, total in model.groups.stores.items()},
        "categories": {name: total.tolist() for name, total in model.groups.categories.items()},
    }


def _read_model(document: dict[str, Any], folder: Path) -> ReleasedModel:
    boosters = tuple(
        lightgbm.Booster(model_str=(folder / f"block-{i}.txt").read_text())
        for i in range(len(document["lifts"]))
    )
    groups = GroupTotals(
        dt.date.fromisoformat(document["first_day"]),
        {name: np.array(total) for name, total in document["stores"].items()},
        {name: np.array(total) for name, total in document["categories"].items()},
    )
    return ReleasedModel(
        BlockModels(boosters, tuple(document["lifts"]), document["num_threads"]),
        Conformal(**document["intervals"]),
        groups,
        document["events"],
        document["classes"],
    )


def _series_table(artefact: Artefact) -> pa.Table:
    rows = [
        {
            "store_id": store,
            "sku_id": sku,
            **asdict(facts.elasticity),
            "abs_error": facts.backtest and facts.backtest.abs_error,
            "naive_abs_error": facts.backtest and facts.backtest.naive_abs_error,
            "units": facts.backtest and facts.backtest.units,
        }
        for (store, sku), facts in artefact.series.items()
    ]
    numbers = ("value", "low", "high", "abs_error", "naive_abs_error", "units")
    schema = pa.schema(
        [("store_id", pa.string()), ("sku_id", pa.string())]
        + [(name, pa.float64()) for name in numbers]
        + [("identified", pa.bool_()), ("n", pa.int64())]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def _read_series(file: Path) -> dict[tuple[str, str], SeriesFacts]:
    return {
        (row["store_id"], row["sku_id"]): SeriesFacts(
            Elasticity(row["value"], row["low"], row["high"], row["identified"], row["n"]),
            None
            if row["abs_error"] is None
            else Backtest(row["abs_error"], row["naive_abs_error"], row["units"]),
        )
        for row in pq.read_table(file).to_pylist()
    }
