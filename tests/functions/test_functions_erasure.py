"""Data policy, and the erasure of a tenant."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from smartretail.bootstrap import clients

from tests.kit.calls import Caller, Context, load
from tests.kit.cloud import CONTEXTS, Cloud

POLICY = {"unknown_ids": "quarantine", "negative_stock": "unknown"}


@pytest.fixture
def admin(cloud: Cloud) -> Iterator[Caller]:
    yield Caller(load("admin_api").handler, role="admin", email="admin@demo.example")


def items(context: str, tenant: str = "DEMO") -> list[dict[str, Any]]:
    found = boto3.client("dynamodb").query(
        TableName=f"{context}-table",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"T#{tenant}"}},
    )
    return list(found["Items"])


def put(context: str, *sort_keys: str, tenant: str = "DEMO") -> None:
    for sk in sort_keys:
        item = {"pk": {"S": f"T#{tenant}"}, "sk": {"S": sk}}
        boto3.client("dynamodb").put_item(TableName=f"{context}-table", Item=item)


def step(name: str, state: dict[str, Any]) -> Any:
    return load(f"admin_step_{name}").handler(state, Context())


def test_the_data_policy_is_a_setting_of_managers(admin: Caller) -> None:
    manager = Caller(admin.handler)
    assert manager.call("GET", "/settings/data-policy").body == {
        "unknown_ids": "accept",
        "negative_stock": "quarantine",
        "version": 0,
        "updated_at": None,
        "updated_by": None,
    }
    changed = manager.call("PUT", "/settings/data-policy", POLICY | {"version": 0}).body
    assert (changed["unknown_ids"], changed["version"]) == ("quarantine", 1)
    assert manager.call("PUT", "/settings/data-policy", POLICY | {"version": 0}).status == 409
    assert manager.call("PUT", "/settings/data-policy", {"unknown_ids": "drop"}).status == 422
    assert admin.call("GET", "/settings/data-policy").status == 403
    [outgoing] = [item for item in items("admin") if "audit" in item]
    audit = json.loads(outgoing["audit"]["S"])
    assert (audit["object"], audit["after"]) == ("settings/data-policy", POLICY)


@pytest.mark.parametrize("confirm", ["", "SHOP", "demo"])
def test_an_erasure_must_name_the_tenant(admin: Caller, confirm: str) -> None:
    reply = admin.call("DELETE", "/admin/tenant", {"confirm": confirm})

    assert (reply.status, reply.body["code"]) == (422, "not_confirmed")
    assert items("admin") == []


def test_an_erasure_is_for_admins_and_announced_with_its_audit_record(admin: Caller) -> None:
    order = {"confirm": "DEMO"}
    assert Caller(admin.handler).call("DELETE", "/admin/tenant", order).status == 403
    reply = admin.call("DELETE", "/admin/tenant", order)

    assert (reply.status, reply.body["state"]) == (202, "erasing")
    [outgoing] = items("admin")
    assert json.loads(outgoing["event"]["S"])["name"] == "TenantErasureAsked.v1"
    assert json.loads(outgoing["audit"]["S"])["action"] == "erase_tenant"


def test_every_item_goes_but_the_audit_trail(cloud: Cloud) -> None:
    for context in CONTEXTS:
        put(context, "A#1", "LEASE", "IDEMPOTENCY#x")
        put(context, "A#1", tenant="SHOP")
    put("admin", "AUDIT#head", "AUDITLINE#000000000001", "AUDITPLACE#e1", "SETTINGS#tenant")
    put("admin", "TENANT#DEMO", "TENANT#SHOP", tenant="PLATFORM")
    done = step("erase", {"tenant": "DEMO", "items": 0, "last": True})

    count = 3 * len(CONTEXTS) + 1
    assert done == {"tenant": "DEMO", "items": count, "last": True, "done": True}
    kept = {item["sk"]["S"].partition("#")[0] for name in CONTEXTS for item in items(name)}
    assert kept == {"AUDIT", "AUDITLINE", "AUDITPLACE", "OUTBOX"}
    assert all(len(items(name, "SHOP")) == 1 for name in CONTEXTS)
    assert [item["sk"]["S"] for item in items("admin", "PLATFORM")] == ["TENANT#SHOP"]
    assert step("erase", {"tenant": "DEMO", "items": 0})["items"] == 0


def test_only_the_last_round_tells_that_the_tenant_is_erased(cloud: Cloud) -> None:
    put("intake", "UPLOAD#early")
    first = step("erase", {"tenant": "DEMO", "items": 0, "last": False})
    assert first == {"tenant": "DEMO", "items": 1, "last": False, "done": True}
    assert items("admin") == []

    put("intake", "UPLOAD#late")
    last = step("erase", first | {"last": True})
    assert (last["items"], items("intake")) == (2, [])
    [outgoing] = items("admin")
    assert json.loads(outgoing["event"]["S"])["name"] == "TenantErased.v1"


def test_the_users_of_the_tenant_are_deleted_and_no_other(cloud: Cloud) -> None:
    users = [user("ann", "DEMO"), user("bob", "DEMO"), user("eve", "SHOP")]
    pool = {"UserPoolId": "ap-south-1_TestPool1"}
    with Stubber(clients.cognito()) as stub:
        for shown in (users, users[2:]):
            stub.add_response("list_users", {"Users": shown}, pool | {"Limit": 60})
            for gone in shown[:-1]:
                stub.add_response("admin_delete_user", {}, pool | {"Username": gone["Username"]})
        assert step("lockout", {"tenant": "DEMO"}) == {"tenant": "DEMO", "users": 2}
        assert step("lockout", {"tenant": "DEMO"}) == {"tenant": "DEMO", "users": 0}
        stub.assert_no_pending_responses()


def user(name: str, tenant: str) -> dict[str, Any]:
    return {"Username": name, "Attributes": [{"Name": "custom:tenant", "Value": tenant}]}
