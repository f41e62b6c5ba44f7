"""Rows that come with the request, and files that come in parts."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from smartretail.intake.limits import PART_BYTES

from tests.kit.calls import Caller, Context, Reply, load
from tests.kit.cloud import LAKE, Cloud

CSV = "date,sku_id,store_id,units_sold\n2026-11-20,A1,S1,2\n"


@pytest.fixture
def manager(cloud: Cloud) -> Iterator[Caller]:
    yield Caller(load("intake_api").handler)


def send(caller: Caller, body: Any, media: str = "application/json", **query: str) -> Reply:
    said = {"content_type": media, "idempotency_key": query.pop("key", "k1")}
    return caller.call("POST", "/ingest/sales", body, query or None, **said)


def stored() -> dict[str, bytes]:
    """Return every object of the lake by its last name."""
    s3 = boto3.client("s3")
    found = s3.list_objects_v2(Bucket=LAKE).get("Contents", [])
    return {
        each["Key"].rpartition("/")[2]: s3.get_object(Bucket=LAKE, Key=each["Key"])["Body"].read()
        for each in found
    }


def test_rows_as_json_become_a_file_of_json_lines(manager: Caller) -> None:
    reply = send(manager, {"rows": [{"sku_id": "A1", "n": 1}, {"sku_id": "É"}], "currency": "INR"})

    assert (reply.status, reply.body["mode"], reply.body["upload_url"]) == (201, "inline", None)
    assert stored() == {"rows.jsonl": '{"sku_id": "A1", "n": 1}\n{"sku_id": "É"}\n'.encode()}
    upload = manager.call("GET", f"/ingest/{reply.body['upload_id']}").body
    assert (upload["origin"], upload["currency"]) == ("inline", "INR")


@pytest.mark.parametrize(
    ("media", "body", "query", "name"),
    [
        ("text/csv", CSV.encode(), {}, "rows.csv"),
        ("text/csv; charset=utf-8", CSV.encode("utf-16"), {"file_name": "Till.csv"}, "Till.csv"),
        ("application/x-ndjson", b'{"a":1}\n', {}, "rows.jsonl"),
    ],
)
def test_a_body_is_stored_byte_for_byte(
    manager: Caller, media: str, body: bytes, query: dict[str, str], name: str
) -> None:
    first, again = (send(manager, body, media, currency="INR", **query) for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert first.body["upload_id"] == again.body["upload_id"]
    assert stored() == {name: body}


@pytest.mark.parametrize(
    ("body", "media", "query", "code"),
    [
        (b"<a/>", "application/xml", {}, "unknown_media_type"),
        (b"x" * ((1 << 20) + 1), "text/csv", {}, "body_too_large"),
        (b"  \n", "text/csv", {}, "invalid"),
        (CSV.encode(), "text/csv", {"file_name": "a.xlsx"}, "invalid"),
        (CSV.encode(), "text/csv", {"currency": "GBX"}, "invalid"),
        ({"rows": []}, "application/json", {}, "invalid"),
        ({"rows": [{"a": 1}], "size_bytes": 3}, "application/json", {}, "invalid"),
        ({"file_name": "a.csv"}, "application/json", {}, "invalid"),
        (b"\xff", "application/json", {}, "invalid"),
    ],
)
def test_a_body_that_cannot_be_taken_says_why(
    manager: Caller, body: Any, media: str, query: dict[str, str], code: str
) -> None:
    reply = send(manager, body, media, **query)

    assert (reply.status, reply.body["code"]) == (422, code)
    assert stored() == {}


def test_the_same_key_with_other_rows_is_refused(manager: Caller) -> None:
    send(manager, CSV.encode(), "text/csv")
    reply = send(manager, CSV.encode() + b"2026-11-21,A1,S1,3\n", "text/csv")

    assert (reply.status, reply.body["code"]) == (422, "idempotency_key_reused")


def test_a_large_file_is_joined_from_its_parts(manager: Caller) -> None:
    size = PART_BYTES + 7
    ticket = send(manager, {"file_name": "big.csv", "size_bytes": size}).body
    path = f"/ingest/{ticket['upload_id']}"
    parts = manager.call("POST", f"{path}/parts", {}).body
    assert (ticket["mode"], ticket["parts"], parts["received"]) == ("multipart", 2, [])
    assert [url["size_bytes"] for url in parts["urls"]] == [PART_BYTES, 7]
    assert "content-length" in parts["urls"][0]["url"]

    assert manager.call("POST", f"{path}/complete", {}).body["code"] == "parts_missing"
    put_part(1, b"x" * PART_BYTES)
    resumed = manager.call("POST", f"{path}/parts", {}).body
    assert (resumed["received"], [url["number"] for url in resumed["urls"]]) == ([1], [2])
    put_part(2, b"tail...")
    done = manager.call("POST", f"{path}/complete", {})

    assert (done.status, done.body["state"]) == (200, "awaiting_upload")
    assert len(stored()["big.csv"]) == size
    assert manager.call("POST", f"{path}/complete", {}).status == 200
    assert manager.call("POST", f"{path}/parts", {}).body["received"] == [1, 2]


def put_part(number: int, data: bytes) -> None:
    s3 = boto3.client("s3")
    [open_one] = s3.list_multipart_uploads(Bucket=LAKE)["Uploads"]
    s3.upload_part(
        Bucket=LAKE,
        Key=open_one["Key"],
        UploadId=open_one["UploadId"],
        PartNumber=number,
        Body=data,
    )


def test_a_deleted_upload_drops_its_parts_and_answers_at_once(manager: Caller) -> None:
    ticket = send(manager, {"file_name": "big.csv", "size_bytes": 20 << 20}).body
    reply = manager.call("DELETE", f"/ingest/{ticket['upload_id']}")

    assert (reply.status, reply.body["state"]) == (202, "deleting")
    assert "Uploads" not in boto3.client("s3").list_multipart_uploads(Bucket=LAKE)
    forgotten = load("intake_step_forgotten").handler
    state = {"tenant": "DEMO", "upload_id": ticket["upload_id"]}
    assert forgotten(state, Context())["state"] == "deleted"
    assert manager.call("GET", "/ingest").body["uploads"] == []
    assert manager.call("DELETE", "/ingest/upl_0").status == 404


def test_remembered_mappings_can_be_listed_and_forgotten(manager: Caller) -> None:
    assert manager.call("GET", "/ingest/profiles").body == {"profiles": []}
    gone = manager.call("DELETE", "/ingest/profiles/sales.0000")

    assert (gone.status, gone.body["code"]) == (404, "profile_not_found")
