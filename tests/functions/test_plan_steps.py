"""The plan's steps from the lake's files to the pages people read."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from smartretail.adapters.sns.alerts import SnsMessenger
from smartretail.kernel.errors import Unavailable

from tests.kit.calls import Caller, Context, load
from tests.kit.cloud import CONTEXTS, REGION
from tests.kit.plan import (
    AS_OF,
    forecast,
    full,
    open_tenant,
    open_topic,
    outbox,
    position,
    run_plan,
    step,
    write_run,
)

STORES = {
    "S01": (
        [full("A1"), full("A2", on_hand=4000.0), full("A3", price=150.0)],
        [forecast("A1"), forecast("A2"), forecast("A3", daily=12.0)],
    ),
    "S 2/É": ([position("B1", "S 2/É")], [forecast("B1", "S 2/É")]),
}


@pytest.fixture
def tenant(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    open_topic(monkeypatch)
    open_tenant()
    yield


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the texts of messages to people."""
    texts: list[str] = []
    monkeypatch.setattr(SnsMessenger, "tell", lambda _, who, subject, text: texts.append(text))
    return texts


def bodies() -> dict[str, bytes]:
    """Return every read model's bytes, by table and key."""
    client = boto3.client("dynamodb", region_name=REGION)
    return {
        f"{context} {item['sk']['S']}": item["body"]["B"]
        for context in CONTEXTS
        for item in client.scan(TableName=f"{context}-table")["Items"]
        if "body" in item
    }


def caller(function: str, **who: Any) -> Caller:
    return Caller(load(function).handler, **who)


def test_a_plan_fills_every_page(tenant: None) -> None:
    run_plan(STORES)

    recs = caller("actions_api").call("POST", "/recommendations", {"store_id": "S01"}).body
    assert recs["as_of_date"] == AS_OF
    assert {(r["rec_type"], r["sku_id"]) for r in recs["recommendations"]} >= {
        ("reorder", "A1"),
        ("price", "A2"),
    }
    listed = caller("forecast_api").call("GET", "/forecast", query={"store_id": "S01"}).body
    assert [row["sku_id"] for row in listed["items"]] == ["A1", "A2", "A3"]
    stock = caller("inventory_api").call("GET", "/inventory/S01").body
    assert stock["items"][0]["risk"] == "stockout_7d"
    alerts = caller("alerts_api").call("GET", "/alerts", query={"store_id": "S01"}).body["alerts"]
    assert {alert["type"] for alert in alerts} >= {"stockout_risk", "overstock", "demand_spike"}
    tiles = caller("kpi_api").call("GET", "/kpi").body
    assert tiles["tenant_name"] == "Bharat Bazaar"
    assert [store["store_id"] for store in tiles["stores"]] == ["S01", "S 2/É"]


def test_the_same_files_give_the_same_bytes(tenant: None) -> None:
    run_id = run_plan(STORES)
    before = bodies()

    for store_id in STORES:
        state = {"tenant": "DEMO", "run_id": run_id, "store": {"store_id": store_id}}
        state["store"]["store_name"] = f"Store {store_id}"  # type: ignore[index]
        step("decide", state)

    assert bodies() == before


def test_stores_of_any_name_are_planned_apart(tenant: None) -> None:
    run_plan(STORES)

    by_path = caller("forecast_api").call("GET", "/forecast/S%202%2F%C3%89/B1")
    by_post = caller("forecast_api").call(
        "POST", "/forecast", {"store_id": "S 2/É", "sku_ids": ["B1"]}
    )
    assert by_path.body["store_id"] == "S 2/É"
    assert by_post.body["forecasts"][0]["series"] == by_path.body["series"][:14]


def test_an_empty_lake_ends_the_run_well(tenant: None) -> None:
    ready = step("prepare", {"tenant": "DEMO", "reason": "test"})
    write_run({}, run_id=ready["run_id"])
    run = {"tenant": "DEMO", "run_id": ready["run_id"]}

    assert step("stores", run) == {"stores": [], "nothing_to_plan": True}
    step("publish", run)

    assert caller("actions_api").call("GET", "/plan/runs/latest").body["state"] == "done"
    assert caller("kpi_api").call("GET", "/kpi").body["as_of"] is None


def test_pages_of_a_store_that_left_go_with_it(tenant: None) -> None:
    run_plan(STORES)
    run_plan({"S01": STORES["S01"]})

    left = {key.partition("#")[2].partition("#")[0] for key in bodies()}
    assert left >= {"S01", "*"}
    assert not {part for part in left if part.startswith("S%20")}


