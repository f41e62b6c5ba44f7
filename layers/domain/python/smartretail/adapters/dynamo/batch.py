"""Many items by key in one request, strongly consistent, at most a hundred at a time."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from smartretail.adapters.dynamo.table import ContextTable, Item
from smartretail.kernel.errors import Unavailable
from smartretail.kernel.tenancy import Principal

_MOST = 100
_ATTEMPTS = 6
_deserialise = TypeDeserializer().deserialize


def get_all(table: ContextTable, who: Principal, sort_keys: Sequence[str]) -> Iterator[Item]:
    """Yield the items that exist, in no particular order."""
    for start in range(0, len(sort_keys), _MOST):
        yield from _batch(table, who, sort_keys[start : start + _MOST])


def _batch(table: ContextTable, who: Principal, sort_keys: Sequence[str]) -> Iterator[Item]:
    pending: Any = [{"pk": {"S": f"T#{who.tenant}"}, "sk": {"S": key}} for key in sort_keys]
    for attempt in range(_ATTEMPTS):
        request: Any = {table.name: {"Keys": pending, "ConsistentRead": True}}
        answer: Any = table.client.batch_get_item(RequestItems=request)
        for raw in answer["Responses"].get(table.name, []):
            yield {key: _plain(value) for key, value in raw.items()}
        pending = answer.get("UnprocessedKeys", {}).get(table.name, {}).get("Keys", [])
        if not pending:
            return
        time.sleep(0.05 * 2**attempt)
    raise Unavailable("Not everything could be read; please try again.")


def _plain(value: Any) -> Any:
    found = _deserialise(value)
    return found.value if hasattr(found, "value") else found
