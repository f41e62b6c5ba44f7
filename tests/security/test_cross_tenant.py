"""Every guarded route as another tenant: what is ours is not there, and lists hold their own."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.kit.routes import GUARDED, Ask, Token

TOMORROW = str(datetime.now(UTC).date() + timedelta(days=1))
STORE = {"store_id": "{store_id}"}
PRICE = {"sku_id": "{sku_id}", **STORE, "current_price": 10, "objective": "maximize_margin"}
CONNECTOR = {
    "name": "Orders",
    "table": "sales",
    "request": {"url": "https://orders.invalid.example/"},
}
EVENT = {
    "event_id": "1",
    "occurred_at": f"{datetime.now(UTC).date()}T00:00:00Z",
    "date": str(datetime.now(UTC).date()),
    "sku_id": "OWN",
    "store_id": "OWN",
    "units_sold": 1,
}
HOSTS = {"hosts": ["orders.invalid.example"]}
NAMING_OURS: dict[tuple[str, str], tuple[Any, str]] = {
    ("GET", "/ingest/{upload_id}"): (None, "upload_not_found"),
    ("GET", "/ingest/{upload_id}/rejects"): (None, "upload_not_found"),
    ("POST", "/ingest/{upload_id}/parts"): (None, "upload_not_found"),
    ("POST", "/ingest/{upload_id}/complete"): (None, "upload_not_found"),
    ("POST", "/ingest/{upload_id}/mapping"): ({"mapping": {"date": "date"}}, "upload_not_found"),
    ("GET", "/forecast?store_id={store_id}"): (None, "store_not_found"),
    ("POST", "/forecast"): ({**STORE, "sku_ids": ["{sku_id}"]}, "sku_not_found"),
    ("GET", "/forecast/{store_id}/{sku_id}"): (None, "sku_not_found"),
    ("POST", "/pricing-suggest"): (PRICE, "sku_not_found"),
    ("GET", "/inventory/{store_id}"): (None, "store_not_found"),
    ("GET", "/inventory/{store_id}/{sku_id}"): (None, "sku_not_found"),
    ("POST", "/recommendations"): (STORE, "store_not_found"),
    ("POST", "/recommendations/{rec_id}/accept"): (STORE, "store_not_found"),
    ("POST", "/recommendations/{rec_id}/undo"): (STORE, "store_not_found"),
    ("POST", "/recommendations/{rec_id}/reject"): (STORE, "store_not_found"),
    ("POST", "/alerts/{alert_id}/acknowledge"): (STORE, "store_not_found"),
    ("POST", "/alerts/{alert_id}/snooze"): ({**STORE, "until": TOMORROW}, "store_not_found"),
    ("POST", "/alerts/{alert_id}/resolve"): (STORE, "store_not_found"),
    ("GET", "/alerts?store_id={store_id}"): (None, "store_not_found"),
    ("GET", "/kpi?store_id={store_id}"): (None, "store_not_found"),
    ("GET", "/kpi/series?store_id={store_id}"): (None, "store_not_found"),
    ("GET", "/admin/connectors/{connector_id}"): (None, "connector_not_found"),
    ("PUT", "/admin/connectors/{connector_id}"): (CONNECTOR, "connector_not_found"),
    ("POST", "/admin/connectors/{connector_id}/run"): (None, "connector_not_found"),
    ("POST", "/admin/connectors/{connector_id}/test"): (None, "connector_not_found"),
    ("DELETE", "/admin/connectors/{connector_id}"): (None, "connector_not_found"),
}
DESTROYING: dict[tuple[str, str], tuple[Any, int, str]] = {
    ("DELETE", "/ingest/{upload_id}"): (None, 404, "upload_not_found"),
    ("DELETE", "/ingest/profiles/{upload_id}"): (None, 404, "profile_not_found"),
    ("DELETE", "/admin/tenant"): ({"confirm": "DEMO"}, 422, "not_confirmed"),
}
"""Tried as the other tenant alone: done as ours, what is ours would be gone."""
LISTS = {("GET", "/alerts"), ("GET", "/kpi"), ("GET", "/kpi/series")}
OWN_DATA = LISTS | {
    ("GET", "/ingest"),
    ("POST", "/ingest/{table}"),
    ("POST", "/ingest/{table}/events"),
    ("GET", "/ingest/profiles"),
    ("GET", "/settings/data-policy"),
    ("PUT", "/settings/data-policy"),
    ("POST", "/plan/runs"),
    ("GET", "/plan/runs/latest"),
    ("GET", "/settings/guardrails"),
    ("PUT", "/settings/guardrails"),
    ("GET", "/settings/thresholds"),
    ("PUT", "/settings/thresholds"),
    ("GET", "/settings/connector-hosts"),
    ("PUT", "/settings/connector-hosts"),
    ("GET", "/admin/connectors"),
    ("POST", "/admin/connectors"),
    ("GET", "/admin/users"),
    ("GET", "/admin/audit"),
}
NOTHING_YET = {"no_run", "store_not_found"}
REVISION = {"version", "updated_at", "updated_by"}


@pytest.fixture(scope="module")
def known(ask: Ask, token: Token) -> dict[str, str]:
    """Ids of ours, as a spy of another tenant might have seen them."""
    ours, store = token("manager"), {"store_id": "S01"}
    listed = ask("POST", "/recommendations", ours, store)[1]["recommendations"]
    for tenant in ("demo", "shop"):
        assert ask("PUT", "/settings/connector-hosts", token("admin", tenant), HOSTS)[0] == 200
    made = ask("POST", "/admin/connectors", token("admin"), CONNECTOR)[1]
    return {
        "connector_id": made["connector_id"],
        "table": "sales",
        "store_id": "S01",
        "upload_id": ask("GET", "/ingest", ours)[1]["uploads"][0]["upload_id"],
        "sku_id": ask("GET", "/forecast?store_id=S01", ours)[1]["items"][0]["sku_id"],
        "alert_id": ask("GET", "/alerts?store_id=S01", ours)[1]["alerts"][0]["alert_id"],
        "rec_id": next(one["rec_id"] for one in listed if one["status"] == "proposed"),
    }


def test_every_guarded_route_is_tried_as_another_tenant() -> None:
    routes = [(method, path) for method, path, _ in GUARDED]
    named = [(method, path.partition("?")[0]) for method, path in NAMING_OURS]
    destroying = [
        (method, path.replace("profiles/{upload", "profiles/{profile"))
        for method, path in DESTROYING
    ]

    assert sorted({*named, *OWN_DATA, *destroying}) == sorted(routes)
    assert set(named) & OWN_DATA == {route for route in named if route in LISTS}


def test_another_tenant_does_not_find_what_is_ours(
    ask: Ask, token: Token, known: dict[str, str]
) -> None:
    for (method, path), (wanted, code) in NAMING_OURS.items():
        body = wanted and json.loads(_filled(json.dumps(wanted), known))
        address = _filled(path, known)
        role = _role(method, path.partition("?")[0])
        theirs = ask(method, address, token(role, "shop"), body)
        ours = ask(method, address, token(role), body)

        assert (theirs[0], theirs[1]["code"]) == (404, code), (method, path)
        assert ours[0] != 404 or ours[1]["code"] == "no_rejects", (method, path, ours)
        may_fail = path.endswith(("/mapping", "/rejects", "/test", "/parts", "/complete"))
        assert ours[0] < 400 or may_fail, (method, path, ours)
    undo = _filled("/recommendations/{rec_id}/undo", known)
    assert ask("POST", undo, token("manager"), {"store_id": known["store_id"]})[0] == 200


def test_another_tenant_cannot_destroy_what_is_ours(
    ask: Ask, token: Token, known: dict[str, str]
) -> None:
    for (method, path), (wanted, status, code) in DESTROYING.items():
        theirs = ask(method, _filled(path, known), token("admin", "shop"), wanted)

        assert (theirs[0], theirs[1]["code"]) == (status, code), (method, path, theirs)
    assert ask("GET", _filled("/ingest/{upload_id}", known), token("manager"))[0] == 200


def test_another_tenant_gets_its_own_data_alone(
    ask: Ask, token: Token, known: dict[str, str]
) -> None:
    secret = re.compile("|".join([r"\bS\d\d\b", "@demo", r"\bDEMO\b", *_ids(known)]))
    for method, path in sorted(OWN_DATA):
        role = _role(method, path)
        body = _own_body(ask, token(role, "shop"), method, path)
        status, answer = ask(method, _filled(path, known), token(role, "shop"), body)

        assert status < 400 or answer["code"] in NOTHING_YET, (method, path, answer)
        assert not secret.search(json.dumps(answer)), (method, path, answer)
        if method == "GET":
            own = ask(method, path, token(role))
            assert own[0] < 400, (path, own)


def _role(method: str, path: str) -> str:
    """Whom to send: a manager where managers may go."""
    allowed = next(roles for known, place, roles in GUARDED if (known, place) == (method, path))
    return "manager" if "manager" in allowed else "admin"


def _filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], text)


def _ids(known: dict[str, str]) -> list[str]:
    return [re.escape(known[name]) for name in ("upload_id", "alert_id", "rec_id", "connector_id")]


def _own_body(ask: Ask, token: str, method: str, path: str) -> Any:
    """What this route takes; settings are put back as they are."""
    if method == "PUT":
        values = ask("GET", path, token)[1]
        return {name: v for name, v in values.items() if name not in REVISION}
    if path == "/admin/connectors":
        return CONNECTOR
    if path.endswith("/events"):
        return {"events": [EVENT]}
    return {"file_name": "own.csv", "size_bytes": 1} if "{table}" in path else None
