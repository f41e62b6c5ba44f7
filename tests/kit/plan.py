"""A small plan run in the lake: stores, positions and forecasts with known numbers."""

import json
import math
import random
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import boto3

from tests.kit.calls import Context, load
from tests.kit.cloud import LAKE, REGION

AS_OF = "2026-10-31"
TODAY = date.fromisoformat(AS_OF)
Record = dict[str, Any]


def history(daily: float, price: float, days: int = 56) -> list[Record]:
    """Return days that alternate around an average."""
    first = TODAY - timedelta(days=days - 1)
    units = [daily + (0.5 if day % 2 else -0.5) * min(daily, 2) for day in range(days)]
    return [
        {
            "date": (first + timedelta(days=day)).isoformat(),
            "units": amount,
            "revenue": round(amount * price, 2),
        }
        for day, amount in enumerate(units)
    ]


def position(sku_id: str, store_id: str = "S01", **known: Any) -> Record:
    """Return the position of a SKU that sells 4 a day at 200; unknown is null."""
    daily, price = known.pop("daily", 4.0), known.get("price", 200.0)
    cost = known.get("unit_cost")
    margin = None if cost is None else daily * 28 * (price - cost)
    return {
        "store_id": store_id,
        "sku_id": sku_id,
        "product_name": f"Product {sku_id}",
        "category": "Staples",
        "subcategory": None,
        "brand": None,
        "price": price,
        **dict.fromkeys(("mrp", "map_price", "unit_cost", "min_margin_pct", "role")),
        **dict.fromkeys(("supplier_id", "order_multiple", "moq", "shelf_life_days")),
        **dict.fromkeys(("on_hand", "in_transit", "backorder", "lead_time_days", "lead_time_sd")),
        **dict.fromkeys(("review_days", "capacity_units", "min_display_units", "stock_as_of")),
        **dict.fromkeys(("competitor_low", "competitor_high", "competitor_as_of")),
        "competitors": 0,
        "units_28d": daily * 28,
        "units_prev_28d": daily * 28,
        "revenue_28d": daily * 28 * price,
        "revenue_prev_28d": daily * 28 * price / 1.25,
        "margin_28d": margin,
        "margin_prev_28d": margin,
        "units_365d": daily * 365,
        "stockout_days_28d": None,
        "stockout_days_prev_28d": None,
        "history": history(daily, price),
        "last_price_change": None,
        **known,
    }


def forecast(sku_id: str, store_id: str = "S01", daily: float = 4.0, **known: Any) -> Record:
    """Return a forecast of `daily` units on each of 28 days, Poisson-wide."""
    width = 1.2815515655446004 * math.sqrt(daily)
    low, high = max(daily - width, 0.0), daily + width
    days = [(TODAY + timedelta(days=day + 1)).isoformat() for day in range(28)]
    return {
        "store_id": store_id,
        "sku_id": sku_id,
        "as_of": AS_OF,
        "model_version": "test",
        "degraded": False,
        "reason": None,
        "series": [
            {"date": day, "yhat": daily, "yhat_lower": low, "yhat_upper": high} for day in days
        ],
        "quantiles": {
            "0.1": [low] * 28,
            "0.5": [daily] * 28,
            "0.9": [high] * 28,
            "0.95": [daily + 1.645 * math.sqrt(daily)] * 28,
        },
        "drivers": [{"feature": "weekday", "impact": "high", "contribution": 1.2}],
        "backtest": {
            "wape": 0.25,
            "naive_wape": 0.4,
            "abs_error": 28.0,
            "naive_abs_error": 44.8,
            "units": 112.0,
        },
        "elasticity": {"value": -2.0, "low": -2.5, "high": -1.5, "identified": True, "n": 60},
        **known,
    }


