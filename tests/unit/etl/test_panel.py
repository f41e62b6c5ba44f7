"""What the model and the decisions are given, checked against small known worlds."""

from datetime import date, timedelta
from statistics import stdev
from typing import Any

import pytest

from tests.unit.etl.lab import TENANT, Lab

LAST = date(2025, 6, 30)


def day(back: int) -> str:
    return (LAST - timedelta(days=back)).isoformat()


def sale(back: int, **changed: Any) -> dict[str, Any]:
    line = {"date": day(back), "sku_id": "A", "store_id": "S1", "units_sold": 2, "price": "3"}
    return line | {"promo_flag": ""} | changed


def only(lab: Lab, kind: str) -> dict[str, Any]:
    (found,) = lab.records(kind)
    return found


def test_series_are_dense_from_the_first_sale_to_the_business_day(lab: Lab) -> None:
    lab.load("U1", [sale(5), sale(3, price="3.5", promo_flag="yes"), sale(0, units_sold="1.5")])
    lab.panel()

    found = only(lab, "panel")
    assert found["start"] == day(5)
    assert found["units"] == [2, 0, 2, 0, 0, 1.5]
    assert found["price"] == [3, 3, 3.5, 3.5, 3.5, 3]
    assert found["promo"] == [0, 0, 1, 0, 0, 0]
    assert (found["on_hand"], found["promo_ahead"], found["events"]) == (None, [0] * 28, {})


def test_unknown_prices_and_stock_are_null(lab: Lab) -> None:
    lab.load("U1", [sale(3, price=""), sale(1), sale(0)])
    counts = [{"date": day(back), "sku_id": "A", "store_id": "S1", "on_hand": 4} for back in (2, 9)]
    lab.load("U2", counts, "inventory")
    lab.panel()

    found = only(lab, "panel")
    assert found["price"] == [None, None, 3, 3]
    assert found["on_hand"] == [None, 4, None, None]


def test_only_pairs_with_a_sale_in_the_last_year_are_planned(lab: Lab) -> None:
    lab.load("U1", [sale(0), sale(364, sku_id="B"), sale(365, sku_id="C")])

    manifest = lab.panel()
    assert [record["sku_id"] for record in lab.records("panel")] == ["A", "B"]
    assert (manifest["series"], manifest["as_of"]) == (2, LAST.isoformat())
    assert manifest["stores"] == [{"store_id": "S1", "store_name": None, "skus": 2}]


def test_planned_promotions_reach_the_right_pairs_and_days(lab: Lab) -> None:
    lab.load("U1", [sale(1), sale(1, store_id="S2"), sale(1, sku_id="B", store_id="S2"), sale(0)])
    lab.load("U2", [{"sku_id": "B", "category": "Tea"}], "products")
    lab.load("U3", [{"store_id": "S2", "region": "North"}], "stores")
    span = {"starts_on": day(0), "ends_on": day(-2)}
    promotions = [
        {"promo_id": "1", "sku_id": "A", "category": "", "store_id": "S1", "region": ""} | span,
        {"promo_id": "2", "sku_id": "", "category": "Tea", "store_id": "", "region": "North"}
        | span,
    ]
    lab.load("U4", promotions, "promotions")
    lab.panel()

    found = {
        (record["store_id"], record["sku_id"]): (record["promo"], sum(record["promo_ahead"]))
        for record in lab.records("panel")
    }
    assert found == {("S1", "A"): ([0, 1], 2), ("S2", "A"): ([0, 0], 0), ("S2", "B"): ([0, 1], 2)}


def test_holidays_come_by_place_and_reach_four_weeks_ahead(lab: Lab) -> None:
    lab.load("U1", [sale(3), sale(0)])
    lab.load("U2", [{"store_id": "S1", "state": "Kerala", "country": "India"}], "stores")
    days = [("KERALA", -7, "Onam"), ("", 1, "Everywhere"), ("Goa", 0, "Elsewhere")]
    days += [("India", -28, "Far"), ("India", -29, "Too far"), ("India", 4, "Before")]
    holidays = [{"region": r, "date": day(back), "name": name} for r, back, name in days]
    lab.load("U3", holidays, "holidays", as_of_limit="2026-01-31")
    lab.panel()

    assert only(lab, "panel")["events"] == {day(1): "Everywhere", day(-7): "Onam", day(-28): "Far"}


