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
NAMING_OURS: dict[tuple[str, str], tuple[Any, str]] = {
    ("GET", "/ingest/{upload_id}"): (None, "upload_not_found"),
    ("GET", "/ingest/{upload_id}/rejects"): (None, "upload_not_found"),
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
}
LISTS = {("GET", "/alerts"), ("GET", "/kpi"), ("GET", "/kpi/series")}
OWN_DATA = LISTS | {
    ("GET", "/ingest"),
    ("POST", "/ingest/{table}"),
    ("POST", "/plan/runs"),
    ("GET", "/plan/runs/latest"),
    ("GET", "/settings/guardrails"),
    ("PUT", "/settings/guardrails"),
    ("GET", "/settings/thresholds"),
    ("PUT", "/settings/thresholds"),
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
    return {
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

    assert sorted({*named, *OWN_DATA}) == sorted(routes)
    assert set(named) & OWN_DATA == {route for route in named if route in LISTS}


def test_another_tenant_does_not_find_what_is_ours(
    ask: Ask, token: Token, known: dict[str, str]
) -> None:
    for (method, path), (wanted, code) in NAMING_OURS.items():
        body = wanted and json.loads(_filled(json.dumps(wanted), known))
        address = _filled(path, known)
        theirs = ask(method, address, token("manager", "shop"), body)
        ours = ask(method, address, token("manager"), body)

        assert (theirs[0], theirs[1]["code"]) == (404, code), (method, path)
        assert ours[0] != 404 or ours[1]["code"] == "no_rejects", (method, path, ours)
        assert ours[0] < 400 or path.endswith(("/mapping", "/rejects")), (method, path, ours)
    undo = _filled("/recommendations/{rec_id}/undo", known)
    assert ask("POST", undo, token("manager"), {"store_id": known["store_id"]})[0] == 200


def test_another_tenant_gets_its_own_data_alone(
    ask: Ask, token: Token, known: dict[str, str]
) -> None:
    roles = {(method, path): roles for method, path, roles in GUARDED}
    secret = re.compile("|".join([r"\bS\d\d\b", "@demo", r"\bDEMO\b", *_ids(known)]))
    for method, path in sorted(OWN_DATA):
        role = "manager" if "manager" in roles[method, path] else "admin"
        body = _own_body(ask, token(role, "shop"), method, path)
        status, answer = ask(method, _filled(path, known), token(role, "shop"), body)

        assert status < 400 or answer["code"] in NOTHING_YET, (method, path, answer)
        assert not secret.search(json.dumps(answer)), (method, path, answer)
        if method == "GET":
            own = ask(method, path, token(role))
            assert own[0] < 400, (path, own)


def _filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], text)


def _ids(known: dict[str, str]) -> list[str]:
    return [re.escape(known[name]) for name in ("upload_id", "alert_id", "rec_id")]


def _own_body(ask: Ask, token: str, method: str, path: str) -> Any:
    """What this route takes; settings are put back as they are."""
    if method == "PUT":
        values = ask("GET", path, token)[1]
        return {name: v for name, v in values.items() if name not in REVISION}
    return {"file_name": "own.csv", "size_bytes": 1} if "{table}" in path else None
