"""The truth behind a simulated history, kept for tests and never uploaded."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.competitors import COMPETITORS
from simulation.history import History
from simulation.world import World


def write_truth(folder: Path, history: History) -> None:
    """Write true demand as Parquet and the parameters as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(_demand(history), folder / "demand.parquet", compression="zstd")
    text = json.dumps(_parameters(history), indent=1, default=_plain)
    (folder / "parameters.json").write_text(text + "\n", encoding="utf-8")


def _demand(history: History) -> pa.Table:
    world = history.world
    open_days = world.selling[: world.days]
    day, store, sku = np.nonzero(open_days)
    stores = np.array([s.store_id for s in world.catalogue.stores])
    skus = np.array([p.sku_id for p in world.catalogue.products])
    return pa.table(
        {
            "date": pa.array(np.array(world.dates, dtype="datetime64[D]")[day]),
            "store_id": pa.array(stores[store]).dictionary_encode(),
            "sku_id": pa.array(skus[sku]).dictionary_encode(),
            "mean_demand": history.mean[open_days].astype(np.float32),
            "demand": history.demand[open_days].astype(np.int32),
            "sold": history.sold[open_days].astype(np.int32),
            "price": history.price[open_days],
            "promoted": world.promotions.active[: world.days][open_days],
        }
    )


def _parameters(history: History) -> dict[str, object]:
    world = history.world
    return {
        "seed": world.seed,
        "first_day": world.calendar.first,
        "last_day": world.dates[-1],
        "products": _products(world),
        "cross_effects": _cross_effects(world),
        "festivals": [asdict(festival) for festival in world.calendar.festivals],
        "promotions": [
            {"promo_id": p.promo_id, "lift": p.lift} for p in world.promotions.promotions
        ],
        "suppliers": [asdict(supplier) for supplier in world.catalogue.suppliers],
        "competitors": [asdict(competitor) for competitor in COMPETITORS],
        "anomalies": [asdict(anomaly) for anomaly in world.anomalies],
        "lost_units": int((history.demand - history.sold).sum()),
    }


def _products(world: World) -> list[dict[str, object]]:
    traits = world.traits
    return [
        {
            "sku_id": product.sku_id,
            "regular_price": product.regular_price,
            "elasticity": round(float(traits.elasticity[k]), 6),
            "rivalry": round(float(traits.rivalry[k]), 6),
            "dispersion": round(float(traits.dispersion[k]), 6),
            "growth_per_year": round(float(traits.growth[k]), 6),
        }
        for k, product in enumerate(world.catalogue.products)
    ]


def _cross_effects(world: World) -> list[dict[str, object]]:
    skus = [p.sku_id for p in world.catalogue.products]
    cross = world.traits.cross
    return [
        {"demand_of": skus[k], "price_of": skus[j], "effect": round(float(cross[k, j]), 6)}
        for k, j in np.argwhere(cross != 0).tolist()
    ]


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
