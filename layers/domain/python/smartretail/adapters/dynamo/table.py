"""One context's table: tenant-bound items, conditional writes, and the outbox beside them."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.errors import Conflict, Unavailable
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
OUTBOX = "OUTBOX#"
_OUTBOX_SECONDS = 7 * 24 * 3600
_BATCH = 25
_serialise = TypeSerializer().serialize
_deserialise = TypeDeserializer().deserialize


@dataclass(frozen=True)
class Fact:
    """An event and, where a person acted, its audit record: written together with the state."""

    event: Event
    audit: AuditRecord | None = None


@dataclass(frozen=True)
class ContextTable:
    """Reads and writes of one context. The tenant is part of every key and never a parameter."""

    client: "DynamoDBClient"
    name: str

    def get(self, who: Principal, sk: str) -> Item | None:
        """Return the item, or None; one strongly consistent read."""
        found = self.client.get_item(
            TableName=self.name, Key=_key(who, sk), ConsistentRead=True
        ).get("Item")
        return _live(_unmarshal(found)) if found else None

    def query(
        self,
        who: Principal,
        prefix: str,
        *,
        after: str | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[Item]:
        """Yield the items whose sort key begins with `prefix`, in key order or reversed."""
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)",
            "ExpressionAttributeValues": _marshal({":pk": _pk(who), ":sk": prefix}),
            "ScanIndexForward": not newest_first,
        }
        if after:
            request["ExclusiveStartKey"] = _key(who, after)
        yield from self._pages(request, limit)

    def sort_keys(self, who: Principal, prefix: str = "") -> Iterator[str]:
        """Yield the sort keys that begin with `prefix`, those of expired items too."""
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": f"pk = :pk{' AND begins_with(sk, :sk)' if prefix else ''}",
            "ExpressionAttributeValues": _marshal(
                {":pk": _pk(who), **({":sk": prefix} if prefix else {})}
            ),
            "ProjectionExpression": "sk",
        }
        for item in self._pages(request, None):
            yield item["sk"]

    def write(
        self,
        who: Principal,
        sk: str,
        item: Mapping[str, Any],
        facts: Iterable[Fact] = (),
        *,
        expect: Mapping[str, Any] | None = None,
        new: bool = False,
    ) -> None:
        """Put an item and its outbox facts in one transaction.

        With `new` the item must not exist; with `expect` its present attributes must equal these.
        Raise `Conflict` when they do not.
        """
        put: dict[str, Any] = {"TableName": self.name, "Item": _item(who, sk, item)}
        put |= _condition(expect, new)
        outbox = [{"Put": {"TableName": self.name, "Item": _outbox(who, f)}} for f in facts]
        self._transact([{"Put": put}, *outbox])

    def emit(self, who: Principal, fact: Fact) -> None:
        """Write a fact that changes no other state."""
        self.client.put_item(TableName=self.name, Item=_outbox(who, fact))

    def put_all(self, who: Principal, items: Mapping[str, Mapping[str, Any]]) -> None:
        """Put many items (by sort key) in batches of 25; unprocessed ones are sent again."""
        requests = [{"PutRequest": {"Item": _item(who, sk, item)}} for sk, item in items.items()]
        self._batches(requests)

    def delete_all(self, who: Principal, sort_keys: Iterable[str]) -> None:
        """Delete many items in batches of 25."""
        self._batches([{"DeleteRequest": {"Key": _key(who, sk)}} for sk in sort_keys])

    def _transact(self, writes: list[Any]) -> None:
        try:
            self.client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            reasons = error.response.get("CancellationReasons", [])
            if any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
                raise Conflict("It was changed meanwhile; read it again.") from error
            raise

    def _batches(self, requests: list[Any]) -> None:
        for start in range(0, len(requests), _BATCH):
            pending = requests[start : start + _BATCH]
            for attempt in range(8):
                answer = self.client.batch_write_item(RequestItems={self.name: pending})
                pending = answer.get("UnprocessedItems", {}).get(self.name, [])
                if not pending:
                    break
                time.sleep(min(0.05 * 2**attempt, 2.0))
            else:
                raise Unavailable(f"{len(pending)} items could not be written to {self.name}.")

    def _pages(self, request: dict[str, Any], limit: int | None) -> Iterator[Item]:
        remaining = limit
        while True:
            if remaining is not None:
                request["Limit"] = remaining
            answer = self.client.query(**request)
            items = [_live(_unmarshal(raw)) for raw in answer["Items"]]
            yield from (item for item in items if item)
            if remaining is not None:
                remaining -= len(items)
            if "LastEvaluatedKey" not in answer or remaining == 0:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _pk(who: Principal) -> str:
    return f"T#{who.tenant}"


def _key(who: Principal, sk: str) -> Any:
    return _marshal({"pk": _pk(who), "sk": sk})


def _item(who: Principal, sk: str, item: Mapping[str, Any]) -> Any:
    return _marshal({**item, "pk": _pk(who), "sk": sk})


def _outbox(who: Principal, fact: Fact) -> Any:
    body: Item = {
        "event": json.dumps(fact.event.detail()),
        "expires_at": int(time.time()) + _OUTBOX_SECONDS,
    }
    if fact.audit:
        body["audit"] = json.dumps(asdict(fact.audit))
    return _item(who, f"{OUTBOX}{fact.event.id}", body)


def _condition(expect: Mapping[str, Any] | None, new: bool) -> dict[str, Any]:
    if new:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    if not expect:
        return {}
    clauses, values, names = [], {}, {}
    for index, (attribute, value) in enumerate(expect.items()):
        clauses.append(f"#e{index} = :e{index}")
        names[f"#e{index}"] = attribute
        values[f":e{index}"] = value
    return {
        "ConditionExpression": " AND ".join(clauses),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": _marshal(values),
    }


def _marshal(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _serialise(value) for key, value in item.items()}


def _unmarshal(raw: Mapping[str, Any]) -> Item:
    item = {key: _deserialise(value) for key, value in raw.items()}
    return {key: value.value if hasattr(value, "value") else value for key, value in item.items()}


def _live(item: Item) -> Item | None:
    expires = item.get("expires_at")
    return None if expires is not None and int(expires) <= int(time.time()) else item
