"""What the inventory context needs from outside."""

from collections.abc import Sequence
from typing import Any, Protocol

from smartretail.kernel.tenancy import Principal

StockPage = dict[str, Any]


class StockShelf(Protocol):
    """Pages of a store's stock, the most urgent SKUs first."""

    def packed(self, who: Principal, store_id: str, page: int) -> bytes | None:
        """Return a page as gzip JSON, or None."""
        ...

    def page(self, who: Principal, store_id: str, page: int) -> StockPage | None:
        """Return a page, or None."""
        ...

    def item(self, who: Principal, store_id: str, sku_id: str) -> dict[str, Any] | None:
        """Return one SKU's row with its `as_of`, or None."""
        ...

    def replace(self, who: Principal, store_id: str, pages: Sequence[StockPage]) -> None:
        """Put these pages in place of the store's present ones."""
        ...