def test_without_sales_no_page_is_left(tenant: None) -> None:
    run_plan(STORES)
    ready = step("prepare", {"tenant": "DEMO", "reason": "test"})
    write_run({}, run_id=ready["run_id"])
    step("publish", {"tenant": "DEMO", "run_id": ready["run_id"]})

    assert not [key for key in bodies() if key.split()[0] != "actions" or "RECS#" in key]
    assert caller("kpi_api").call("GET", "/kpi").body["as_of"] is None
    assert caller("inventory_api").call("GET", "/inventory/S01").status == 404
    assert caller("actions_api").call("GET", "/plan/runs/latest").body["state"] == "done"


def test_the_latest_run_shows_its_stages(tenant: None) -> None:
    run_id = run_plan(STORES)

    run = caller("actions_api", role="admin").call("GET", "/plan/runs/latest").body

    assert run["run_id"] == run_id
    assert [stage["stage"] for stage in run["stages"]] == [
        "panel",
        "training",
        "deciding",
        "publishing",
        "done",
    ]
    assert outbox("actions")[-1]["name"] == "PlanFinished.v1"


def test_a_second_run_waits_and_follows(tenant: None) -> None:
    first = step("prepare", {"tenant": "DEMO", "reason": "a"})
    second = step("prepare", {"tenant": "DEMO", "reason": "b"})
    assert (first["busy"], second["busy"]) == (False, True)
    write_run({}, run_id=first["run_id"])

    step("publish", {"tenant": "DEMO", "run_id": first["run_id"]})

    assert [event["name"] for event in outbox("actions")] == ["PlanFinished.v1", "PlanRequested.v1"]
    assert not step("prepare", {"tenant": "DEMO", "reason": "c"})["busy"]


def test_a_retried_prepare_keeps_its_own_lease(tenant: None) -> None:
    state = {"tenant": "DEMO", "reason": "a", "execution": "e-1"}

    assert step("prepare", state) == step("prepare", state)


def test_a_failed_run_says_why_and_gives_the_lease_back(tenant: None) -> None:
    ready = step("prepare", {"tenant": "DEMO", "reason": "a"})
    error = {"Error": "States.TaskFailed", "Cause": '{"ErrorMessage": "No sales are curated."}'}

    step("fail", {**ready, "error": error})

    run = caller("actions_api").call("GET", "/plan/runs/latest").body
    assert (run["state"], run["problem"]["detail"]) == ("failed", "No sales are curated.")
    assert outbox("actions")[-1]["name"] == "PlanFailed.v1"
    assert not step("prepare", {"tenant": "DEMO", "reason": "b"})["busy"]


def test_severe_new_alerts_are_told_once(tenant: None, told: list[str]) -> None:
    run_id = run_plan(STORES)
    assert len(told) == 1

    assert step("publish", {"tenant": "DEMO", "run_id": run_id})["told"] == 0
    run_plan(STORES)
    run_plan(STORES, as_of="2026-11-01")

    assert len(told) == 1


def test_only_alerts_that_are_new_on_a_date_are_told_again(tenant: None, told: list[str]) -> None:
    run_plan({"S01": ([full("A1")], [forecast("A1")])})
    run_plan({"S01": ([full("A1"), full("A2")], [forecast("A1"), forecast("A2")])})

    assert len(told) == 2
    assert "A1" in told[0]
    assert "A2" in told[1]
    assert "A1" not in told[1]


def test_alerts_that_could_not_be_told_are_told_by_the_next_try(
    tenant: None, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = SnsMessenger.tell

    def broken(*_: Any) -> None:
        raise Unavailable("SNS does not answer.")

    monkeypatch.setattr(SnsMessenger, "tell", broken)
    with pytest.raises(Unavailable):
        run_plan(STORES)
    monkeypatch.setattr(SnsMessenger, "tell", sound)
    run_plan(STORES)

    assert len(told) == 1


def test_a_plan_measures_its_quality(tenant: None, capsys: pytest.CaptureFixture[str]) -> None:
    run_plan({"S01": ([full("A1")], [forecast("A1")])})
    first = emitted(capsys)
    worse = {"wape": 0.5, "abs_error": 56.0, "units": 112.0}
    run_plan({"S01": ([full("A1")], [forecast("A1", backtest=worse)])})
    second = emitted(capsys)

    assert first == {"ForecastWape": 25.0, "StockoutRate": 7.14}
    assert second == {"ForecastWape": 50.0, "StockoutRate": 7.14, "WapeChangePct": 100.0}


def emitted(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """Return the metrics in percent that were written since the last look."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    return {
        metric["Name"]: line[metric["Name"]][0]
        for line in lines
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        if metric["Unit"] == "Percent"
    }


def test_every_tenant_is_planned_daily(tenant: None) -> None:
    open_tenant("SHOP")

    load("actions_run_daily").handler({}, Context())

    assert [event["data"] for event in outbox("actions", "SHOP")] == [{"reason": "daily"}]
    assert [event["name"] for event in outbox("actions")] == ["PlanRequested.v1"]
