"""DuckDB and Spark leave the same bytes: one set of rules, two engines."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import duckdb
import pytest

from tests.unit.etl.lab import Lab

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
]
Rows = list[dict[str, Any]]
STRICT = {"unknown_ids": "quarantine", "negative_stock": "unknown"}
RETAIL = {
    "date": "InvoiceDate",
    "sku_id": "StockCode",
    "store_id": "Country",
    "units_sold": "Quantity",
    "price": "UnitPrice",
    "source_event_id": "InvoiceNo",
    "product_name": "Description",
}


def messy(seed: int, rows: int) -> Rows:
    """Sales lines with everything wrong that exports bring."""
    dice = random.Random(seed)
    days = [f"2025-0{1 + at // 28}-{1 + at % 28:02}" for at in range(84)]
    return [
        {
            "date": dice.choice([*days, "2025-02-30", "03/04/2025", ""]),
            "sku_id": dice.choice(["a1", " A1", "ß2", "\uff213", "Post", "", "x\u0301"]),
            "store_id": dice.choice(["North", "south ", "Île"]),
            "units_sold": dice.choice(["1", "2", "2.34567", "-1", "75", "1,200", "n/a", "0"]),
            "price": dice.choice(["2.5", "2.55555", "1.00005", "", "0", "-3", "abc", ".5"]),
            "promo_flag": dice.choice(["", "Yes", "0", "true", "?"]),
            "source_event_id": dice.choice(["", str(dice.randrange(400)), f"C{at % 50}"]),
            "product_name": dice.choice(["", "Tea, green", '"Quoted"', "=cmd()", "चाय"]),
            "category": dice.choice(["", "Drinks"]),
            "currency": dice.choice(["GBP", "EUR", "USD", ""]),
            "other_note": dice.choice(["", "a", "b"]),
        }
        for at in range(rows)
    ]


def both(tmp_path: Path, act: Callable[[Lab], object]) -> tuple[dict[str, bytes], ...]:
    """Do the same on both engines; return all that the lake then holds."""
    left = []
    for engine in ("duckdb", "spark"):
        lab = Lab(tmp_path / engine, engine)
        act(lab)
        left.append(lab.bytes_of(""))
    return tuple(left)


def test_messy_sales_files_leave_the_same_bytes(spark: Any, tmp_path: Path) -> None:
    def act(lab: Lab) -> None:
        lab.load("U1", messy(1, 600), currency="EUR", rate="0.84567")
        lab.load("U2", messy(2, 150))

    duck, on_spark = both(tmp_path, act)
    assert duck == on_spark
    assert not [key for key in duck if key.startswith("staging/")]


def test_stock_counts_and_products_leave_the_same_bytes(spark: Any, tmp_path: Path) -> None:
    def act(lab: Lab) -> None:
        lab.load("U1", stock(3)[:200] + stock(4)[:40], "inventory")
        lab.load("U2", [{"sku_id": "a", "unit_cost": "1.23456", "mrp": "x"}], "products")
        best = {"brand": "Best", "unit_cost": ""}
        lab.load("U3", [best | {"sku_id": sku} for sku in ("A", "K1")], "products")
        lab.load("U4", stock(5)[20:60], "inventory", policy=STRICT)

    duck, on_spark = both(tmp_path, act)
    assert duck == on_spark


def test_panels_leave_the_same_bytes(spark: Any, tmp_path: Path) -> None:
    duck = Lab(tmp_path / "duckdb")
    fill(duck)
    on_spark = Lab(Path(copytree(duck.root, tmp_path / "spark")), "spark")

    assert duck.panel() == on_spark.panel()
    assert duck.bytes_of("plans/") == on_spark.bytes_of("plans/")


@pytest.mark.data
def test_a_slice_of_online_retail_leaves_the_same_bytes(spark: Any, tmp_path: Path) -> None:
    if "SMARTRETAIL_DATA" not in os.environ:
        pytest.skip("SMARTRETAIL_DATA is not set")
    source = Path(os.environ["SMARTRETAIL_DATA"]) / "online_retail" / "transactions.parquet"
    part = tmp_path / "part.parquet"
    duckdb.sql(f"COPY (FROM '{source}' LIMIT 12000 OFFSET 300000) TO '{part}'")

    def act(lab: Lab) -> None:
        lab.put(
            "U1", "sales", "part.parquet", part.read_bytes(), RETAIL, format={"kind": "parquet"}
        )
        assert lab.curate("U1", "part.parquet")["counts"]["read"] == 12_000

    duck, on_spark = both(tmp_path, act)
    assert duck == on_spark


def stock(seed: int) -> Rows:
    dice = random.Random(seed)
    return [
        {
            "date": f"2025-03-{1 + at % 31:02}",
            "sku_id": f"K{at // 31}",
            "store_id": dice.choice(["S1", "S2"]),
            "on_hand": dice.choice(["0", "5", "", "-1", "7.5"]),
            "in_transit": dice.choice(["", "12"]),
            "lead_time_days": dice.choice(["", "9"]),
        }
        for at in range(310)
    ]


def fill(lab: Lab) -> None:
    """Some of everything a panel reads."""
    dice = random.Random(5)
    sales = [
        {
            "date": f"2025-0{2 + at % 2}-{1 + dice.randrange(28):02}",
            "sku_id": f"K{dice.randrange(8)}",
            "store_id": dice.choice(["S1", "S2"]),
            "units_sold": dice.randrange(1, 9),
            "price": dice.choice(["3.10", "3.35", ""]),
            "source_event_id": at,
        }
        for at in range(600)
    ]
    products = [
        {"sku_id": f"K{at}", "unit_cost": "2.1", "supplier_id": f"V{at % 2}", "category": "Tea"}
        for at in range(6)
    ]
    receipts = [
        {
            "receipt_id": at,
            "sku_id": f"K{at % 3}",
            "store_id": "S1",
            "supplier_id": f"V{at % 3 % 2}",
            "ordered_on": f"2025-01-{1 + at:02}",
            "received_on": f"2025-02-{1 + at * 7 % 11:02}",
        }
        for at in range(20)
    ]
    rivals = [
        {"date": f"2025-03-{day:02}", "sku_id": "K1", "competitor": rival, "competitor_price": day}
        for day in (3, 9)
        for rival in ("X", "Y")
    ]
    promotions = [
        {"promo_id": "1", "sku_id": "K1", "store_id": "S1", "region": "", "category": ""},
        {"promo_id": "2", "sku_id": "", "store_id": "", "region": "North", "category": "Tea"},
    ]
    span = {"starts_on": "2025-03-20", "ends_on": "2025-04-05"}
    lab.load("U1", sales)
    lab.load("U2", stock(6), "inventory")
    lab.load("U3", products, "products")
    lab.load("U4", receipts, "receipts")
    lab.load("U5", rivals, "competitor-prices")
    lab.load("U6", [row | span for row in promotions], "promotions")
    lab.load("U7", [{"store_id": "S2", "store_name": "Two", "region": "North"}], "stores")
    lab.load("U8", [{"date": "2025-03-14", "region": "north", "name": "Holi"}], "holidays")
    lab.load("U9", [{"supplier_id": "V1", "lead_time_days": 6, "review_days": 7}], "suppliers")
