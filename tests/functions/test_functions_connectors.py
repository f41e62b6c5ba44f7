"""Connectors from the API over the queue to an upload in the lake, against a real HTTPS server."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from smartretail.adapters.https import fetcher
from smartretail.bootstrap import connectors as wiring
from smartretail.bootstrap.connectors_pull import pulling
from smartretail.edge.telemetry import metrics

from tests.kit.calls import Caller, Context, load
from tests.kit.cloud import LAKE, Cloud
from tests.kit.https import Said, Shop, open_shop
from tests.kit.plan import open_tenant, outbox

SECRET = "shpat_top-secret"
ORDERS = {"orders": [{"id": 7, "total": 9.90, "at": "2026-11-20"}]}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("tls")) as shop:
        yield shop


@pytest.fixture
def shop(served: Shop, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop that our adapter finds, and the account with a queue."""
    served.heard.clear()
    served.answer = lambda heard: Said(json.dumps(ORDERS).encode())
    monkeypatch.setattr(wiring, "HttpsFetcher", served.fetcher)
    url = boto3.client("sqs").create_queue(QueueName="pulls")["QueueUrl"]
    monkeypatch.setenv("PULLS_QUEUE_URL", url)
    return served


@pytest.fixture
def admin(shop: Shop) -> Caller:
    caller = Caller(load("connectors_api").handler, role="admin", email="admin@demo.example")
    hosts = caller.call("PUT", "/settings/connector-hosts", {"hosts": [shop.host], "version": 0})
    assert hosts.status == 200, hosts.body
    return caller


def body(shop: Shop, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Shop orders",
        "table": "sales",
        "request": {"url": shop.url("/orders.json"), "query": {"since": "{since}"}},
        "auth": {"kind": "header", "header": "X-Shopify-Access-Token"},
        "rows": {"pointer": "/orders"},
        "watermark": {"start": "2026-11-01"},
        "secret": SECRET,
    } | changes


def create(admin: Caller, shop: Shop, **changes: Any) -> str:
    reply = admin.call("POST", "/admin/connectors", body(shop, **changes), Idempotency_Key="k1")
    assert reply.status == 201, reply.body
    connector_id: str = reply.body["connector_id"]
    return connector_id


def waiting() -> list[dict[str, Any]]:
    """Return the messages of the queue as Lambda gets them."""
    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName="pulls")["QueueUrl"]
    found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    return [
        {"messageId": each["MessageId"], "body": each["Body"], "eventSource": "aws:sqs"}
        for each in found.get("Messages", [])
    ]


def work(records: list[dict[str, Any]]) -> Any:
    return load("connectors_on_pull").handler({"Records": records}, Context())


def test_from_a_definition_to_an_upload(admin: Caller, shop: Shop) -> None:
    connector_id = create(admin, shop)
    asked = admin.call("POST", f"/admin/connectors/{connector_id}/run")
    assert (asked.status, asked.body["connector_id"]) == (202, connector_id)
    assert work(waiting()) == {"batchItemFailures": []}

    shown = admin.call("GET", f"/admin/connectors/{connector_id}").body
    assert (shown["last_run"]["outcome"], shown["last_run"]["rows"]) == ("stored", 1)
    [stored] = boto3.client("s3").list_objects_v2(Bucket=LAKE, Prefix="raw/")["Contents"]
    key = stored["Key"]
    assert key.startswith("raw/tenant=DEMO/table=sales/upload=" + shown["last_run"]["upload_id"])
    kept = boto3.client("s3").get_object(Bucket=LAKE, Key=key)["Body"].read()
    assert json.loads(kept) == {"id": "7", "total": "9.9", "at": "2026-11-20"}
    [heard] = shop.heard
    assert heard.path == "/orders.json?since=2026-11-01T00%3A00%3A00Z"
    assert heard.headers["x-shopify-access-token"] == SECRET
    intake = Caller(load("intake_api").handler, role="admin")
    assert intake.call("GET", f"/ingest/{shown['last_run']['upload_id']}").status == 200


