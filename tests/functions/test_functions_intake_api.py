from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from smartretail.bootstrap import clients

from tests.kit.calls import Caller, load
from tests.kit.cloud import LAKE, Cloud

ASK = {"file_name": "November sales.csv", "size_bytes": 5120, "currency": "INR"}


@pytest.fixture
def manager(cloud: Cloud) -> Iterator[Caller]:
    yield Caller(load("intake_api").handler)


def start(caller: Caller, key: str = "k1", **changes: Any) -> Any:
    return caller.call("POST", "/ingest/sales", ASK | changes, idempotency_key=key)


def test_a_file_is_announced_and_can_be_put_once(manager: Caller) -> None:
    reply = start(manager)
    url = urlsplit(reply.body["upload_url"])
    query = parse_qs(url.query)

    assert reply.status == 201
    assert reply.body["upload_headers"] == {"If-None-Match": "*"}
    assert url.path.endswith("/November-sales.csv")
    assert query["X-Amz-Expires"] == ["900"]
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-SignedHeaders"] == ["content-length;host;if-none-match"]


def test_a_repeated_call_gets_the_same_upload_and_a_fresh_address(manager: Caller) -> None:
    first, again = start(manager), start(manager)

    assert again.status == 201
    assert again.body["upload_id"] == first.body["upload_id"]
    assert len(manager.call("GET", "/ingest").body["uploads"]) == 1


def test_a_key_used_for_another_body_is_a_problem(manager: Caller) -> None:
    start(manager)
    reply = start(manager, size_bytes=1)

    assert reply.status == 422
    assert reply.body["code"] == "idempotency_key_reused"
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_the_idempotency_key_is_required(manager: Caller) -> None:
    reply = manager.call("POST", "/ingest/sales", ASK)

    assert reply.status == 422
    assert reply.body["errors"] == [{"field": "Idempotency-Key", "reason": "missing"}]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"size_bytes": 0}, "body.size_bytes"),
        ({"size_bytes": (5 << 30) + 1}, "body.size_bytes"),
        ({"currency": "GPB"}, "body.currency"),
        ({"file_name": "list.exe"}, "body.file_name"),
    ],
)
def test_what_is_wrong_in_the_body_is_named(
    manager: Caller, change: dict[str, Any], field: str
) -> None:
    reply = start(manager, **change)

    assert reply.status == 422
    assert [fault["field"] for fault in reply.body["errors"]] == [field]


def test_unknown_tables_and_uploads_are_not_found(manager: Caller) -> None:
    assert manager.call("POST", "/ingest/payroll", ASK, idempotency_key="k").status == 404
    assert manager.call("GET", "/ingest/upl_0").status == 404
    assert manager.call("GET", "/ingest/upl_0/rejects").status == 404
    assert manager.call("POST", "/ingest/upl_0/mapping", {"mapping": {"a": "b"}}).status == 404


def test_an_announced_upload_reads_back(manager: Caller) -> None:
    upload_id = start(manager).body["upload_id"]
    upload = manager.call("GET", f"/ingest/{upload_id}").body

    assert (upload["state"], upload["table"], upload["currency"]) == (
        "awaiting_upload",
        "sales",
        "INR",
    )
    assert upload["created_by"] == "manager@demo.example"
    assert upload["mapping"] is None
    assert {"name", "required", "type", "description"} == set(upload["targets"][0])


def test_a_mapping_before_any_look_is_a_conflict(manager: Caller) -> None:
    upload_id = start(manager).body["upload_id"]
    reply = manager.call("POST", f"/ingest/{upload_id}/mapping", {"mapping": {"date": "Day"}})

    assert (reply.status, reply.body["code"]) == (409, "conflict")


def test_a_foreign_cursor_is_a_problem(manager: Caller) -> None:
    assert manager.call("GET", "/ingest", query={"cursor": "x"}).status == 422


def test_a_hot_read_is_one_call(manager: Caller) -> None:
    upload_id = start(manager).body["upload_id"]
    made: list[str] = []
    calls = clients.dynamodb().meta.events
    calls.register("before-call", note := lambda model, **_: made.append(model.name))
    manager.call("GET", f"/ingest/{upload_id}")
    manager.call("GET", "/ingest")
    start(manager, key="k2")
    calls.unregister("before-call", note)

    assert made == ["GetItem", "Query", "TransactWriteItems", "TransactWriteItems"]


def test_the_address_writes_exactly_the_announced_object(manager: Caller) -> None:
    reply = start(manager)
    path = urlsplit(reply.body["upload_url"]).path
    folder = f"raw/tenant%3DDEMO/table%3Dsales/upload%3D{reply.body['upload_id']}"

    assert path == f"/{LAKE}/{folder}/November-sales.csv"
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket=LAKE)
