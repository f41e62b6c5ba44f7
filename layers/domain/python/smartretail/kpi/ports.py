"""What the KPI context needs from outside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from smartretail.kernel.tenancy import Principal

Record = dict[str, Any]


class SkuBundles(Protocol):
    """Parts of a store's SKUs on their way into the shelf."""

    def add(self, sku_id: str, parts: Record) -> None:
        """Append the parts of one SKU."""
        ...

    def close(self, store: Record) -> None:
        """Replace the store's SKUs and its own parts."""
        ...


class KpiShelf(Protocol):
    """Figures by scope (a store, or `*` for all), and the parts they are made of."""

    def packed(self, who: Principal, view: str, scope: str) -> bytes | None:
        """Return a view (`KPI` or `SERIES`) of a scope as gzip JSON, or None."""
        ...

    def document(self, who: Principal, view: str, scope: str) -> Record | None:
        """Return a view of a scope, or None."""
        ...

    def stores(self, who: Principal) -> list[Record]:
        """Return the parts of every store."""
        ...

    def stores_of(self, who: Principal, store_ids: Sequence[str]) -> list[Record]:
        """Return the parts of these stores as they stand this moment, in their order."""
        ...

    def skus(self, who: Principal, store_id: str | None) -> Iterator[Record]:
        """Yield the parts of SKUs, among them all in the caller's scope, of one store or all."""
        ...

    def bundles(self, who: Principal, store_id: str, head: Mapping[str, Any]) -> SkuBundles:
        """Begin a new set of parts for a store."""
        ...

    def replace(self, who: Principal, view: str, documents: Iterable[tuple[str, Record]]) -> None:
        """Put these documents (by scope) in place of all present ones of the view."""
        ...
