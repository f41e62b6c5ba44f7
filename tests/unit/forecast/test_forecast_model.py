"""Totals, weeks and what stands in for a missing forecast."""

from smartretail.forecast.model import (
    by_week,
    change_pct,
    list_row,
    moving_average_record,
    sku_document,
)

from tests.kit.plan import AS_OF, forecast, position


def test_a_row_compares_what_comes_with_what_was() -> None:
    row = list_row(position("A1"), forecast("A1", daily=5.0))

    assert (row["units_28d"], row["forecast_28d"], row["change_pct"]) == (112, 140, 25.0)


def test_change_from_nothing_is_unknown() -> None:
    assert change_pct(0, 5) is None


def test_weeks_add_days_and_bounds_up() -> None:
    weeks = by_week(forecast("A1")["series"][:10])

    assert [week["date"] for week in weeks] == ["2026-11-01", "2026-11-08"]
    assert [week["yhat"] for week in weeks] == [28, 12]


def test_a_document_carries_units_without_revenue() -> None:
    document = sku_document(position("A1"), forecast("A1"))

    assert len(document["history"]) == 56
    assert set(document["history"][0]) == {"date", "units"}
    assert document["backtest"] == {"wape": 0.25, "naive_wape": 0.4}


def test_the_stand_in_is_flat_and_marked() -> None:
    record = moving_average_record(position("A1"), AS_OF, 4.0, 2.0)

    assert record["degraded"]
    assert [record["series"][0]["date"], record["series"][-1]["date"]] == [
        "2026-11-01",
        "2026-11-28",
    ]
    assert record["series"][0]["yhat_lower"] < 4 < record["series"][0]["yhat_upper"]
