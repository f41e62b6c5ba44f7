from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from botocore.stub import Stubber
from smartretail.bootstrap import clients
from smartretail.bootstrap.admin import tenants
from smartretail.kernel.errors import Invalid

from tests.kit.calls import Caller, Context, load, sample
from tests.kit.cloud import Cloud

NEW = {
    "min_margin_pct": 20,
    "max_delta_pct": 5.5,
    "max_changes_per_week": 1,
    "price_ending": None,
    "competitor_band_pct": 8,
    "approval_above": 50000,
}


@pytest.fixture
def manager(cloud: Cloud) -> Caller:
    return Caller(load("admin_api").handler)


def test_guardrails_read_change_and_read_back(manager: Caller) -> None:
    assert manager.call("GET", "/settings/guardrails").body["version"] == 0
    changed = manager.call("PUT", "/settings/guardrails", NEW | {"version": 0})

    assert changed.status == 200
    assert changed.body["max_delta_pct"] == 5.5
    assert manager.call("GET", "/settings/guardrails").body == changed.body
    assert manager.call("PUT", "/settings/guardrails", NEW | {"version": 0}).status == 409


def test_thresholds_read_change_and_read_back(manager: Caller) -> None:
    before = manager.call("GET", "/settings/thresholds").body
    values = {key: value for key, value in before.items() if not key.startswith("updated")}
    changed = manager.call("PUT", "/settings/thresholds", values | {"stockout_days": 3}).body

    assert (changed["stockout_days"], changed["version"]) == (3, 1)
    assert changed["service_level_by_class"] == {"A": 0.98, "B": 0.95, "C": 0.9}


def test_a_guardrail_left_out_is_named(manager: Caller) -> None:
    reply = manager.call("PUT", "/settings/guardrails", {"max_delta_pct": 5})

    assert reply.status == 422
    assert "body.min_margin_pct" in {fault["field"] for fault in reply.body["errors"]}


@pytest.mark.parametrize("role", ["seller", "admin"])
def test_only_managers_set_guardrails(manager: Caller, role: str) -> None:
    other = replace(manager, role=role)

    assert other.call("GET", "/settings/guardrails").status == 403
    assert other.call("PUT", "/settings/thresholds", {}).status == 403


@pytest.fixture
def pool(cloud: Cloud) -> Iterator[Stubber]:
    """A user pool that all tenants share, as Cognito answers for it."""
    with Stubber(clients.cognito()) as stub:
        yield stub


def add_page(pool: Stubber, users: list[Any], token: str | None, after: str | None = None) -> None:
    answer = {"Users": users} | ({"PaginationToken": token} if token else {})
    asked = {"UserPoolId": "ap-south-1_TestPool1", "Limit": 60}
    pool.add_response("list_users", answer, asked | ({"PaginationToken": after} if after else {}))
    for user in users:
        if {"Name": "custom:tenant", "Value": "DEMO"} in user["Attributes"]:
            name = {"Username": user["Username"], "UserPoolId": "ap-south-1_TestPool1"}
            groups = {"Groups": [{"GroupName": "seller"}, {"GroupName": "admin"}]}
            pool.add_response("admin_list_groups_for_user", groups, name)


def recorded() -> tuple[list[Any], str]:
    page = sample("cognito/list_users.json")
    for user in page["Users"]:
        user["UserCreateDate"] = datetime.fromisoformat(user["UserCreateDate"])
        user["UserLastModifiedDate"] = datetime.fromisoformat(user["UserLastModifiedDate"])
    return page["Users"], page["PaginationToken"]


def test_an_admin_lists_the_users_of_their_tenant_alone(manager: Caller, pool: Stubber) -> None:
    users, token = recorded()
    add_page(pool, users, token)
    add_page(pool, users[1:], None, after=token)
    reply = replace(manager, role="admin").call("GET", "/admin/users")

    assert reply.body == {
        "users": [
            {
                "user_id": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
                "email": "seller@demo.example",
                "roles": ["admin", "seller"],
                "stores": "S01,S02",
                "skus": "*",
                "status": "CONFIRMED",
                "enabled": True,
                "created_at": "2026-11-20T08:00:00.000Z",
            }
        ],
        "next": None,
    }
    pool.assert_no_pending_responses()


def test_a_full_page_of_users_hands_out_a_cursor(manager: Caller, pool: Stubber) -> None:
    users, token = recorded()
    add_page(pool, [users[0]] * 25, token)
    add_page(pool, users[1:], None, after=token)
    admin = replace(manager, role="admin")
    first = admin.call("GET", "/admin/users").body
    second = admin.call("GET", "/admin/users", query={"cursor": first["next"]}).body

    assert (len(first["users"]), len(second["users"]), second["next"]) == (25, 0, None)


@pytest.mark.parametrize("path", ["/admin/users", "/admin/audit"])
@pytest.mark.parametrize("role", ["seller", "manager"])
def test_only_admins_read_users_and_audit(manager: Caller, path: str, role: str) -> None:
    assert replace(manager, role=role).call("GET", path).status == 403


def test_an_operator_opens_a_tenant_once(cloud: Cloud) -> None:
    handler = load("admin_run_open_tenant").handler
    order = {"tenant": "SHOP", "name": "Your shop", "base_currency": None, "time_zone": "UTC"}

    assert handler(order, Context()) == {"tenant": "SHOP", "changed": True, "base_currency": None}
    assert not handler(order, Context())["changed"]
    assert tenants().all() == ("SHOP",)
    with pytest.raises(Invalid):
        handler(order | {"tenant": "no tenant"}, Context())
