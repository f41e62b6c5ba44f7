import copy
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from smartretail.bootstrap import clients

from infra.openapi import DOCUMENT, document, event_schemas, written
from tests.kit.calls import Caller, Context, load, sample
from tests.kit.cloud import AUDIT, Cloud

_PUT = "provide-client-params.events.PutEvents"
RECORD = sample("dynamodb/outbox_insert.json")["Records"][0]


def batch(*records: dict[str, Any]) -> dict[str, Any]:
    return {"Records": list(records)}


def record(number: int, tenant: str = "DEMO") -> dict[str, Any]:
    made = copy.deepcopy(RECORD)
    image = made["dynamodb"]["NewImage"]
    event = json.loads(image["event"]["S"]) | {"id": f"evt_{number:026d}", "tenant": tenant}
    audit = json.loads(image["audit"]["S"]) | {"tenant_id": tenant}
    image |= {
        "pk": {"S": f"T#{tenant}"},
        "event": {"S": json.dumps(event)},
        "audit": {"S": json.dumps(audit)},
    }
    made["dynamodb"]["SequenceNumber"] = str(number)
    return made


@pytest.fixture
def sent(cloud: Cloud) -> Iterator[list[dict[str, Any]]]:
    entries: list[dict[str, Any]] = []
    calls = clients.events().meta.events
    calls.register(_PUT, (note := lambda params, **_: entries.extend(params["Entries"])))
    yield entries
    calls.unregister(_PUT, note)


def deliver(*records: dict[str, Any]) -> Any:
    return load("platform_on_outbox").handler(batch(*records), Context())


def archived() -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket=AUDIT)
    return [item["Key"] for item in found.get("Contents", [])]


def test_an_outbox_item_becomes_an_event_and_an_audit_line(sent: list[dict[str, Any]]) -> None:
    assert deliver(RECORD) == {"batchItemFailures": []}

    (entry,) = sent
    assert (entry["Source"], entry["DetailType"]) == ("smartretail.admin", "SettingsChanged.v1")
    assert json.loads(entry["Detail"])["tenant"] == "DEMO"
    (key,) = archived()
    assert key == "audit/tenant=DEMO/2026-11-21/000000000001-evt_01KAJ7Q0000000000000000001.jsonl"


def test_redelivery_doubles_no_line(sent: list[dict[str, Any]]) -> None:
    deliver(RECORD)
    deliver(RECORD, record(2))
    deliver(RECORD, record(2))

    assert len(archived()) == 2
    versions = boto3.client("s3").list_object_versions(Bucket=AUDIT)["Versions"]
    assert len(versions) == 2


def test_other_changes_pass_unnoticed(sent: list[dict[str, Any]]) -> None:
    state = copy.deepcopy(RECORD)
    state["dynamodb"]["NewImage"]["sk"] = {"S": "UPLOAD#upl_1"}
    swept = copy.deepcopy(RECORD) | {"eventName": "REMOVE"}
    del swept["dynamodb"]["NewImage"]

    assert deliver(state, swept) == {"batchItemFailures": []}
    assert (sent, archived()) == ([], [])


def test_the_tenant_is_the_one_of_the_items_key(sent: list[dict[str, Any]]) -> None:
    forged = record(3, tenant="SHOP")
    forged["dynamodb"]["NewImage"]["pk"] = {"S": "T#DEMO"}
    deliver(forged)

    assert json.loads(sent[0]["Detail"])["tenant"] == "DEMO"
    assert archived()[0].startswith("audit/tenant=DEMO/")


def test_an_event_the_bus_refuses_in_part_is_delivered_again(
    sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}
    monkeypatch.setattr(clients.events(), "put_events", lambda **_: answer)
    failures = deliver(RECORD)["batchItemFailures"]

    assert failures == [{"itemIdentifier": RECORD["dynamodb"]["SequenceNumber"]}]
    assert len(archived()) == 1


def test_one_bad_item_does_not_hold_up_the_others(sent: list[dict[str, Any]]) -> None:
    bad = copy.deepcopy(RECORD)
    bad["dynamodb"]["NewImage"]["event"] = {"S": "not json"}
    bad["dynamodb"]["SequenceNumber"] = "7"

    assert deliver(bad, record(8))["batchItemFailures"] == [{"itemIdentifier": "7"}]
    assert len(sent) == 1


def test_what_was_written_reads_back_verified(sent: list[dict[str, Any]]) -> None:
    deliver(*(record(n) for n in range(1, 8)))
    page = Caller(load("admin_api").handler, role="admin").call("GET", "/admin/audit").body

    assert [line["sequence"] for line in page["lines"]] == [7, 6, 5, 4, 3, 2, 1]
    assert page["integrity"] == {
        "state": "intact",
        "checked": 7,
        "pending": 0,
        "broken_at": None,
    }
    assert page["lines"][0]["after"] == {"max_delta_pct": 5.0}


def test_an_archived_line_is_never_written_over(sent: list[dict[str, Any]]) -> None:
    deliver(RECORD)

    with pytest.raises(ClientError, match="PreconditionFailed"):
        boto3.client("s3").put_object(Bucket=AUDIT, Key=archived()[0], Body=b"", IfNoneMatch="*")


def test_health_needs_no_token(cloud: Cloud) -> None:
    reply = Caller(load("platform_api").handler).call("GET", "/health")

    assert (reply.status, reply.body) == (200, {"status": "ok"})


def test_the_api_describes_itself(cloud: Cloud) -> None:
    reply = Caller(load("platform_api").handler).call("GET", "/openapi.json")

    assert reply.status == 200
    assert reply.body["openapi"] == "3.1.0"


def test_the_committed_description_is_the_one_of_the_code() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == written(document()), "run: make openapi"


def test_the_committed_event_schemas_are_those_of_the_code() -> None:
    for path, schema in event_schemas():
        assert path.read_text(encoding="utf-8") == written(schema), "run: make openapi"


def test_every_route_but_the_public_ones_names_its_roles() -> None:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    unprotected = {
        path
        for path, operations in paths.items()
        for o in operations.values()
        if "x-roles" not in o
    }

    assert unprotected == {"/health", "/openapi.json"}
