"""A tenant of its own at intake's functions, and everything that AWS keeps of it."""

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from boto3.dynamodb.types import TypeDeserializer
from smartretail.bootstrap import clients

from tests.kit.calls import Caller, Context, load, sample
from tests.kit.cloud import AUDIT, LAKE

CSV = b"Day;Code;Shop;Qty\n13.01.2024;A1;S01;3\n14.01.2024;A2;S01;1\n"
MAPPING = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}
REPORT = {"counts": {"read": 2, "kept": 1, "rejected": 1}, "as_of": "2024-01-14"}
TABLES = ("intake-table", "admin-table")
PASSING = ("expires_at", "asked")
ZONES = ((LAKE, "raw"), (LAKE, "reports/intake"), (AUDIT, "audit"))
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")
_HANDLE = re.compile(r'"handle": "([^"]+)"')
_ID = re.compile(r"(?:upl|evt)_\w{26}")
_HASH = re.compile(r"[0-9a-f]{64}")
_deserialise = TypeDeserializer().deserialize


@cache
def handler(function: str) -> Any:
    """Return a function's handler, loaded once as in a warm Lambda."""
    return load(function).handler


class Refused(Exception):
    """An answer that a caller tries again after."""


@dataclass
class Shop:
    """What a person, S3 and the state machine do for one tenant."""

    tenant: str = "BAZAAR"

    def __post_init__(self) -> None:
        self.api = Caller(handler("intake_api"), tenant=self.tenant)
        opened = {"name": "Shop", "base_currency": None, "time_zone": "UTC", "simulated": True}
        handler("admin_run_open_tenant")({"tenant": self.tenant, **opened}, Context())

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call the API; raise `Refused` for anything but success."""
        reply = self.api.call(method, path, body, **headers)
        if reply.status >= 400:
            raise Refused(reply.body)
        return reply.body

    def announce(self, key: str = "k1", **said: Any) -> str:
        """Announce a file, the same one for the same key; return its id."""
        ask = {"file_name": "f.csv", "size_bytes": len(CSV)} | said
        upload_id: str = self.ask("POST", "/ingest/sales", ask, idempotency_key=key)["upload_id"]
        return upload_id

    def step(self, name: str, upload_id: str, **state: Any) -> str:
        """Run a state of the state machine; return where the upload stands."""
        given = {"tenant": self.tenant, "upload_id": upload_id, **state}
        answer: str = handler(f"intake_step_{name}")(given, Context())["state"]
        return answer

    def arrived(self, upload_id: str) -> str:
        """Take S3's event of the file."""
        given = {"bucket": LAKE, "key": self.raw(upload_id)}
        answer: str = handler("intake_step_inspect")(given, Context())["state"]
        return answer

    def choose(self, upload_id: str) -> None:
        """Confirm the columns."""
        self.ask("POST", f"/ingest/{upload_id}/mapping", {"mapping": MAPPING})

    def raw(self, upload_id: str) -> str:
        """The key of the file."""
        return f"raw/tenant={self.tenant}/table=sales/upload={upload_id}/f.csv"

    def sent(self, **said: Any) -> str:
        """Have a file in the lake."""
        upload_id = self.announce(**said)
        clients.s3().put_object(Bucket=LAKE, Key=self.raw(upload_id), Body=CSV)
        return upload_id

    def mapped(self) -> str:
        """Have a file whose columns are confirmed."""
        upload_id = self.sent()
        self.arrived(upload_id)
        self.choose(upload_id)
        return upload_id

    def cleaned(self) -> str:
        """Have an upload that the job has just left its report of."""
        upload_id = self.mapped()
        self.step("inspect", upload_id)
        key = f"reports/intake/tenant={self.tenant}/upload={upload_id}/report.json"
        clients.s3().put_object(Bucket=LAKE, Key=key, Body=json.dumps(REPORT).encode())
        return upload_id

    def curated(self) -> str:
        """Have a curated upload with a rejected row."""
        upload_id = self.cleaned()
        self.step("finish", upload_id)
        return upload_id

    def kept(self) -> list[str]:
        """Everything of the tenant, ids and moments replaced by what they mean."""
        found = [json.dumps(each, sort_keys=True, default=str) for each in self._everything()]
        ids = sorted(set(_ID.findall("".join(found))))
        names = {name: f"{name[:3]} {number}" for number, name in enumerate(ids)}
        handles = set(_HANDLE.findall("".join(found)))
        names |= {one: "open" if one in _open_transfers() else "ended" for one in handles}
        for name, meaning in names.items():
            found = [text.replace(name, meaning) for text in found]
        return sorted(_HASH.sub("hash", _MOMENT.sub("moment", text)) for text in found)

    def outbox(self) -> list[dict[str, Any]]:
        """The outbox as the table's stream brings it."""
        return [
            sample("dynamodb/outbox_insert.json")["Records"][0]
            | {"dynamodb": {"Keys": {}, "NewImage": raw, "SequenceNumber": str(number)}}
            for number, raw in enumerate(self._raw(TABLES[0]), start=1)
            if raw["sk"]["S"].startswith("OUTBOX#")
        ]

    def _everything(self) -> list[Any]:
        return [*self._items(), *self._objects().items()]

    def _items(self) -> list[Any]:
        return [_told(raw) for table in TABLES for raw in self._raw(table)]

    def _raw(self, table: str) -> list[dict[str, Any]]:
        answer = clients.dynamodb().query(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"T#{self.tenant}"}},
        )
        return [dict(item) for item in answer["Items"]]

    def _objects(self) -> dict[str, str]:
        s3, found = clients.s3(), {}
        for bucket, zone in ZONES:
            listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"{zone}/tenant={self.tenant}/")
            for each in listed.get("Contents", []):
                body = s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
                found[each["Key"]] = body.decode()
        return found


def _told(raw: dict[str, Any]) -> dict[str, Any]:
    """Return an item as plain data; an event without its own id, which is new at every try."""
    item = {name: _deserialise(value) for name, value in raw.items() if name not in PASSING}
    if "event" in item:
        event = json.loads(item["event"])
        audit = json.loads(item.get("audit", "null"))
        return {"event": {"name": event["name"], "data": event["data"]}, "audit": audit}
    if not isinstance(item.get("body", ""), str):
        item["body"] = json.loads(gzip.decompress(bytes(item["body"])))
    return item


def _open_transfers() -> set[str]:
    found = clients.s3().list_multipart_uploads(Bucket=LAKE).get("Uploads", [])
    return {each["UploadId"] for each in found}
