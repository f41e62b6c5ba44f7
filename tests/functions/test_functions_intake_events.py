"""Orders and stock counts from the route through the queue into the day's upload."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from smartretail.adapters.sqs import queue as sqs_queue
from smartretail.bootstrap import clients

from tests.kit.calls import Caller, Context, load, sample
from tests.kit.cloud import LAKE, STREAM, Cloud, forget_wiring

SALE: dict[str, Any] = {
    "event_id": "ORD-1-1",
    "occurred_at": "2026-11-21T09:00:00Z",
    "date": "2026-11-21",
    "sku_id": "TEA",
    "store_id": "S01",
    "units_sold": 2,
}


@pytest.fixture
def manager(cloud: Cloud) -> Iterator[Caller]:
    yield Caller(load("intake_api").handler)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqs_queue, "_PAUSE_SECONDS", 0)


def waiting() -> list[dict[str, Any]]:
    """Return what lies in the queue, as records that Lambda is handed."""
    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName=STREAM)["QueueUrl"]
    found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    record = sample("sqs/stream_batch.json")["Records"][0]
    return [record | {"messageId": one["MessageId"], "body": one["Body"]} for one in found]


def work(records: list[dict[str, Any]]) -> list[str]:
    """Hand records to the worker; return which come again."""
    answer = load("intake_on_events").handler({"Records": records}, Context())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def lake(prefix: str) -> dict[str, list[Any]]:
    client = boto3.client("s3")
    found = client.list_objects_v2(Bucket=LAKE, Prefix=prefix).get("Contents", [])
    bodies = {o["Key"]: client.get_object(Bucket=LAKE, Key=o["Key"])["Body"].read() for o in found}
    return {key: [json.loads(line) for line in body.splitlines()] for key, body in bodies.items()}


def open_shop(currency: str | None = "INR") -> None:
    opened = {"tenant": "DEMO", "name": "Bharat Bazaar", "base_currency": currency}
    opened |= {"time_zone": "Asia/Kolkata", "simulated": True}
    load("admin_run_open_tenant").handler(opened, Context())


def test_events_go_from_the_route_into_a_part_of_the_days_upload(manager: Caller) -> None:
    reply = manager.call("POST", "/ingest/sales/events", {"events": [SALE]})

    assert (reply.status, reply.body) == (202, {"accepted": 1})
    assert work(waiting()) == []
    [(key, [line])] = lake("raw/").items()
    day = key.split("upload=stream-")[1][:10]
    folder = f"raw/tenant=DEMO/table=sales/upload=stream-{day}-sales/part-"
    assert key.startswith(folder)
    assert (line["event_id"], line["units_sold"]) == ("ORD-1-1", "2")
    assert line["_version"].startswith("upl_")
    shown = manager.call("GET", f"/ingest/stream-{day}-sales").body
    assert (shown["state"], shown["origin"]) == ("awaiting_upload", "stream")


def test_one_wrong_field_and_nothing_is_taken(manager: Caller) -> None:
    events = [SALE, SALE | {"date": "21/11/2026"}]
    reply = manager.call("POST", "/ingest/sales/events", {"events": events})

    assert (reply.status, reply.body["code"]) == (422, "invalid_events")
    assert reply.body["errors"] == [{"field": "events[1].date", "reason": "not_a_date"}]
    assert waiting() == []


@pytest.mark.parametrize("events", [[], [SALE] * 501, "none"])
def test_a_call_holds_1_to_500_events(manager: Caller, events: Any) -> None:
    reply = manager.call("POST", "/ingest/sales/events", {"events": events})

    assert reply.status == 422
    assert reply.body["errors"][0]["field"] == "body.events"


def test_the_tenant_and_the_scope_are_the_tokens(manager: Caller) -> None:
    seller = Caller(manager.handler, role="seller", stores="S02", tenant="OTHER")
    outside = seller.call("POST", "/ingest/sales/events", {"events": [SALE]})
    inside = SALE | {"store_id": "S02", "tenant": "DEMO"}
    reply = seller.call("POST", "/ingest/sales/events", {"events": [inside]})

    assert outside.body["errors"] == [
        {"field": "events[0].store_id", "reason": "outside_your_scope"}
    ]
    assert reply.status == 202
    assert work(waiting()) == []
    assert all("/tenant=OTHER/" in key for key in lake("raw/"))


def test_a_table_without_a_stream_is_not_found(manager: Caller) -> None:
    assert manager.call("POST", "/ingest/products/events", {"events": [SALE]}).status == 404


@pytest.mark.usefixtures("impatient")
def test_messages_that_the_queue_did_not_take_are_sent_again_then_refused(
    manager: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def reject(client: Any, QueueUrl: str, Entries: Any) -> Any:  # noqa: N803 (as boto3 names them)
        calls.append(len(Entries))
        return {"Failed": [{"Id": entry["Id"]} for entry in Entries]}

    monkeypatch.setattr(type(clients.sqs()), "send_message_batch", reject)
    reply = manager.call("POST", "/ingest/sales/events", {"events": [SALE]})

    assert (reply.status, reply.body["code"]) == (503, "unavailable")
    assert calls == [1, 1, 1, 1]


@pytest.mark.usefixtures("cloud")
def test_a_recorded_batch_makes_an_upload_per_table() -> None:
    records = sample("sqs/stream_batch.json")["Records"]

    assert work(records) == []
    assert {key.split("/upload=")[1].split("/")[0] for key in lake("raw/")} == {
        "stream-2026-11-21-sales",
        "stream-2026-11-21-inventory",
    }
    once = lake("raw/")
    assert work(list(reversed(records))) == []
    assert lake("raw/") == once


@pytest.mark.usefixtures("cloud")
def test_what_can_never_succeed_is_set_aside_and_stops_no_other() -> None:
    good, other = sample("sqs/stream_batch.json")["Records"]
    foreign = other | {"messageId": "m-2", "body": "{}"}
    wrong = json.loads(other["body"])
    wrong["events"][0]["on_hand"] = "many"
    broken = other | {"messageId": "m-3", "body": json.dumps(wrong)}

    assert work([good, foreign, broken]) == []
    assert len(lake("raw/")) == 1
    aside = lake("quarantine/stream/")
    assert {
        key.removeprefix("quarantine/stream/"): body[0]["reason"] for key, body in aside.items()
    } == {"tenant=UNKNOWN/m-2.json": "unknown_message", "tenant=DEMO/m-3.json": "invalid_events"}
    assert json.loads(aside["quarantine/stream/tenant=DEMO/m-3.json"][0]["message"]) == wrong


class NthCallFails:
    """Makes the n-th call to AWS raise as if the line were cut."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.calls = 0
        for client in (clients.dynamodb(), clients.s3()):
            client.meta.events.register_first("before-call.*.*", self)

    def __call__(self, **_: Any) -> None:
        self.calls += 1
        if self.calls == self.number:
            raise EndpointConnectionError(endpoint_url="https://aws.example")


