import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from tests.kit.calls import Caller, Context, load, sample
from tests.kit.cloud import LAKE, Cloud

CSV = b"Day;Code;Shop;Qty\n13.01.2024;A1;S01;3\n14.01.2024;A2;S01;1\n"
CHOICE = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}


@dataclass
class Shop:
    caller: Caller

    def run(self, function: str, state: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = load(function).handler(state, Context())
        return answer

    def put(self, data: bytes = CSV, name: str = "f.csv") -> dict[str, str]:
        ask = {"file_name": name, "size_bytes": len(data)}
        ticket = self.caller.call("POST", "/ingest/sales", ask, idempotency_key=name).body
        key = f"raw/tenant=DEMO/table=sales/upload={ticket['upload_id']}/{name}"
        boto3.client("s3").put_object(Bucket=LAKE, Key=key, Body=data)
        return {"bucket": LAKE, "key": key}

    def read(self, upload_id: str) -> Any:
        return self.caller.call("GET", f"/ingest/{upload_id}").body


@pytest.fixture
def shop(cloud: Cloud) -> Iterator[Shop]:
    load("admin_run_open_tenant").handler(
        {
            "tenant": "DEMO",
            "name": "Bharat Bazaar",
            "base_currency": None,
            "time_zone": "Asia/Kolkata",
            "simulated": True,
        },
        Context(),
    )
    yield Shop(Caller(load("intake_api").handler))


def upload_of(state: dict[str, str]) -> str:
    return state["key"].split("upload=")[1].split("/")[0]


def test_an_upload_goes_from_the_event_to_curated(shop: Shop) -> None:
    placed = shop.put()
    upload_id = upload_of(placed)
    asked = shop.run("intake_step_inspect", placed)
    assert asked["state"] == "needs_mapping"
    assert shop.read(upload_id)["suggested"]

    chosen = shop.caller.call("POST", f"/ingest/{upload_id}/mapping", {"mapping": CHOICE})
    assert (chosen.status, chosen.body["state"]) == (200, "inspecting")
    going = shop.run("intake_step_inspect", {"tenant": "DEMO", "upload_id": upload_id})
    assert going["state"] == "cleaning"
    s3 = boto3.client("s3")
    request = json.loads(s3.get_object(Bucket=LAKE, Key=going["request"])["Body"].read())
    assert (request["mapping"], request["date_formats"]) == (CHOICE, {"date": "%d.%m.%Y"})

    report = {"counts": {"read": 2, "kept": 1, "rejected": 1}, "as_of": "2024-01-14"}
    folder = f"tenant=DEMO/upload={upload_id}"
    s3.put_object(
        Bucket=LAKE, Key=f"reports/intake/{folder}/report.json", Body=json.dumps(report).encode()
    )
    shop.run("intake_step_finish", {"tenant": "DEMO", "upload_id": upload_id})

    done = shop.read(upload_id)
    assert (done["state"], done["counts"]["kept"]) == ("curated", 1)
    link = shop.caller.call("GET", f"/ingest/{upload_id}/rejects").body
    assert (
        f"/{LAKE}/quarantine/sales_transactions/{folder.replace('=', '%3D')}/rejects.csv"
        in link["download_url"]
    )
    assert "attachment" in link["download_url"]


def test_a_failed_job_ends_in_words_for_the_person(shop: Shop) -> None:
    placed = shop.put()
    shop.run("intake_step_inspect", placed)
    error = sample("states/glue_failed.json")["error"]
    shop.run("intake_step_fail", placed | {"error": error})

    failed = shop.read(upload_of(placed))
    assert failed["state"] == "failed"
    assert failed["problem"]["detail"].startswith("The file has no column 'Qty'")


def test_a_file_that_cannot_be_read_raises_its_own_name(shop: Shop) -> None:
    placed = shop.put(b"%PDF-1.7 not a table")

    with pytest.raises(Exception, match="PDF") as refusal:
        shop.run("intake_step_inspect", placed)
    assert type(refusal.value).__name__ == "Unreadable"


def test_an_empty_or_missing_object_is_refused(shop: Shop) -> None:
    placed = shop.put()
    boto3.client("s3").put_object(Bucket=LAKE, Key=placed["key"], Body=b"")
    with pytest.raises(Exception, match="announced"):
        shop.run("intake_step_inspect", placed)
    boto3.client("s3").delete_object(Bucket=LAKE, Key=placed["key"])
    with pytest.raises(Exception, match="not there"):
        shop.run("intake_step_inspect", placed)


def test_the_recorded_event_names_bucket_and_key_as_the_rule_passes_them_on(shop: Shop) -> None:
    detail = sample("s3/object_created.json")["detail"]

    with pytest.raises(Exception, match="No upload was announced"):
        shop.run(
            "intake_step_inspect",
            {"bucket": detail["bucket"]["name"], "key": detail["object"]["key"]},
        )


@pytest.mark.parametrize(
    "key",
    [
        "raw/tenant=DEMO/table=sales/upload=upl_0/f.csv",
        "raw/tenant=DEMO/table=sales/f.csv",
        "raw/../f.csv",
        "raw/tenant=/table=/upload=/x",
    ],
)
def test_a_file_that_nobody_announced_fails_at_every_step_and_so_raises_the_alarm(
    shop: Shop, key: str
) -> None:
    state = {"bucket": LAKE, "key": key}
    with pytest.raises(Exception, match="No upload was announced"):
        shop.run("intake_step_inspect", state)
    with pytest.raises(Exception, match="No upload was announced"):
        shop.run("intake_step_fail", state | {"error": {"Error": "NotFound", "Cause": "{}"}})


def test_a_file_that_comes_after_its_deletion_is_sent_to_be_forgotten(shop: Shop) -> None:
    placed = shop.put()
    upload_id = upload_of(placed)
    assert shop.caller.call("DELETE", f"/ingest/{upload_id}").status == 202
    assert shop.run("intake_step_inspect", placed)["state"] == "deleting"
    shop.run("intake_step_forgotten", {"tenant": "DEMO", "upload_id": upload_id})

    late = shop.run("intake_step_inspect", placed)
    assert (late["state"], late["tenant"], late["table"]) == ("deleted", "DEMO", "sales")


def test_a_failed_upload_is_cleaned_again_through_its_mapping(shop: Shop) -> None:
    placed = shop.put()
    upload_id = upload_of(placed)
    shop.run("intake_step_inspect", placed)
    shop.caller.call("POST", f"/ingest/{upload_id}/mapping", {"mapping": CHOICE})
    state = {"tenant": "DEMO", "upload_id": upload_id}
    shop.run("intake_step_inspect", state)
    cause = json.dumps({"JobName": "curate", "JobRunState": "FAILED", "ErrorMessage": "signal 9"})
    shop.run("intake_step_fail", state | {"error": {"Error": "States.TaskFailed", "Cause": cause}})
    assert "confirm its columns again" in shop.read(upload_id)["problem"]["detail"]

    shop.caller.call("POST", f"/ingest/{upload_id}/mapping", {"mapping": CHOICE})
    assert shop.run("intake_step_inspect", state)["state"] == "cleaning"
