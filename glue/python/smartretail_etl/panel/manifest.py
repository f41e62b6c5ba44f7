"""The run at a glance: stores, daily totals, what is missing."""

import json
from typing import Any

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.engine import Frame
from smartretail_etl.panel.inputs import Inputs
from smartretail_etl.tables import SALES

DAILY_DAYS = 400
NUMBER = nw.Float64()


def manifest(inputs: Inputs, series: int) -> dict[str, Any]:
    """Describe what a planning run reads."""
    tables = _rows_per_table(inputs)
    missing = [name for name in ("inventory", "competitor_prices", "receipts") if not tables[name]]
    if not _any_cost(inputs):
        missing.append("unit_cost")
    return {
        "as_of": inputs.as_of.isoformat(),
        "currency": _currency(inputs),
        "simulated": _simulated(inputs),
        "stores": _stores(inputs),
        "series": series,
        "missing": sorted(missing),
        "tables": tables,
        "daily": _daily(inputs),
    }


def empty_manifest() -> dict[str, Any]:
    """Describe a lake without sales: there is nothing to plan."""
    return {
        "as_of": None,
        "currency": None,
        "simulated": False,
        "stores": [],
        "series": 0,
        "missing": [],
        "tables": {},
        "daily": [],
    }


def _stores(inputs: Inputs) -> list[dict[str, Any]]:
    counts = inputs.active.group_by("store_id").agg(skus=nw.len())
    named = counts.join(inputs.stores.select("store_id", "store_name"), on="store_id", how="left")
    rows = inputs.home.engine.rows(named)
    return sorted(
        (
            {"store_id": r["store_id"], "store_name": r["store_name"], "skus": r["skus"]}
            for r in rows
        ),
        key=lambda row: str(row["store_id"]),
    )


def _rows_per_table(inputs: Inputs) -> dict[str, int]:
    frames = {
        "sales": inputs.cells,
        "inventory": inputs.snapshots,
        "competitor_prices": inputs.competitor_prices,
        "products": inputs.products,
        "stores": inputs.stores,
        "suppliers": inputs.suppliers,
        "receipts": inputs.receipts,
        "promotions": inputs.promotions,
        "holidays": inputs.holidays,
    }
    return {name: _count(inputs, frame) for name, frame in frames.items()}


def _count(inputs: Inputs, frame: Frame) -> int:
    return int(inputs.home.engine.rows(frame.select(rows=nw.len()))[0]["rows"])


def _any_cost(inputs: Inputs) -> bool:
    costed = inputs.products.filter(~nw.col("unit_cost").is_null())
    return _count(inputs, costed.join(inputs.active, on="sku_id", how="semi")) > 0


def _simulated(inputs: Inputs) -> bool:
    return _count(inputs, inputs.cells.filter(nw.col("source") != "upload")) > 0


def _currency(inputs: Inputs) -> str | None:
    """Base currency, as the newest sales upload was told."""
    home = inputs.home
    for key in reversed(home.clean_keys(SALES.name)):
        body = home.lake.read(keys.report(home.tenant, keys.upload_of(key)))
        currency = json.loads(body).get("currency") if body else None
        if currency:
            return str(currency)
    return None


def _daily(inputs: Inputs) -> list[dict[str, Any]]:
    """Totals per store and day; margin over the units whose cost is known, else null."""
    recent = inputs.cells.filter(nw.col("date") >= inputs.back(DAILY_DAYS))
    costs = inputs.products.select("sku_id", "unit_cost")
    margin = nw.col("revenue").cast(NUMBER) - nw.col("units").cast(NUMBER) * nw.col(
        "unit_cost"
    ).cast(NUMBER)
    joined = recent.join(costs, on="sku_id", how="left").with_columns(margin=margin)
    totals = joined.group_by("store_id", "date").agg(
        revenue=nw.col("revenue").sum(),
        priced=nw.col("revenue").count(),
        units=nw.col("units").sum(),
        margin=nw.col("margin").sum(),
        costed=nw.col("margin").count(),
    )
    rows = inputs.home.engine.rows(totals)
    return sorted(map(_day, rows), key=lambda row: (row["store_id"], row["date"]))


def _day(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "store_id": row["store_id"],
        "date": row["date"].isoformat(),
        "revenue": float(row["revenue"]) if row["priced"] else None,
        "units": float(row["units"]),
        "margin": round(row["margin"], 4) if row["costed"] else None,
    }
