"""A price worth more than the tenant's limit is a manager's decision."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.calls import Caller, Reply, load
from tests.kit.counting import counted
from tests.kit.plan import forecast, full, open_tenant, open_topic, run_plan

SELLER = {"role": "seller", "email": "seller@demo.example", "stores": "S01", "skus": "A1"}


@pytest.fixture
def planned(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    open_topic(monkeypatch)
    open_tenant()
    run_plan({"S01": ([full("A1")], [forecast("A1")])})
    yield


def allow_up_to(amount: float | None) -> None:
    caller = Caller(load("admin_api").handler)
    present = caller.call("GET", "/settings/guardrails").body
    values = {key: present[key] for key in present if not key.startswith("updated_")}
    reply = caller.call("PUT", "/settings/guardrails", {**values, "approval_above": amount})
    assert reply.status == 200, reply.body


def found(rec_type: str) -> dict[str, Any]:
    caller = Caller(load("actions_api").handler)
    body = caller.call("POST", "/recommendations", {"store_id": "S01", "rec_type": rec_type}).body
    rec: dict[str, Any] = body["recommendations"][0]
    return rec


def answer(rec: dict[str, Any], what: str, **who: Any) -> Reply:
    path = f"/recommendations/{rec['rec_id']}/{what}"
    return Caller(load("actions_api").handler, **who).call("POST", path, {"store_id": "S01"})


def test_a_seller_needs_approval_above_the_limit(planned: None) -> None:
    price = found("price")
    worth = price["components"]["impact_margin"]
    allow_up_to(worth - 0.01)

    refused = answer(price, "accept", **SELLER)

    assert (refused.status, refused.body["code"]) == (403, "needs_approval")
    assert found("price")["status"] == "proposed"
    assert answer(price, "reject", **SELLER).status == 200


@pytest.mark.parametrize("room", [0.0, None])
def test_a_seller_decides_up_to_the_limit_and_without_one(
    planned: None, room: float | None
) -> None:
    price = found("price")
    allow_up_to(None if room is None else price["components"]["impact_margin"] + room)

    assert answer(price, "accept", **SELLER).status == 200


def test_orders_need_no_approval(planned: None) -> None:
    allow_up_to(0.01)

    with counted() as calls:
        assert answer(found("reorder"), "accept", **SELLER).status == 200

    assert "GetItem" not in calls


def test_a_manager_approves_without_a_look_at_the_settings(planned: None) -> None:
    allow_up_to(0.01)
    price = found("price")

    with counted() as calls:
        assert answer(price, "accept").status == 200

    assert calls == ["Query", "TransactWriteItems"]
