"""Reading a store's stock, and writing it after a plan."""

from collections.abc import Iterable
from dataclasses import dataclass

from smartretail.inventory.contract import StockItem, StockList, StockRow
from smartretail.inventory.ports import StockPage, StockShelf
from smartretail.kernel.errors import NotFound
from smartretail.kernel.ids import business_id
from smartretail.kernel.paging import MAX_PAGE, from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class Stock:
    """A store's stock for those who may see it."""

    shelf: StockShelf

    def listing(self, who: Principal, store_id: str, cursor: str | None) -> bytes | StockList:
        """Return a page, packed as stored when the caller may see every SKU."""
        store_id = business_id(store_id)
        who.require_store(store_id)
        number = _page_number(cursor)
        if who.sees_all_skus:
            packed = self.shelf.packed(who, store_id, number)
            if packed is None:
                raise _unknown_store(store_id)
            return packed
        page = self.shelf.page(who, store_id, number)
        if page is None:
            raise _unknown_store(store_id)
        visible = [item for item in page["items"] if who.sees_sku(item["sku_id"])]
        return StockList.model_validate({**page, "items": visible})

    def one(self, who: Principal, store_id: str, sku_id: str) -> StockItem:
        """Return the stock of one SKU. Raise `NotFound` when it is unknown or out of scope."""
        store_id, sku_id = business_id(store_id), business_id(sku_id)
        who.require_store(store_id)
        who.require_sku(sku_id)
        item = self.shelf.item(who, store_id, sku_id)
        if item is None:
            raise NotFound(f"There is no SKU {sku_id}.", code="sku_not_found")
        return StockItem(store_id=store_id, **item)


@dataclass(frozen=True)
class StockDesk:
    """Writes what a plan found out about a store's stock."""

    shelf: StockShelf

    def publish(self, who: Principal, store_id: str, as_of: str, rows: Iterable[StockRow]) -> None:
        """Replace the store's pages; the most likely to run out come first."""
        ranked = [row.model_dump(mode="json") for row in sorted(rows, key=_urgency)]
        starts = range(0, max(len(ranked), 1), MAX_PAGE)
        pages: list[StockPage] = [
            {
                "as_of": as_of,
                "items": ranked[start : start + MAX_PAGE],
                "next": to_cursor({"page": number + 1}) if number + 1 < len(starts) else None,
            }
            for number, start in enumerate(starts)
        ]
        self.shelf.replace(who, store_id, pages)


def _urgency(row: StockRow) -> tuple[float, float, str]:
    return (-(row.stockout_probability_7d or 0.0), -(row.overstock_days or 0.0), row.sku_id)


def _page_number(cursor: str | None) -> int:
    number = from_cursor(cursor).get("page", 0)
    return number if isinstance(number, int) and 0 <= number < 10_000 else 0


def _unknown_store(store_id: str) -> NotFound:
    return NotFound(f"There is no store {store_id}.", code="store_not_found")