def test_a_position_tells_what_is_known_and_null_for_the_rest(lab: Lab) -> None:
    lab.load("U1", [sale(0), sale(27, price="2.5"), sale(28, price="2.5"), sale(56, price="2.5")])
    lab.panel()

    found = only(lab, "positions")
    assert (found["units_28d"], found["units_prev_28d"], found["units_365d"]) == (4, 2, 8)
    assert (found["revenue_28d"], found["margin_28d"], found["unit_cost"]) == (11, None, None)
    assert (found["price"], found["last_price_change"]) == (3, day(0))
    assert (found["on_hand"], found["stockout_days_28d"], found["lead_time_days"]) == (None,) * 3
    assert (found["competitor_low"], found["competitors"]) == (None, 0)
    sold = [(row["date"], row["units"], row["revenue"]) for row in found["history"] if row["units"]]
    assert sold == [(day(28), 2, 5), (day(27), 2, 5), (day(0), 2, 6)]
    assert len(found["history"]) == 56


def test_a_position_joins_cost_stock_and_rivals(lab: Lab) -> None:
    lab.load("U1", [sale(0), sale(30, units_sold=7)])
    lab.load("U2", [{"sku_id": "A", "unit_cost": "2", "category": "Tea"}], "products")
    counts = [(0, 3), (1, 0), (2, 0), (40, 0), (41, 8)]
    stock = [
        {"date": day(back), "sku_id": "A", "store_id": "S1", "on_hand": n} for back, n in counts
    ]
    lab.load("U3", stock, "inventory")
    rivals = [("X", 2, "2.9"), ("X", 9, "1"), ("Y", 3, "3.3"), ("Z", 40, "9")]
    prices = [
        {"date": day(back), "sku_id": "A", "competitor": name, "competitor_price": price}
        for name, back, price in rivals
    ]
    lab.load("U4", prices, "competitor-prices")
    manifest = lab.panel()

    found = only(lab, "positions")
    assert (found["on_hand"], found["stock_as_of"], found["category"]) == (3, day(0), "Tea")
    assert (found["stockout_days_28d"], found["stockout_days_prev_28d"]) == (2, 1)
    assert (found["margin_28d"], found["margin_prev_28d"]) == (2, 7)
    band = (found["competitor_low"], found["competitor_high"], found["competitor_as_of"])
    assert (*band, found["competitors"]) == (2.9, 3.3, day(2), 2)
    assert manifest["missing"] == ["receipts"]
    last = {"store_id": "S1", "date": day(0), "revenue": 6, "units": 2, "margin": 2}
    assert manifest["daily"][-1] == last


@pytest.mark.parametrize(("deliveries", "learned"), [(5, True), (4, False)])
def test_lead_times_are_learned_from_five_deliveries_else_declared(
    lab: Lab, deliveries: int, learned: bool
) -> None:
    lab.load("U1", [sale(0)])
    lab.load("U2", [{"sku_id": "A", "supplier_id": "V"}], "products")
    lab.load("U3", [{"supplier_id": "V", "lead_time_days": 12, "review_days": 7}], "suppliers")
    taken = [3, 5, 4, 9, 4][:deliveries]
    receipts = [
        {
            "receipt_id": at,
            "sku_id": "A",
            "store_id": "S1",
            "supplier_id": "V",
            "ordered_on": day(60),
            "received_on": day(60 - days),
        }
        for at, days in enumerate(taken)
    ]
    lab.load("U4", receipts, "receipts")
    lab.panel()

    found = only(lab, "positions")
    expected = (5, round(stdev(taken), 4)) if learned else (12, None)
    assert (found["lead_time_days"], found["lead_time_sd"]) == expected
    assert found["review_days"] == 7


def test_a_second_build_replaces_the_first(lab: Lab) -> None:
    lab.load("U1", [sale(0)])
    lab.panel()
    once = lab.bytes_of("plans/")
    lab.lake.write(f"plans/tenant={TENANT}/run=R1/panel/part-0099.jsonl", b"old")
    lab.panel()

    assert lab.bytes_of("plans/") == once
    assert not lab.lake.keys("staging/")


def test_without_sales_the_manifest_says_that_there_is_nothing_to_plan(lab: Lab) -> None:
    found = lab.panel()

    assert (found["as_of"], found["stores"], found["series"]) == (None, [], 0)
    assert len(lab.lake.keys(f"plans/tenant={TENANT}/")) == 1
