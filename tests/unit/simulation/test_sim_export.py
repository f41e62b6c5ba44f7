"""The files a person would upload: right by the contract, the same for the same seed."""

import csv
import hashlib
import json
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from smartretail.intake.tables import TABLES, Table

from simulation.export import write_demo
from simulation.history import History
from simulation.world import LAST_DAY

Rows = list[dict[str, str]]


def rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def products(demo: dict[str, Path]) -> dict[str, dict[str, str]]:
    return {row["sku_id"]: row for row in rows(demo["products"])}


@pytest.fixture(scope="module")
def sales(demo: dict[str, Path]) -> Rows:
    return rows(demo["sales"])


@pytest.mark.parametrize("table", list(Table))
def test_every_table_has_a_file_whose_columns_need_no_mapping(
    demo: dict[str, Path], table: Table
) -> None:
    found = rows(demo[table.value])
    targets = {target.name for target in TABLES[table].targets}
    required = [target.name for target in TABLES[table].required]

    assert found
    assert set(found[0]) <= targets
    assert all(row[name] != "" for row in found for name in required)
    assert not any(None in row or None in row.values() for row in found)


def test_sales_are_small_enough_to_ship_through_the_front_door(
    demo: dict[str, Path], sales: Rows
) -> None:
    assert 150_000 < len(sales) <= 250_000
    assert demo["sales"].stat().st_size < 15_000_000
    assert max(row["date"] for row in sales) == LAST_DAY.isoformat()
    assert not any(row["units_sold"] == "0" for row in sales)


def test_a_sale_is_charged_at_most_the_mrp_and_its_value_is_units_times_price(
    sales: Rows, products: dict[str, dict[str, str]]
) -> None:
    for row in sales:
        assert 0 < float(row["price"]) <= float(products[row["sku_id"]]["mrp"])
        value = int(row["units_sold"]) * float(row["price"])
        assert abs(float(row["revenue"]) - value) < 0.005


def test_no_line_of_sales_is_there_twice(sales: Rows) -> None:
    lines = [tuple(row.values()) for row in sales]

    assert len(set(lines)) == len(lines)


def test_sales_add_up_to_the_units_sold(sales: Rows, history: History) -> None:
    assert sum(int(r["units_sold"]) for r in sales if int(r["units_sold"]) > 0) == (
        history.sold.sum()
    )
    assert -sum(int(r["units_sold"]) for r in sales if int(r["units_sold"]) < 0) > 0


def test_stock_of_the_files_follows_from_sales_and_receipts(
    demo: dict[str, Path], sales: Rows
) -> None:
    first, last = LAST_DAY - timedelta(days=120), LAST_DAY
    stock = {
        (row["date"], row["store_id"], row["sku_id"]): int(row["on_hand"])
        for row in rows(demo["inventory"])
        if row["date"] in (str(first), str(last))
    }
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for row in sales:
        if row["date"] > str(first) and int(row["units_sold"]) > 0:
            moved[row["store_id"], row["sku_id"]] -= int(row["units_sold"])
    for row in rows(demo["receipts"]):
        if row["received_on"] > str(first):
            moved[row["store_id"], row["sku_id"]] += int(row["received_units"])

    opening = [(store, sku, n) for (day, store, sku), n in stock.items() if day == str(first)]
    assert len(opening) > 700
    for store, sku, units in opening:
        assert units + moved[store, sku] == stock[str(last), store, sku]


def test_products_leave_room_between_cost_floor_and_mrp(
    products: dict[str, dict[str, str]],
) -> None:
    assert len(products) == 128
    for row in products.values():
        floor = float(row["unit_cost"]) / (1 - float(row["min_margin_pct"]) / 100)
        assert floor < float(row["mrp"])
        assert 2 <= float(row["min_margin_pct"]) < 40
        if row["map_price"]:
            assert float(row["map_price"]) < float(row["mrp"])


def test_every_reference_leads_somewhere(
    demo: dict[str, Path], sales: Rows, products: dict[str, dict[str, str]]
) -> None:
    stores = {row["store_id"] for row in rows(demo["stores"])}
    regions = {row["region"] for row in rows(demo["stores"])} | {""}
    suppliers = {row["supplier_id"] for row in rows(demo["suppliers"])}

    assert {row["store_id"] for row in sales} == stores
    assert {row["sku_id"] for row in sales} == set(products)
    assert {row["supplier_id"] for row in products.values()} == suppliers
    assert {row["region"] for row in rows(demo["holidays"])} <= regions
    assert {row["region"] for row in rows(demo["promotions"])} <= regions


def test_the_weeks_ahead_hold_diwali_and_its_offers(demo: dict[str, Path]) -> None:
    ahead = {LAST_DAY + timedelta(days=n) for n in range(1, 29)}
    names = {r["name"] for r in rows(demo["holidays"]) if date.fromisoformat(r["date"]) in ahead}
    offers = [r for r in rows(demo["promotions"]) if r["mechanic"] == "festival_offer"]

    assert "Diwali" in names
    assert any(date.fromisoformat(row["ends_on"]) in ahead for row in offers)


def test_promoted_sales_lie_within_a_promotion_of_the_plan(
    demo: dict[str, Path], sales: Rows, products: dict[str, dict[str, str]]
) -> None:
    regions = {row["store_id"]: row["region"] for row in rows(demo["stores"])}
    plan = rows(demo["promotions"])
    promoted = [row for row in sales if row["promo_flag"] == "1"][::400]

    assert promoted
    for sale in promoted:
        sku, store = sale["sku_id"], sale["store_id"]
        assert any(
            p["starts_on"] <= sale["date"] <= p["ends_on"]
            and (p["sku_id"] == sku or p["category"] == products[sku]["category"])
            and p["store_id"] in ("", store)
            and p["region"] in ("", regions[store])
            for p in plan
        )


def test_the_truth_is_kept_beside_the_files(demo: dict[str, Path]) -> None:
    folder = demo["sales"].parent / "truth"
    known = json.loads((folder / "parameters.json").read_text(encoding="utf-8"))
    demand = pq.read_table(folder / "demand.parquet")

    assert {event["kind"] for event in known["anomalies"]} == {
        "store_closed",
        "bulk_order",
        "mispriced",
        "supplier_delay",
    }
    assert all(product["elasticity"] < 0 for product in known["products"])
    lost = pc.sum(demand["demand"]).as_py() - pc.sum(demand["sold"]).as_py()
    assert lost == known["lost_units"] > 0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    prints = []
    for run, seed in enumerate((5, 5, 6)):
        folder = tmp_path / str(run)
        written = write_demo(folder, seed, days=60)
        paths = [*written.values(), *sorted((folder / "truth").iterdir())]
        prints.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in paths])

    assert prints[0] == prints[1]
    assert prints[0] != prints[2]
