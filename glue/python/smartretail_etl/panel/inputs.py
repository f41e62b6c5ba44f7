"""The curated tables as one planning run sees them: up to its business day, one look each."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import narwhals as nw

from smartretail_etl import keys
from smartretail_etl.cells import CELL
from smartretail_etl.engine import Frame
from smartretail_etl.rebuild import Home
from smartretail_etl.schema import TableSpec
from smartretail_etl.tables import (
    COMPETITOR_PRICES,
    HOLIDAYS,
    INVENTORY,
    PRODUCTS,
    PROMOTIONS,
    RECEIPTS,
    SALES,
    SALES_CELLS,
    STORES,
    SUPPLIERS,
)

HISTORY_DAYS = 1096
ACTIVE_DAYS = 365
COMPETITOR_DAYS = 30
PAIR = ("store_id", "sku_id")


@dataclass(frozen=True)
class Inputs:
    """Frames of one tenant up to `as_of`."""

    home: Home
    as_of: date

    def back(self, days: int) -> date:
        """Return the first day of a window of so many days that ends on `as_of`."""
        return self.as_of - timedelta(days=days - 1)

    @cached_property
    def cells(self) -> Frame:
        """Sales per SKU x store x day; `units` is what was really sold."""
        columns = ["units_sold", "revenue", "price", "promo_flag", "source"]
        found = self.home.engine.scan(self._keys(SALES.name, HISTORY_DAYS), SALES_CELLS)
        frame = found.select(*CELL, *columns, units=nw.col("units_sold_original"))
        return self.home.engine.pin(frame)

    @cached_property
    def active(self) -> Frame:
        """SKU-stores with a sale within the last year."""
        recent = nw.col("date") >= self.back(ACTIVE_DAYS)
        sold = self.cells.filter(recent, nw.col("units") > 0)
        return self.home.engine.pin(sold.select(PAIR).unique())

    @cached_property
    def snapshots(self) -> Frame:
        """Stock counts of active SKU-stores."""
        found = self.home.engine.scan(self._keys(INVENTORY.name, HISTORY_DAYS), INVENTORY.arrow())
        return self.home.engine.pin(found.join(self.active, on=list(PAIR), how="semi"))

    @cached_property
    def competitor_prices(self) -> Frame:
        """Competitor prices that are not stale."""
        found = self._keys(COMPETITOR_PRICES.name, COMPETITOR_DAYS)
        return self.home.engine.pin(self.home.engine.scan(found, COMPETITOR_PRICES.arrow()))

    @cached_property
    def products(self) -> Frame:
        """The product master."""
        return self._whole(PRODUCTS)

    @cached_property
    def stores(self) -> Frame:
        """The stores."""
        return self._whole(STORES)

    @cached_property
    def suppliers(self) -> Frame:
        """The suppliers."""
        return self._whole(SUPPLIERS)

    @cached_property
    def receipts(self) -> Frame:
        """Deliveries received up to the business day."""
        return self._whole(RECEIPTS).filter(nw.col("received_on") <= self.as_of)

    @cached_property
    def promotions(self) -> Frame:
        """Promotions, past and planned."""
        return self._whole(PROMOTIONS)

    @cached_property
    def holidays(self) -> Frame:
        """Holidays, past and to come."""
        return self._whole(HOLIDAYS)

    def _keys(self, table: str, days: int) -> list[str]:
        first = self.back(days)
        found = self.home.days(table)
        return [key for day, key in sorted(found.items()) if first <= day <= self.as_of]

    def _whole(self, table: TableSpec) -> Frame:
        key = keys.curated_whole(table.name, self.home.tenant)
        found = self.home.lake.keys(key)
        return self.home.engine.pin(self.home.engine.scan(found, table.arrow()))


def categories(inputs: Inputs) -> Frame:
    """Category per SKU."""
    return inputs.products.select("sku_id", "category")
