"""What the forecast context needs from outside."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from smartretail.kernel.tenancy import Principal

Record = dict[str, Any]


class ForecastBundles(Protocol):
    """A store's forecasts on their way into the shelf."""

    def add(self, forecast: Record) -> None:
        """Append the forecast of one SKU."""
        ...

    def close(self, pages: Sequence[Record]) -> None:
        """Replace the store's forecasts and list pages by what was added."""
        ...


class ForecastShelf(Protocol):
    """A store's forecasts by SKU, and pages that list them."""

    def packed_page(self, who: Principal, store_id: str, page: int) -> bytes | None:
        """Return a list page as gzip JSON, or None."""
        ...

    def page(self, who: Principal, store_id: str, page: int) -> Record | None:
        """Return a list page, or None."""
        ...

    def find(self, who: Principal, store_id: str, sku_ids: Iterable[str]) -> Mapping[str, Record]:
        """Return the forecasts found, by SKU."""
        ...

    def bundles(self, who: Principal, store_id: str, as_of: str) -> ForecastBundles:
        """Begin a new set of forecasts for the store."""
        ...
