"""What people do: answers to recommendations, alerts and runs, each audited with its event."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.calls import Caller, Reply, load
from tests.kit.counting import counted
from tests.kit.plan import (
    AS_OF,
    forecast,
    full,
    open_tenant,
    open_topic,
    outbox,
    position,
    run_plan,
)

STORES = {
    "S01": (
        [full("A1"), full("A2", category="Snacks"), position("A3")],
        [forecast("A1"), forecast("A2"), forecast("A3", daily=12.0)],
    )
}
SELLER = {"role": "seller", "email": "seller@demo.example", "stores": "S01", "skus": "A1"}


@pytest.fixture
def planned(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    open_topic(monkeypatch)
    open_tenant()
    run_plan(STORES)
    yield


def post(path: str, body: dict[str, Any], function: str = "actions_api", **who: Any) -> Reply:
    return Caller(load(function).handler, **who).call("POST", path, body)


def listed(**filters: Any) -> list[dict[str, Any]]:
    reply = post("/recommendations", {"store_id": "S01", **filters})
    found: list[dict[str, Any]] = reply.body["recommendations"]
    return found


def answer(rec: dict[str, Any], what: str, **who: Any) -> Reply:
    body = {"store_id": "S01", "reason": "local knowledge"}
    return post(f"/recommendations/{rec['rec_id']}/{what}", body, **who)


def test_recommendations_are_ranked_and_filtered(planned: None) -> None:
    everything = listed()
    scores = [rec["score"] for rec in everything]

    assert scores == sorted(scores, reverse=True)
    assert {rec["status"] for rec in everything} == {"proposed"}
    assert {rec["sku_id"] for rec in listed(category="Snacks")} == {"A2"}
    assert {rec["rec_type"] for rec in listed(rec_type="reorder")} == {"reorder"}
    for rec in everything:
        parts = dict(rec["components"])
        assert rec["score"] == pytest.approx(sum(parts.values()) - 2 * parts["risk_penalty"])
        assert rec["explanation"].endswith(".")


def test_an_order_says_how_much_and_why(planned: None) -> None:
    rec = next(rec for rec in listed(rec_type="reorder") if rec["sku_id"] == "A1")

    assert rec["risk"] == "stockout_7d"
    assert rec["reorder_qty"] % 6 == 0
    assert rec["reorder_qty"] >= 12
    assert "reorder point" in rec["explanation"]
    assert rec["payload"]["lead_time_days"] == 5


def test_answers_are_kept_audited_and_undone(planned: None) -> None:
    rec = listed()[0]

    accepted = answer(rec, "accept").body
    assert (accepted["status"], accepted["by"]) == ("accepted", "manager@demo.example")
    assert next(r for r in listed() if r["rec_id"] == rec["rec_id"])["status"] == "accepted"
    assert answer(rec, "accept").status == 409
    assert answer(rec, "reject").status == 409

    assert answer(rec, "undo").body["status"] == "proposed"
    assert answer(rec, "undo").status == 409
    assert answer(rec, "reject").body["status"] == "rejected"

    events = [event for event in outbox("actions") if event["name"].startswith("Recommendation")]
    assert [event["name"] for event in events] == [
        "RecommendationAccepted.v1",
        "RecommendationUndone.v1",
        "RecommendationRejected.v1",
    ]
    assert all(event["audited"] for event in events)


def test_answering_takes_two_calls(planned: None) -> None:
    rec = listed()[0]
    with counted() as calls:
        answer(rec, "accept")

    assert calls == ["Query", "TransactWriteItems"]


def test_listing_takes_one_call(planned: None) -> None:
    with counted() as calls:
        listed()

    assert calls == ["Query"]


@pytest.mark.parametrize(
    "who", [SELLER | {"stores": "S09"}, SELLER | {"skus": "A3"}, {"tenant": "OTHER"}]
)
def test_out_of_scope_recommendations_do_not_exist(planned: None, who: dict[str, str]) -> None:
    rec = next(rec for rec in listed() if rec["sku_id"] == "A1")

    assert answer(rec, "accept", **who).status == 404


def test_a_seller_lists_and_answers_own_skus(planned: None) -> None:
    mine = post("/recommendations", {"store_id": "S01"}, **SELLER).body["recommendations"]

    assert {rec["sku_id"] for rec in mine} == {"A1"}
    assert answer(mine[0], "accept", **SELLER).body["by"] == "seller@demo.example"


def test_admins_take_no_business_actions(planned: None) -> None:
    assert post("/recommendations", {"store_id": "S01"}, role="admin").status == 403
    assert answer(listed()[0], "accept", role="admin").status == 403


def test_a_new_plan_lets_open_proposals_expire(planned: None) -> None:
    taken, left = listed()[:2]
    answer(taken, "accept")

    run_plan(STORES, as_of="2026-11-01")

    assert {rec["run_date"] for rec in listed()} == {"2026-11-01"}
    past = {rec["rec_id"]: rec["status"] for rec in listed(as_of_date=AS_OF)}
    assert (past[taken["rec_id"]], past[left["rec_id"]]) == ("accepted", "expired")
    assert answer(left, "accept").status == 404
    assert listed(as_of_date="2020-01-01") == []


def test_an_answer_survives_a_second_plan_of_the_same_day(planned: None) -> None:
    rec = next(rec for rec in listed(rec_type="reorder") if rec["sku_id"] == "A1")
    answer(rec, "accept")

    changed = {"S01": ([full("A1", on_hand=0.0)], [forecast("A1")])}
    run_plan(changed)

    assert {(r["rec_id"] == rec["rec_id"], r["status"]) for r in listed()} >= {(True, "accepted")}


def test_alerts_are_acknowledged_snoozed_and_resolved(planned: None) -> None:
    def alerts(**query: str) -> list[dict[str, Any]]:
        caller = Caller(load("alerts_api").handler)
        found: list[dict[str, Any]] = caller.call("GET", "/alerts", query=query).body["alerts"]
        return found

    def act(alert: dict[str, Any], what: str, **more: Any) -> Reply:
        path = f"/alerts/{alert['alert_id']}/{what}"
        return post(path, {"store_id": "S01", **more}, "alerts_api")

    first, second, *_ = alerts()
    with counted() as calls:
        assert act(first, "acknowledge").body["status"] == "acknowledged"
    assert calls == ["Query", "TransactWriteItems"]
    assert act(first, "acknowledge").status == 409
    assert act(second, "snooze", until="2020-01-01").status == 422
    assert act(second, "snooze", until="2999-01-01").body["until"] == "2999-01-01"
    assert act(first, "resolve").body["status"] == "resolved"
    assert [alert["alert_id"] for alert in alerts(status="resolved")] == [first["alert_id"]]
    assert post("/alerts/alt_none/resolve", {"store_id": "S01"}, "alerts_api").status == 404
    assert all(event["audited"] for event in outbox("alerts"))

    run_plan(STORES, as_of="2026-11-01")

    again = {alert["alert_id"]: alert for alert in alerts()}
    assert again[first["alert_id"]]["status"] == "open"
    assert again[first["alert_id"]]["created_at"] == AS_OF
    assert again[second["alert_id"]]["status"] == "snoozed"


def test_a_run_is_asked_for_once(cloud: None) -> None:
    first, second = (post("/plan/runs", {}) for _ in range(2))

    assert first.status == 202
    assert first.body == second.body
    assert [event["name"] for event in outbox("actions")] == ["PlanRequested.v1"]
    shown = Caller(load("actions_api").handler, role="seller").call("GET", "/plan/runs/latest")
    assert (shown.body["run_id"], shown.body["state"]) == (first.body["run_id"], "requested")


def test_the_requested_run_is_the_one_that_starts(cloud: None) -> None:
    from tests.kit.plan import step

    asked = post("/plan/runs", {}).body
    ready = step("prepare", {"tenant": "DEMO", "reason": "manual"})
    assert ready["run_id"] == asked["run_id"]

    meanwhile = post("/plan/runs", {}).body
    assert meanwhile == {"run_id": asked["run_id"], "state": "running"}
    assert len(outbox("actions")) == 2


def test_no_run_yet_is_not_found_and_sellers_start_none(cloud: None) -> None:
    caller = Caller(load("actions_api").handler, role="seller")

    assert caller.call("GET", "/plan/runs/latest").status == 404
    assert caller.call("POST", "/plan/runs", {}).status == 403


def test_admins_start_no_plan(cloud: None) -> None:
    assert post("/plan/runs", {}, role="admin").status == 403