def test_the_secret_is_in_no_answer_item_event_or_log(
    admin: Caller, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    connector_id = create(admin, shop)
    path = f"/admin/connectors/{connector_id}"
    answers = [
        admin.call("GET", "/admin/connectors").body,
        admin.call("GET", path).body,
        admin.call("PUT", path, body(shop)).body,
        admin.call("POST", f"{path}/test").body,
        admin.call("POST", "/admin/connectors", body(shop, nonsense=1), Idempotency_Key="k2").body,
        admin.call("POST", "/admin/connectors", body(shop, secret=[SECRET])).body,
    ]
    admin.call("POST", f"{path}/run")
    work(waiting())
    items = boto3.client("dynamodb").scan(TableName="connectors-table")["Items"]

    for text in (json.dumps(answers), json.dumps(items), *capsys.readouterr()):
        assert SECRET not in text
    assert answers[1]["secret_set_at"]
    assert {event["name"] for event in outbox("connectors")} == {
        "ConnectorHostsChanged.v1",
        "ConnectorChanged.v1",
        "ConnectorRunAsked.v1",
        "ConnectorPulled.v1",
    }


def test_trying_out_shows_columns_and_rows_or_the_reason(admin: Caller, shop: Shop) -> None:
    path = f"/admin/connectors/{create(admin, shop)}/test"
    shown = admin.call("POST", path)
    assert (shown.status, shown.body["columns"]) == (200, ["id", "total", "at"])
    assert shown.body["rows"] == [["7", "9.9", "2026-11-20"]]
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket=LAKE)

    shop.answer = lambda heard: Said(status=401)
    refused = admin.call("POST", path)
    assert (refused.status, refused.body["code"]) == (422, "unauthorized")


def test_the_clock_queues_what_is_due_once(admin: Caller, shop: Shop) -> None:
    open_tenant()
    connector_id = create(admin, shop)
    tick = load("connectors_run_pull").handler
    tick({}, Context())
    tick({}, Context())

    [message] = waiting()
    assert json.loads(message["body"])["connector_id"] == connector_id


def test_a_message_of_nobody_is_set_aside_and_one_of_a_dead_connector_is_done(
    admin: Caller, shop: Shop
) -> None:
    connector_id = create(admin, shop)
    admin.call("POST", f"/admin/connectors/{connector_id}/run")
    orders = waiting()
    assert admin.call("DELETE", f"/admin/connectors/{connector_id}").status == 200
    strange = {"messageId": "m9", "body": "{}", "eventSource": "aws:sqs"}

    assert work([*orders, strange]) == {"batchItemFailures": []}
    assert shop.heard == []
    assert boto3.client("secretsmanager").list_secrets()["SecretList"] == []


def test_the_adapter_as_deployed_refuses_a_host_that_leads_inside(
    admin: Caller, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector_id = create(admin, shop)
    monkeypatch.setattr(
        wiring, "HttpsFetcher", lambda: fetcher.HttpsFetcher(resolve=lambda h, p: ["127.0.0.1"])
    )
    for cached in (wiring.trying, pulling):
        cached.cache_clear()
    refused = admin.call("POST", f"/admin/connectors/{connector_id}/test")

    assert (refused.status, refused.body["code"]) == (422, "private_address")
    assert shop.heard == []


def test_only_admins_come_near(admin: Caller, shop: Shop) -> None:
    path = f"/admin/connectors/{create(admin, shop)}"
    for role in ("seller", "manager"):
        other = replace(admin, role=role)
        for method, route in (
            ("GET", "/admin/connectors"),
            ("POST", "/admin/connectors"),
            ("GET", path),
            ("PUT", path),
            ("DELETE", path),
            ("POST", f"{path}/run"),
            ("POST", f"{path}/test"),
            ("GET", "/settings/connector-hosts"),
            ("PUT", "/settings/connector-hosts"),
        ):
            assert other.call(method, route, {}).status == 403, (role, method, route)


def test_another_tenant_does_not_find_it(admin: Caller, shop: Shop) -> None:
    path = f"/admin/connectors/{create(admin, shop)}"
    stranger = replace(admin, tenant="SHOP")

    for method, route in (("GET", path), ("PUT", path), ("DELETE", path), ("POST", f"{path}/run")):
        reply = stranger.call(method, route, body(shop, auth={"kind": "none"}))
        assert (reply.status, reply.body["code"]) == (404, "connector_not_found")
    assert stranger.call("GET", "/admin/connectors").body["connectors"] == []


def test_an_erasure_of_the_tenant_forgets_connectors_and_secrets(admin: Caller, shop: Shop) -> None:
    open_tenant()
    create(admin, shop)
    state = load("admin_step_erase").handler({"tenant": "DEMO"}, Context())

    assert state["done"]
    assert boto3.client("secretsmanager").list_secrets()["SecretList"] == []
    assert admin.call("GET", "/admin/connectors").body["connectors"] == []


def test_a_run_counts_what_it_did(
    admin: Caller, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    admin.call("POST", f"/admin/connectors/{create(admin, shop)}/run")
    capsys.readouterr()
    work(waiting())

    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [counted] = [line for line in written if "_aws" in line]
    assert (counted["PulledRows"], counted["PullFailed"]) == ([1.0], [0.0])
    assert metrics.metric_set == {}


def test_a_new_connector_needs_an_idempotency_key(admin: Caller, shop: Shop) -> None:
    reply = admin.call("POST", "/admin/connectors", body(shop))

    assert (reply.status, reply.body["errors"][0]["field"]) == (422, "Idempotency-Key")