def full(sku_id: str, store_id: str = "S01", **known: Any) -> Record:
    """Return a position of which everything is known and stock is nearly out."""
    facts: Record = {
        "unit_cost": 120.0,
        "mrp": 260.0,
        "on_hand": 6.0,
        "in_transit": 0.0,
        "backorder": 0.0,
        "lead_time_days": 5.0,
        "lead_time_sd": 1.0,
        "review_days": 7.0,
        "order_multiple": 6.0,
        "moq": 12.0,
        "stockout_days_28d": 2.0,
        "stockout_days_prev_28d": 1.0,
    }
    return position(sku_id, store_id, **(facts | known))


def write_run(
    stores: dict[str, tuple[list[Record], list[Record]]],
    tenant: str = "DEMO",
    run_id: str = "run_1",
    as_of: str = AS_OF,
) -> None:
    """Write the files of a run: positions and forecasts by store, and the manifest."""
    folder = f"plans/tenant={tenant}/run={run_id}"
    for store_id, (positions, forecasts) in stores.items():
        name = f"store={quote(store_id, safe='')}.jsonl"
        put(f"{folder}/positions/{name}", positions)
        if forecasts:
            put(f"{folder}/forecast_by_store/{name}", forecasts)
    manifest = {
        "as_of": as_of,
        "currency": "INR",
        "simulated": True,
        "stores": [{"store_id": s, "store_name": f"Store {s}", "skus": 1} for s in stores],
        "series": sum(len(found) for _, found in stores.values()),
        "missing": ["competitor_prices"],
        "tables": {},
        "daily": [],
    }
    _put_text(f"{folder}/manifest.json", json.dumps(manifest))


def put(key: str, records: list[Record]) -> None:
    """Write JSON lines."""
    _put_text(key, "".join(json.dumps(record) + "\n" for record in records))


def open_tenant(tenant: str = "DEMO") -> None:
    """Open a tenant as the operator does."""
    from smartretail.bootstrap.office import opening

    opening().run(
        {
            "tenant": tenant,
            "name": "Bharat Bazaar",
            "time_zone": "Asia/Kolkata",
            "base_currency": "INR",
            "simulated": True,
        }
    )


def open_topic(monkeypatch: Any) -> str:
    """Make the topic of alerts, and name it to the functions; return its ARN."""
    arn: str = boto3.client("sns", region_name=REGION).create_topic(Name="alerts")["TopicArn"]
    monkeypatch.setenv("ALERTS_TOPIC_ARN", arn)
    return arn


def step(name: str, state: Record) -> Record:
    """Run one step of the plan's state machine."""
    answer: Record = load(f"actions_step_{name}").handler(state, Context())
    return answer


def run_plan(
    stores: dict[str, tuple[list[Record], list[Record]]],
    tenant: str = "DEMO",
    as_of: str = AS_OF,
) -> str:
    """Run the steps of a plan over these stores as the state machine does; return its id."""
    ready = step("prepare", {"tenant": tenant, "reason": "test"})
    run_id: str = ready["run_id"]
    write_run(stores, tenant, run_id, as_of)
    run = {"tenant": tenant, "run_id": run_id}
    for store in step("stores", run)["stores"]:
        step("decide", {**run, "store": store})
    step("publish", run)
    return run_id


def noise(seed: int = 7) -> random.Random:
    """Return a seeded source of chance."""
    return random.Random(seed)


def outbox(context: str, tenant: str = "DEMO") -> list[Record]:
    """Return the events a context has written for sending, oldest first."""
    client = boto3.client("dynamodb", region_name=REGION)
    found = client.query(
        TableName=f"{context}-table",
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": f"T#{tenant}"}, ":sk": {"S": "OUTBOX#"}},
    )["Items"]
    return [
        {**json.loads(item["event"]["S"]), "audited": "audit" in item}
        for item in sorted(found, key=lambda item: item["sk"]["S"])
    ]


def _put_text(key: str, text: str) -> None:
    boto3.client("s3", region_name=REGION).put_object(Bucket=LAKE, Key=key, Body=text.encode())