def test_whichever_call_to_aws_fails_a_redelivery_ends_the_same(account: Cloud) -> None:
    good, other = sample("sqs/stream_batch.json")["Records"]
    records = [good, other, other | {"messageId": "m-2", "body": "{}"}]
    ends = []
    for number in range(1, 12):
        account.empty()
        forget_wiring()
        failing = NthCallFails(number)
        again = work(records)
        if failing.calls >= number:
            assert again
            assert work([one for one in records if one["messageId"] in again]) == []
        ends.append((lake("raw/"), lake("quarantine/")))
    forget_wiring()

    assert failing.calls < number
    assert all(end == ends[-1] for end in ends)
    assert (len(ends[-1][0]), len(ends[-1][1])) == (2, 1)


def run(function: str, state: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = load(function).handler(state, Context())
    return answer


def report(upload_id: str, kept: int) -> None:
    body = {"counts": {"read": kept, "kept": kept, "rejected": 0}, "as_of": "2026-11-21"}
    key = f"reports/intake/tenant=DEMO/upload={upload_id}/report.json"
    boto3.client("s3").put_object(Bucket=LAKE, Key=key, Body=json.dumps(body).encode())


def test_every_part_is_cleaned_even_while_another_is(manager: Caller) -> None:
    open_shop()
    work(sample("sqs/stream_batch.json")["Records"][:1])
    upload_id = "stream-2026-11-21-sales"
    [part] = lake("raw/")
    named = {"tenant": "DEMO", "upload_id": upload_id}

    first = run("intake_step_inspect", {"bucket": LAKE, "key": part})
    second = run("intake_step_inspect", {"bucket": LAKE, "key": part})
    assert (first["state"], second["state"]) == ("cleaning", "cleaning")
    assert first["key"] == f"raw/tenant=DEMO/table=sales/upload={upload_id}/"
    [request] = lake(first["request"])[first["request"]]
    assert (request["origin"], request["mapping"]["source_event_id"]) == ("stream", "event_id")
    assert (request["currency"], request["format"]["kind"]) == ("INR", "jsonl")

    report(upload_id, 2)
    run("intake_step_finish", named)
    report(upload_id, 5)
    run("intake_step_finish", named)
    shown = manager.call("GET", f"/ingest/{upload_id}").body
    assert (shown["state"], shown["counts"]["kept"]) == ("curated", 5)

    for _ in range(20):
        assert run("intake_step_inspect", {"bucket": LAKE, "key": part})["state"] == "cleaning"
        run("intake_step_finish", named)
    assert len(manager.call("GET", f"/ingest/{upload_id}").body["stages"]) < 10


def test_a_stream_asks_for_the_currency_once(manager: Caller) -> None:
    open_shop(currency=None)
    work(sample("sqs/stream_batch.json")["Records"][:1])
    upload_id = "stream-2026-11-21-sales"
    [part] = lake("raw/")

    asked = run("intake_step_inspect", {"bucket": LAKE, "key": part})
    assert asked["state"] == "needs_mapping"
    shown = manager.call("GET", f"/ingest/{upload_id}").body
    assert [question["field"] for question in shown["questions"]] == ["currency"]
    choice = {"mapping": shown["mapping"], "currency": "INR"}
    assert manager.call("POST", f"/ingest/{upload_id}/mapping", choice).status == 200
    going = run("intake_step_inspect", {"tenant": "DEMO", "upload_id": upload_id})
    assert going["state"] == "cleaning"


def test_streams_are_planned_hourly_where_something_new_was_curated(manager: Caller) -> None:
    open_shop()
    manager.call("POST", "/ingest/sales/events", {"events": [SALE]})
    work(waiting())
    assert requests() == 0
    run("actions_run_hourly", {})
    assert requests() == 0

    [part] = lake("raw/")
    upload_id = part.split("upload=")[1].split("/")[0]
    run("intake_step_inspect", {"bucket": LAKE, "key": part})
    report(upload_id, 1)
    run("intake_step_finish", {"tenant": "DEMO", "upload_id": upload_id})
    run("actions_run_hourly", {})
    assert requests() == 1

    run("actions_step_prepare", {"tenant": "DEMO", "execution": "e1"})
    run("actions_run_hourly", {})
    assert requests() == 1


def requests() -> int:
    """Return how many plans were asked for."""
    items = boto3.client("dynamodb").scan(TableName="actions-table")["Items"]
    events = [json.loads(item["event"]["S"]) for item in items if "event" in item]
    return sum(event["name"] == "PlanRequested.v1" for event in events)
