"""Figures in DynamoDB.

`KPI#<store or *>` and `SERIES#<store or *>` are shown as they are; `PARTS#<store>` and
`SKUS#<store>#<page>` hold what they are added up from, for callers who may see only some of it.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smartretail.adapters.dynamo.batch import get_all
from smartretail.adapters.dynamo.bundles import Bundle, replace_packed
from smartretail.adapters.dynamo.keys import store_part
from smartretail.adapters.dynamo.read_models import ReadModels, pack
from smartretail.kernel.tenancy import Principal
from smartretail.kpi.ports import Record

_PAGE_SKUS = 150
_ALL = "*"


@dataclass
class DynamoSkuBundles:
    """Pages of a store's SKU parts being written one after the other."""

    models: ReadModels
    who: Principal
    store_id: str
    head: Mapping[str, Any]
    _packed: list[bytes] = field(default_factory=list)
    _open: Bundle | None = None
    _size: int = 0

    def add(self, sku_id: str, parts: Record) -> None:
        """Append the parts of one SKU."""
        if self._open is None:
            self._open, self._size = Bundle(self.head, "skus"), 0
        self._open.add({"sku_id": sku_id, **parts})
        self._size += 1
        if self._size == _PAGE_SKUS:
            self._turn()

    def close(self, store: Record) -> None:
        """Replace the store's SKUs and its own parts."""
        self._turn()
        prefix = f"SKUS#{store_part(self.store_id)}#"
        pages = {f"{prefix}{number:04d}": body for number, body in enumerate(self._packed)}
        replace_packed(self.models.table, self.who, prefix, pages)
        key = f"PARTS#{store_part(self.store_id)}"
        self.models.table.put_all(self.who, {key: {"body": pack({**self.head, **store})}})

    def _turn(self) -> None:
        if self._open is not None:
            self._packed.append(self._open.close())
            self._open = None


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
        """Yield pages of SKU parts of one store, or of all."""
        prefix = "SKUS#" if store_id is None else f"SKUS#{store_part(store_id)}#"
        for item in self.models.table.query(who, prefix):
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
