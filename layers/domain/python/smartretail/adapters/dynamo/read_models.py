"""Read models: one gzip JSON item per (scope, view, page), 58 times cheaper to read than maps."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from smartretail.adapters.dynamo.table import ContextTable
from smartretail.kernel.tenancy import Principal

_MAX_BYTES = 390_000


class ReadModelTooLarge(ValueError):
    """A page does not fit a DynamoDB item (400 KB); the view must cut smaller pages."""


@dataclass(frozen=True)
class ReadModels:
    """Documents of one context by sort key."""

    table: ContextTable

    def raw(self, who: Principal, key: str) -> bytes | None:
        """Return the stored gzip bytes, to be passed through, or None."""
        item = self.table.get(who, key)
        return bytes(item["body"]) if item else None

    def document(self, who: Principal, key: str) -> Any:
        """Return the unpacked document, or None."""
        packed = self.raw(who, key)
        return None if packed is None else json.loads(gzip.decompress(packed))

    def documents(self, who: Principal, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield (sort key, document) for every key with the prefix."""
        for item in self.table.query(who, prefix):
            yield item["sk"], json.loads(gzip.decompress(bytes(item["body"])))

    def replace(self, who: Principal, prefix: str, documents: Mapping[str, Any]) -> None:
        """Put these documents and remove every other one under the prefix."""
        stale = {item["sk"] for item in self.table.query(who, prefix)} - documents.keys()
        self.table.put_all(who, {key: {"body": pack(body)} for key, body in documents.items()})
        self.table.delete_all(who, sorted(stale))


def pack(document: Any) -> bytes:
    """Return compact JSON as gzip bytes, the same bytes for the same document."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    packed = gzip.compress(text.encode(), compresslevel=6, mtime=0)
    if len(packed) > _MAX_BYTES:
        raise ReadModelTooLarge(f"{len(packed)} bytes in one read model")
    return packed
