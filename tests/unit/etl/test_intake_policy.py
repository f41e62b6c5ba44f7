"""What a tenant wants done with unknown ids and negative stock, and what the report says of it."""

from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq

from tests.unit.etl.lab import Lab

LINE = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": "1", "price": "2"}
STOCK = {"date": "2025-05-01", "sku_id": "A", "store_id": "S", "on_hand": "-4"}
STRICT = {"unknown_ids": "quarantine"}


def test_unknown_ids_are_set_aside_only_where_a_master_was_uploaded(lab: Lab) -> None:
    rows = [LINE, LINE | {"sku_id": "b"}, LINE | {"store_id": "T", "source_event_id": "7"}]
    assert lab.load("U1", rows, policy=STRICT)["counts"]["kept"] == 3

    lab.load("P1", [{"sku_id": "a"}], "products")
    assert told(lab.load("U2", rows, policy=STRICT)) == [("sku_id", "unknown_sku", 1, "B", 3)]

    lab.load("P2", [{"store_id": "S"}], "stores")
    found = told(lab.load("U2", rows, policy=STRICT))
    assert ("store_id", "unknown_store", 1, "T", 4) in found
    assert lab.load("U2", rows)["counts"]["kept"] == 3


def test_negative_stock_becomes_unknown_where_the_tenant_wants_it_and_is_counted(lab: Lab) -> None:
    rows = [STOCK, STOCK | {"sku_id": "B", "on_hand": "3"}, STOCK | {"sku_id": "C", "on_hand": ""}]
    report = lab.load("U1", rows, "inventory", policy={"negative_stock": "unknown"})

    assert [row["on_hand"] for row in lab.curated("inventory_snapshots")] == [None, 3, None]
    assert {"rule": "negative_stock", "rows": 1}.items() <= report["quality"][0].items()
    assert lab.load("U1", rows, "inventory")["counts"]["rejected"] == 1


def test_the_report_names_reasons_with_an_example_columns_and_days(lab: Lab) -> None:
    rows = [
        LINE,
        LINE | {"date": "2025-01-02", "price": "2.50", "units_sold": "soon"},
        LINE | {"units_sold": "later"},
        LINE | {"date": "2025-01-03", "price": ""},
    ]
    report = lab.load("U1", rows)

    assert told(report) == [("units_sold", "not_a_number", 2, "soon", 3)]
    assert report["days"] == [
        {"date": "2025-01-01", "kept": 1, "rejected": 1},
        {"date": "2025-01-02", "kept": 0, "rejected": 1},
        {"date": "2025-01-03", "kept": 1, "rejected": 0},
    ]
    columns = {column["target"]: column for column in report["columns"]}
    assert columns["price"] == {
        "column": "price",
        "target": "price",
        "filled_pct": 75.0,
        "invalid": 0,
        "min": "2",
        "max": "2.5",
    }
    assert columns["units_sold"]["invalid"] == 2
    assert columns["date"]["max"] == "2025-01-03"


def test_columns_without_a_target_stay_with_the_clean_lines(lab: Lab) -> None:
    lab.load("U1", [LINE | {"other_note": "gift", "other_till": "4"}])
    lab.load("U2", [LINE | {"source_event_id": "9"}])

    key = "clean/sales_transactions/tenant=SHOP/upload=U1/part-0.parquet"
    assert pq.read_table(lab.root / key, partitioning=None)["other_note"].to_pylist() == ["gift"]
    assert lab.curated("sales_transactions")[0]["units_sold"] == Decimal(2)


def told(report: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = ("field", "reason", "rows", "example", "example_row")
    return [tuple(row[name] for name in names) for row in report["reasons"]]
