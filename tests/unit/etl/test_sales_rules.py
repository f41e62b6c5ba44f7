"""One rule after another, as a retailer would see it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.etl.lab import Lab

LINE = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": "1", "price": "2"}


def reasons(lab: Lab, **changed: Any) -> list[tuple[str, str]]:
    lab.load("U1", [LINE | changed])
    return [(row["field"], row["reason"]) for row in lab.rejects("U1")]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"date": ""}, ("date", "missing")),
        ({"date": "2025-02-29"}, ("date", "not_a_date")),
        ({"date": "02/01/2025"}, ("date", "not_a_date")),
        ({"date": "1979-12-31"}, ("date", "date_too_old")),
        ({"date": "2026-02-01"}, ("date", "date_in_future")),
        ({"sku_id": " "}, ("sku_id", "missing")),
        ({"sku_id": "x" * 129}, ("sku_id", "too_long")),
        ({"sku_id": "postage"}, ("sku_id", "non_product_code")),
        ({"sku_id": "gift_0001_20"}, ("sku_id", "non_product_code")),
        ({"sku_id": "m", "product_name": "Manual"}, ("sku_id", "non_product_code")),
        ({"units_sold": "two"}, ("units_sold", "not_a_number")),
        ({"units_sold": "1e3e"}, ("units_sold", "not_a_number")),
        ({"units_sold": "123456789012"}, ("units_sold", "too_large")),
        ({"price": "0.00"}, ("price", "zero_price")),
        ({"price": "-1"}, ("price", "negative_price")),
        ({"price": "0", "units_sold": "-3"}, ("price", "stock_adjustment")),
        ({"promo_flag": "perhaps"}, ("promo_flag", "not_yes_or_no")),
        ({"revenue": "-4"}, ("revenue", "sign_differs_from_units")),
        ({"currency": "EUR"}, ("currency", "no_exchange_rate")),
    ],
)
def test_what_cannot_be_true_is_set_aside_with_its_reason(
    lab: Lab, changed: dict[str, str], expected: tuple[str, str]
) -> None:
    assert reasons(lab, **changed) == [expected]
    assert not lab.curated("sales_transactions")


def test_a_row_names_every_field_that_is_wrong_and_comes_back_whole(lab: Lab) -> None:
    lab.load("U1", [LINE, LINE | {"date": "soon", "units_sold": "=1+1"}])

    (refused,) = lab.rejects("U1")
    told = LINE | {"date": "soon", "units_sold": "'=1+1"}
    assert refused == told | {
        "row": "3",
        "field": "date; units_sold",
        "reason": "not_a_date; not_a_number",
        "unreadable_row": "",
    }


def test_ids_are_trimmed_upper_case_and_unicode_normal(lab: Lab) -> None:
    lab.load("U1", [LINE | {"sku_id": "\u00a0cafe\u0301\ufb01 ", "store_id": "\uff53\uff11"}])

    (row,) = lab.curated("sales_transactions")
    assert (row["sku_id"], row["store_id"]) == ("CAFÉFI", "S1")


def test_amounts_are_converted_by_the_rate_of_the_file_or_the_row(lab: Lab) -> None:
    rows = [
        LINE | {"sku_id": "A", "currency": "EUR"},
        LINE | {"sku_id": "B", "currency": "GBP"},
        LINE | {"sku_id": "C", "currency": "USD", "exchange_rate": "0.75"},
        LINE | {"sku_id": "D", "currency": "USD"},
        LINE | {"sku_id": "E", "currency": ""},
    ]
    lab.load("U1", rows, currency="EUR", rate="0.84567891")

    prices = {row["sku_id"]: row["price"] for row in lab.curated("sales_transactions")}
    euro = Decimal("1.6914")
    assert prices == {"A": euro, "B": 2, "C": Decimal("1.5"), "E": euro}


def test_a_file_in_another_currency_without_a_rate_is_refused_row_by_row(lab: Lab) -> None:
    report = lab.load("U1", [LINE, LINE | {"price": ""}], currency="EUR")

    assert report["counts"] == {
        "read": 2,
        "rejected": 1,
        "kept": 1,
        "returns": 0,
        "duplicates": 0,
    }


def test_returns_stand_apart_with_positive_units(lab: Lab) -> None:
    rows = [
        LINE | {"source_event_id": "100"},
        LINE | {"source_event_id": "C101", "units_sold": "-2"},
        LINE | {"source_event_id": "C102", "units_sold": "3"},
    ]
    report = lab.load("U1", rows)

    (sale,), (back,) = lab.curated("sales_transactions"), lab.curated("sales_returns")
    assert (sale["units_sold"], back["units_returned"], back["refund"]) == (1, 5, 10)
    assert report["counts"]["returns"] == 2


def test_c_marks_nothing_where_all_invoice_numbers_carry_letters(lab: Lab) -> None:
    rows = [LINE | {"source_event_id": event} for event in ("C101", "D102")]
    report = lab.load("U1", rows)

    assert (report["counts"]["kept"], report["counts"]["returns"]) == (2, 0)


def test_repeated_lines_count_once_but_lines_of_one_invoice_add_up(lab: Lab) -> None:
    rows = [LINE | {"source_event_id": "1", "units_sold": units} for units in ("1", "1", "2")]
    report = lab.load("U1", rows)

    (cell,) = lab.curated("sales_transactions")
    assert (cell["units_sold"], cell["source_event_id"]) == (3, "1")
    assert report["counts"]["duplicates"] == 1


def test_without_an_event_id_the_whole_row_tells_repeats_apart(lab: Lab) -> None:
    rows = [LINE | {"other_till": till} for till in ("1", "1", "2")]
    report = lab.load("U1", rows)

    assert report["counts"]["duplicates"] == 1
    assert lab.curated("sales_transactions")[0]["units_sold"] == 2


def test_a_missing_price_carries_the_last_one_of_that_store_and_says_so(lab: Lab) -> None:
    rows = [
        LINE | {"date": "2025-01-01", "price": ""},
        LINE | {"date": "2025-01-02", "price": "2.5"},
        LINE | {"date": "2025-01-05", "price": ""},
        LINE | {"date": "2025-01-06", "price": "", "store_id": "S2"},
    ]
    lab.load("U1", rows)

    found = [
        (row["price"], row["imputed_price"], row["revenue"])
        for row in lab.curated("sales_transactions")
    ]
    price = Decimal("2.5")
    assert found == [
        (None, False, None),
        (price, False, price),
        (price, True, None),
        (None, False, None),
    ]


def test_units_above_the_99th_percentile_are_capped_unless_promoted(lab: Lab) -> None:
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 6) for day in range(1, 29)]
    rows = [LINE | {"date": day, "units_sold": 1 + at % 7} for at, day in enumerate(days)]
    rows[10] |= {"units_sold": 900}
    rows[20] |= {"units_sold": 800, "promo_flag": "yes"}
    report = lab.load("U1", rows)

    large = [
        (row["units_sold_original"], row["units_sold"])
        for row in lab.curated("sales_transactions")
        if row["units_sold_original"] > 7
    ]
    assert large == [(900, 800), (800, 800)]
    assert {"rule": "winsorised", "rows": 1}.items() <= report["quality"][0].items()


def test_revenue_alone_gives_the_price(lab: Lab) -> None:
    mapping = {name: name for name in LINE if name != "price"} | {"revenue": "price"}
    lab.load("U1", [LINE | {"units_sold": "3", "price": "10"}], mapping=mapping)

    (row,) = lab.curated("sales_transactions")
    assert (row["revenue"], row["price"]) == (10, Decimal("3.3333"))


def test_simulated_data_stays_marked(lab: Lab) -> None:
    lab.load("U1", [LINE], simulated=True)

    assert lab.curated("sales_transactions")[0]["source"] == "simulated"


def test_an_uploader_writes_only_the_stores_and_skus_of_their_scope(lab: Lab) -> None:
    rows = [LINE, LINE | {"store_id": "s2"}, LINE | {"sku_id": "B"}]

    lab.load("U1", rows, stores=["S", "S3"], skus=["A"])

    assert [(row["row"], row["field"], row["reason"]) for row in lab.rejects("U1")] == [
        ("3", "store_id", "outside_your_scope"),
        ("4", "sku_id", "outside_your_scope"),
    ]
    assert [row["store_id"] for row in lab.curated("sales_transactions")] == ["S"]


def test_a_scoped_uploader_cannot_speak_for_every_store(lab: Lab) -> None:
    promotion = {"promo_id": "P", "sku_id": "A", "starts_on": "2025-01-01", "ends_on": "2025-01-02"}

    lab.load("U1", [promotion | {"store_id": ""}], "promotions", stores=["S"])

    assert lab.rejects("U1", "promotions")[0]["reason"] == "outside_your_scope"
