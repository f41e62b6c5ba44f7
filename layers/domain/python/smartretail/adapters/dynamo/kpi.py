"""Figures in DynamoDB.

`KPI#<store or *>` and `SERIES#<store or *>` are shown as they are; `PARTS#<store>` and
`SKUS#<store>#<bucket>` hold what they are added up from, for callers who may see only some of it.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartretail.adapters.dynamo.batch import get_all
from smartretail.adapters.dynamo.bundles import Bundle, replace_packed
from smartretail.adapters.dynamo.keys import bucket, store_part
from smartretail.adapters.dynamo.read_models import ReadModels, pack
from smartretail.kernel.tenancy import Principal
from smartretail.kpi.ports import Record

_BUCKETS = 32
_ALL = "*"


@dataclass
class DynamoSkuBundles:
    """A store's SKU parts being written, in buckets side by side."""

    models: ReadModels
    who: Principal
    store_id: str
    head: Mapping[str, Any]
    _bundles: dict[str, Bundle] = field(default_factory=dict)

    def add(self, sku_id: str, parts: Record) -> None:
        """Append the parts of one SKU."""
        key = _sku_key(self.store_id, sku_id)
        if key not in self._bundles:
            self._bundles[key] = Bundle(self.head, "skus")
        self._bundles[key].add({"sku_id": sku_id, **parts})

    def close(self, store: Record) -> None:
        """Replace the store's SKUs and its own parts."""
        packed = {key: bundle.close() for key, bundle in self._bundles.items()}
        prefix = f"SKUS#{store_part(self.store_id)}#"
        replace_packed(self.models.table, self.who, prefix, packed)
        body = pack({**self.head, **store})
        self.models.table.put_all(self.who, {_key("PARTS", self.store_id): {"body": body}})


@dataclass(frozen=True)
class DynamoFigures:
    """The KPI table."""

    models: ReadModels

    def packed(self, who: Principal, view: str, scope: str) -> bytes | None:
        """Return a view (`KPI` or `SERIES`) of a scope as gzip JSON, or None."""
        return self.models.raw(who, _key(view, scope))

    def document(self, who: Principal, view: str, scope: str) -> Record | None:
        """Return a view of a scope, or None."""
        found: Record | None = self.models.document(who, _key(view, scope))
        return found

    def stores(self, who: Principal) -> list[Record]:
        """Return the parts of every store."""
        return [document for _, document in self.models.documents(who, "PARTS#")]

    def stores_of(self, who: Principal, store_ids: Sequence[str]) -> list[Record]:
        """Return the parts of these stores as they stand this moment, in their order."""
        keys = [_key("PARTS", store_id) for store_id in store_ids]
        items = {item["sk"]: item for item in get_all(self.models.table, who, keys)}
        bodies = (items[key]["body"] for key in keys if key in items)
        return [json.loads(gzip.decompress(bytes(body))) for body in bodies]

    def skus(self, who: Principal, store_id: str | None) -> Iterator[Record]:
        """Yield the parts of SKUs, among them all in the caller's scope, of one store or all."""
        stores = who.stores if store_id is None else {store_id}
        if _ALL in stores:
            items = self.models.table.query(who, "SKUS#")
        else:
            keys = {_sku_key(store, sku_id) for store in stores for sku_id in who.skus}
            items = get_all(self.models.table, who, sorted(keys))
        for item in items:
            yield json.loads(gzip.decompress(bytes(item["body"])))

    def bundles(self, who: Principal, store_id: str, head: Mapping[str, Any]) -> DynamoSkuBundles:
        """Begin a new set of parts for a store."""
        return DynamoSkuBundles(self.models, who, store_id, head)

    def replace(self, who: Principal, view: str, documents: Iterable[tuple[str, Record]]) -> None:
        """Put these documents (by scope) in place of all present ones of the view."""
        keyed = {_key(view, scope): document for scope, document in documents}
        self.models.replace(who, f"{view}#", keyed)


def _key(view: str, scope: str) -> str:
    return f"{view}#{scope if scope == _ALL else store_part(scope)}"


def _sku_key(store_id: str, sku_id: str) -> str:
    return f"SKUS#{store_part(store_id)}#{bucket(sku_id, _BUCKETS)}"
