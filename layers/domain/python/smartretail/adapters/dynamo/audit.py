"""The order of the audit chain, in the admin table."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError

from smartretail.adapters.dynamo.table import ContextTable
from smartretail.admin.model import AuditEntry, Head
from smartretail.kernel.tenancy import Principal

_HEAD = "AUDIT#head"
_LINE = "AUDITLINE#"
_PLACE = "AUDITPLACE#"
_LOST_RACE = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
_serialise = TypeSerializer().serialize


@dataclass(frozen=True)
class DynamoAuditIndex:
    """`AuditIndex`: the chain's end, each event's place, and each line, moved on together."""

    table: ContextTable

    def head(self, who: Principal) -> Head:
        """Return the end of the chain."""
        item = self.table.get(who, _HEAD)
        return Head(int(item["sequence"]), item["hash"]) if item else Head()

    def find(self, who: Principal, cause: str) -> AuditEntry | None:
        """Return the entry made for this event, or None."""
        place = self.table.get(who, f"{_PLACE}{cause}")
        line = self.table.get(who, _line_key(int(place["sequence"]))) if place else None
        return _entry(line) if line else None

    def extend(self, who: Principal, head: Head, entry: AuditEntry) -> bool:
        """Move the end on, if it is still `head` and the event has no place yet."""
        line = {"cause": entry.cause, "line": json.dumps(entry.line)}
        end = {"sequence": entry.sequence, "hash": entry.head.hash}
        writes = [
            self._put(who, _HEAD, end, _still(head)),
            self._put(who, f"{_PLACE}{entry.cause}", {"sequence": entry.sequence}, _ABSENT),
            self._put(who, _line_key(entry.sequence), line, _ABSENT),
        ]
        try:
            self.table.client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            codes = {r.get("Code") for r in error.response.get("CancellationReasons", [])}
            if codes & _LOST_RACE:
                return False
            raise
        return True

    def newest(self, who: Principal, end: Head, limit: int) -> Sequence[AuditEntry]:
        """Return entries from `end` down."""
        above = _line_key(end.sequence + 1)
        items = self.table.query(who, _LINE, after=above, limit=limit, newest_first=True)
        return [_entry(item) for item in items]

    def _put(
        self, who: Principal, sk: str, item: Mapping[str, Any], condition: Mapping[str, Any]
    ) -> Any:
        full = {**item, "pk": f"T#{who.tenant}", "sk": sk}
        marshalled = {key: _serialise(value) for key, value in full.items()}
        return {"Put": {"TableName": self.table.name, "Item": marshalled, **condition}}


_ABSENT = {"ConditionExpression": "attribute_not_exists(pk)"}


def _still(head: Head) -> dict[str, Any]:
    if head == Head():
        return _ABSENT
    return {
        "ConditionExpression": "#hash = :hash",
        "ExpressionAttributeNames": {"#hash": "hash"},
        "ExpressionAttributeValues": {":hash": _serialise(head.hash)},
    }


def _line_key(sequence: int) -> str:
    return f"{_LINE}{sequence:012d}"


def _entry(item: Mapping[str, Any]) -> AuditEntry:
    sequence = int(item["sk"].removeprefix(_LINE))
    return AuditEntry(sequence, item["cause"], json.loads(item["line"]))
