"""Real retail files as their owners would export them: a query, a mapping, a format."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.etl.lab import Lab


@dataclass(frozen=True)
class RealFile:
    """A file made of public data; `part` narrows it to a few thousand rows."""

    query: str
    part: str
    mapping: dict[str, str]
    name: str = "file.csv"
    table: str = "sales"
    told: dict[str, Any] = field(default_factory=dict)

    def load(self, lab: Lab, *, whole: bool) -> dict[str, Any]:
        """Export the file, bring it and curate it; return the report."""
        folder = data_folder()
        asked = self.query.format(data=folder) + ("" if whole else f" WHERE {self.part}")
        lab.root.mkdir(parents=True, exist_ok=True)
        file = lab.root.parent / self.name
        form = "(HEADER, DELIMITER ';')" if self.name.endswith(".csv") else "(FORMAT parquet)"
        duckdb.sql(f"COPY ({asked} ORDER BY ALL) TO '{file}' {form}")
        kind = {"kind": "csv", "delimiter": ";"} if "csv" in self.name else {"kind": "parquet"}
        told = {"format": kind} | self.told
        lab.put("U1", self.table, self.name, file.read_bytes(), self.mapping, **told)
        return lab.curate("U1", self.name)


def data_folder() -> Path:
    """Where external data lies; without it the test is skipped."""
    if "SMARTRETAIL_DATA" not in os.environ:
        pytest.skip("SMARTRETAIL_DATA is not set")
    return Path(os.environ["SMARTRETAIL_DATA"])


ROSSMANN = RealFile(
    """SELECT 'ALL' AS Artikel, Store AS Filiale, strftime(Date, '%d.%m.%Y') AS Tag,
           Customers AS Kunden, replace(Sales || '.00', '.', ',') AS Umsatz, Promo
       FROM '{data}/rossmann/sales.parquet'""",
    "Store <= 60 AND Date BETWEEN '2014-05-01' AND '2014-06-15'",
    {
        "date": "Tag",
        "sku_id": "Artikel",
        "store_id": "Filiale",
        "units_sold": "Kunden",
        "revenue": "Umsatz",
        "promo_flag": "Promo",
    },
    told={"date_formats": {"date": "%d.%m.%Y"}, "decimals": {"revenue": ","}},
)
WALMART = RealFile(
    """SELECT Store, 'DEPT ' || Dept AS Dept, Date, 1 AS Weeks, Weekly_Sales
       FROM '{data}/walmart_2014/sales.parquet'""",
    "Store IN (4, 14) AND Date >= '2012-06-01'",
    {
        "date": "Date",
        "sku_id": "Dept",
        "store_id": "Store",
        "units_sold": "Weeks",
        "revenue": "Weekly_Sales",
    },
)
M5 = RealFile(
    """SELECT store_id, item_id, date, units, sell_price
       FROM '{data}/m5/sales_daily_item_store.parquet' JOIN '{data}/m5/calendar.parquet' USING (d)
       LEFT JOIN '{data}/m5/sell_prices.parquet' USING (store_id, item_id, wm_yr_wk)""",
    "d > 1931 AND item_id LIKE 'HOBBIES_1_0%' AND store_id IN ('CA_1', 'WI_3')",
    {
        "date": "date",
        "sku_id": "item_id",
        "store_id": "store_id",
        "units_sold": "units",
        "price": "sell_price",
    },
    name="file.parquet",
)
JOURNEY = RealFile(
    "SELECT * FROM '{data}/complete_journey/transactions_sample.parquet'",
    "week IN (20, 21)",
    {
        "date": "transaction_timestamp",
        "sku_id": "product_id",
        "store_id": "store_id",
        "units_sold": "quantity",
        "revenue": "sales_value",
        "source_event_id": "basket_id",
    },
    name="file.parquet",
)
PRODUCTS = RealFile(
    "SELECT * FROM '{data}/complete_journey/products.parquet'",
    "department = 'GROCERY' AND product_id LIKE '9%'",
    {
        "sku_id": "product_id",
        "category": "department",
        "subcategory": "product_category",
        "product_name": "product_type",
        "brand": "brand",
        "pack_size": "package_size",
    },
    table="products",
)
FILES = {
    "rossmann": ROSSMANN,
    "walmart": WALMART,
    "m5": M5,
    "journey": JOURNEY,
    "journey products": PRODUCTS,
}
