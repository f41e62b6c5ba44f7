"""Stock, prices and dimensions: one row per key, the newest word counts, unknown stays null."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.etl.lab import Lab

STOCK = {"date": "2025-05-01", "sku_id": "A", "store_id": "S", "on_hand": "5", "in_transit": ""}


def test_stock_is_never_imputed_and_the_last_row_of_a_file_counts(lab: Lab) -> None:
    report = lab.load("U1", [STOCK, STOCK | {"on_hand": ""}], "inventory")

    (row,) = lab.curated("inventory_snapshots")
    assert (row["on_hand"], row["in_transit"], row["backorder"]) == (None, None, None)
    assert report["counts"] == {
        "read": 2,
        "rejected": 0,
        "kept": 1,
        "returns": 0,
        "duplicates": 1,
    }


def test_negative_stock_is_set_aside(lab: Lab) -> None:
    lab.load("U1", [STOCK | {"on_hand": "-1"}], "inventory")

    (row,) = lab.rejects("U1", "inventory_snapshots")
    assert (row["field"], row["reason"], row["on_hand"]) == ("on_hand", "negative", "-1")
    assert not lab.curated("inventory_snapshots")


def test_the_newest_upload_tells_a_stock_count_in_any_order(tmp_path: Path) -> None:
    files = {"U1": [STOCK, STOCK | {"sku_id": "B"}], "U2": [STOCK | {"on_hand": "9"}]}
    left = []
    for order in (("U1", "U2"), ("U2", "U1"), ("U2", "U1", "U1")):
        lab = Lab(tmp_path / "-".join(order))
        for upload in order:
            lab.load(upload, files[upload], "inventory")
        left.append(lab.bytes_of())
        assert [row["on_hand"] for row in lab.curated("inventory_snapshots")] == [9, 5]

    assert left[0] == left[1] == left[2]


def test_competitor_prices_are_converted(lab: Lab) -> None:
    row = {"date": "2025-05-01", "sku_id": "A", "competitor": "X", "competitor_price": "10"}
    lab.load("U1", [row], "competitor-prices", currency="EUR", rate="0.8")

    assert lab.curated("competitor_prices")[0]["competitor_price"] == Decimal(8)


def test_an_uploaded_product_is_never_renamed_by_a_sales_file(lab: Lab) -> None:
    lab.load("U1", [{"sku_id": "A", "product_name": "Tea", "unit_cost": "1.5"}], "products")
    sale = {"date": "2025-05-01", "store_id": "S", "units_sold": 1}
    named = [("A", "TEA PACK", "Drinks"), ("B", "Salt", ""), ("B", "Sea salt", "")]
    rows = [
        sale | {"sku_id": sku, "product_name": name, "category": kind, "date": f"2025-05-0{at}"}
        for at, (sku, name, kind) in enumerate(named, start=1)
    ]
    lab.load("U2", rows)

    found = {
        row["sku_id"]: (row["product_name"], row["category"], row["unit_cost"])
        for row in lab.curated("product_master")
    }
    assert found == {"A": ("Tea", "Drinks", Decimal("1.5")), "B": ("Sea salt", None, None)}
    assert [row["store_id"] for row in lab.curated("stores")] == ["S"]


def test_a_later_product_file_adds_what_it_knows_and_forgets_nothing(lab: Lab) -> None:
    lab.load("U1", [{"sku_id": "A", "product_name": "Tea", "unit_cost": "1.5"}], "products")
    lab.load("U2", [{"sku_id": "a", "product_name": "", "unit_cost": "1.6"}], "products")

    (row,) = lab.curated("product_master")
    assert (row["product_name"], row["unit_cost"]) == ("Tea", Decimal("1.6"))


@pytest.mark.parametrize(
    ("table", "row", "expected"),
    [
        (
            "stores",
            {"store_id": "s1", "store_name": "One", "opened_on": "2030-01-01", "latitude": "91"},
            ("latitude", "above_maximum"),
        ),
        ("suppliers", {"supplier_id": "v", "lead_time_days": "-1"}, ("lead_time_days", "negative")),
        (
            "receipts",
            {
                "receipt_id": "1",
                "sku_id": "A",
                "store_id": "S",
                "ordered_on": "2025-02-02",
                "received_on": "2025-02-01",
            },
            ("received_on", "ends_before_start"),
        ),
        (
            "promotions",
            {"promo_id": "1", "store_id": "S", "starts_on": "2025-01-01", "ends_on": "2025-01-02"},
            ("sku_id", "no_scope"),
        ),
        ("holidays", {"date": "2030-08-15", "name": ""}, ("name", "missing")),
    ],
)
def test_each_dimension_has_its_own_limits(
    lab: Lab, table: str, row: dict[str, str], expected: tuple[str, str]
) -> None:
    name = {"stores": "stores", "suppliers": "suppliers"}.get(table, table)
    lab.load("U1", [row], table)

    assert [(r["field"], r["reason"]) for r in lab.rejects("U1", name)] == [expected]
    assert not lab.curated(name)


def test_dimensions_may_lie_ahead_and_keep_their_types(lab: Lab) -> None:
    rows = [{"date": "2030-08-15", "region": "", "name": "Independence Day", "kind": "public"}]
    lab.load("U1", rows, "holidays")
    store = {"store_id": "s1", "opened_on": "2030-01-01", "latitude": "12.9716"}
    lab.load("U2", [store], "stores")

    found: list[dict[str, Any]] = lab.curated("holidays")
    assert (found[0]["date"], found[0]["region"]) == (date(2030, 8, 15), None)
    assert lab.curated("stores")[0]["latitude"] == Decimal("12.9716")
