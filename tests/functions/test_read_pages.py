"""What people read after a plan: shapes, scopes, and at most one call per page."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.calls import Caller, load
from tests.kit.cloud import Cloud
from tests.kit.counting import counted
from tests.kit.plan import AS_OF, forecast, full, open_tenant, open_topic, position, run_plan

UNSURE = {"value": -1.2, "low": -3.0, "high": 0.5, "identified": False, "n": 4}
STORES = {
    "S01": (
        [
            full("A1", competitor_low=190.0, competitor_high=210.0),
            full("A2", on_hand=100.0, price=100.0, unit_cost=50.0),
            position("A3", on_hand=None),
            full("A4", on_hand=30.0, competitor_low=150.0, competitor_high=160.0),
        ],
        [
            forecast("A1"),
            forecast("A2", degraded=True, reason="short_history", daily=9.0),
            forecast("A3"),
            forecast("A4", elasticity=UNSURE),
        ],
    ),
    "S02": ([position("A1", "S02")], [forecast("A1", "S02")]),
    "S03": ([position("A1", "S03")], []),
}
SELLER: dict[str, Any] = {
    "role": "seller",
    "email": "seller@demo.example",
    "stores": "S01,S02",
    "skus": "A1,A2",
}


@pytest.fixture(scope="module")
def planned(account: Cloud) -> Iterator[None]:
    account.empty()
    with pytest.MonkeyPatch.context() as patch:
        open_topic(patch)
        open_tenant()
        run_plan(STORES)
        yield


def get(function: str, path: str, query: dict[str, str] | None = None, **who: Any) -> Any:
    return Caller(load(function).handler, **who).call("GET", path, query=query)


def post(function: str, path: str, body: dict[str, Any], **who: Any) -> Any:
    return Caller(load(function).handler, **who).call("POST", path, body)


READS = [
    ("forecast_api", "/forecast", {"store_id": "S01"}),
    ("forecast_api", "/forecast/S01/A1", None),
    ("inventory_api", "/inventory/S01", None),
    ("inventory_api", "/inventory/S01/A1", None),
    ("alerts_api", "/alerts", None),
    ("alerts_api", "/alerts", {"store_id": "S01"}),
    ("kpi_api", "/kpi", None),
    ("kpi_api", "/kpi", {"store_id": "S01"}),
    ("kpi_api", "/kpi/series", None),
    ("kpi_api", "/kpi/series", {"store_id": "S01", "days": "28"}),
]


@pytest.mark.parametrize(("function", "path", "query"), READS)
@pytest.mark.parametrize("who", [{}, SELLER], ids=["manager", "seller"])
def test_a_page_costs_one_call(
    planned: None, function: str, path: str, query: dict[str, str] | None, who: dict[str, str]
) -> None:
    get(function, path, query, **who)
    with counted() as calls:
        reply = get(function, path, query, **who)

    assert reply.status == 200
    assert len(calls) == 1


@pytest.mark.parametrize(("function", "path", "query"), READS)
def test_another_tenant_sees_nothing_of_it(
    planned: None, function: str, path: str, query: dict[str, str] | None
) -> None:
    reply = get(function, path, query, tenant="OTHER")

    if path in {"/alerts", "/kpi", "/kpi/series"} and query is None:
        assert not reply.body.get("alerts")
        assert not reply.body.get("as_of")
    else:
        assert reply.status == 404


@pytest.mark.parametrize(
    ("function", "path", "query"),
    [
        ("forecast_api", "/forecast", {"store_id": "S03"}),
        ("forecast_api", "/forecast/S01/A3", None),
        ("forecast_api", "/forecast/S01/NONE", None),
        ("inventory_api", "/inventory/S03", None),
        ("inventory_api", "/inventory/S01/A3", None),
        ("alerts_api", "/alerts", {"store_id": "S03"}),
        ("kpi_api", "/kpi", {"store_id": "S03"}),
        ("kpi_api", "/kpi/series", {"store_id": "S03"}),
    ],
)
def test_what_is_out_of_scope_does_not_exist(
    planned: None, function: str, path: str, query: dict[str, str] | None
) -> None:
    assert get(function, path, query, **SELLER).status == 404


def test_a_covered_page_passes_through_packed(planned: None) -> None:
    whole = get("forecast_api", "/forecast", {"store_id": "S01"})
    part = get("forecast_api", "/forecast", {"store_id": "S01"}, **SELLER)

    assert whole.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in part.headers
    assert [row["sku_id"] for row in part.body["items"]] == ["A1", "A2"]
    assert [row for row in whole.body["items"] if row["sku_id"] in {"A1", "A2"}] == part.body[
        "items"
    ]


def test_a_seller_sees_figures_of_own_skus_only(planned: None) -> None:
    own = get("kpi_api", "/kpi", **SELLER).body
    one = get("kpi_api", "/kpi", {"store_id": "S01"}, **(SELLER | {"skus": "*"})).body

    assert own["tiles"][0]["value"] == 2 * 22_400 + 11_200
    assert [store["store_id"] for store in own["stores"]] == ["S01", "S02"]
    assert [store["store_id"] for store in one["stores"]] == ["S01", "S02"]


def test_a_seller_of_some_stores_sees_their_sum(planned: None) -> None:
    some = SELLER | {"skus": "*"}
    stores = [get("kpi_api", "/kpi", {"store_id": s}, **some).body for s in ("S01", "S02")]
    both = get("kpi_api", "/kpi", **some).body

    assert both["tiles"][0]["value"] == sum(page["tiles"][0]["value"] for page in stores)
    days = get("kpi_api", "/kpi/series", {"days": "7"}, **some).body["series"]
    assert len(days) == 7 + 28
    assert days[0]["units"] == pytest.approx(5 * 5)


def test_the_tenant_page_has_everything(planned: None) -> None:
    page = get("kpi_api", "/kpi").body

    assert (page["as_of"], page["currency"], page["time_zone"]) == (AS_OF, "INR", "Asia/Kolkata")
    assert page["simulated"] is True
    assert page["missing"] == ["competitor_prices"]
    assert page["categories"] == ["Staples"]
    assert len(page["stores"]) == 3
    assert len(page["tiles"]) == 5


def test_forecasts_of_several_skus_take_one_call(planned: None) -> None:
    body = {"store_id": "s01", "sku_ids": ["a1", "A2", "A1"], "granularity": "week"}
    with counted() as calls:
        reply = post("forecast_api", "/forecast", body | {"horizon_days": 28}, **SELLER)

    assert calls == ["BatchGetItem"]
    assert [found["sku_id"] for found in reply.body["forecasts"]] == ["A1", "A2"]
    assert [point["yhat"] for point in reply.body["forecasts"][0]["series"]] == [28.0] * 4
    assert reply.body["as_of"] == AS_OF
    assert post("forecast_api", "/forecast", {**body, "sku_ids": ["A3"]}, **SELLER).status == 404


def test_a_store_without_forecasts_falls_back_and_says_so(planned: None) -> None:
    found = get("forecast_api", "/forecast/S03/A1").body

    assert (found["degraded"], found["reason"]) == (True, "model_failed")
    assert found["series"][0]["yhat"] == pytest.approx(4)


def test_a_degraded_forecast_orders_by_moving_average(planned: None) -> None:
    found = get("inventory_api", "/inventory/S01/A2").body

    assert found["degraded"] is True
    assert found["days_of_cover"] == pytest.approx(25)


def test_unknown_stock_stays_unknown(planned: None) -> None:
    found = get("inventory_api", "/inventory/S01/A3").body

    assert (found["risk"], found["on_hand"], found["reorder_qty"]) == ("unknown", None, None)


def test_a_price_is_suggested_in_two_calls(planned: None) -> None:
    ask = {"sku_id": "A2", "store_id": "S01"}
    with counted() as calls:
        found = post("pricing_api", "/pricing-suggest", ask).body

    assert calls == ["GetItem", "GetItem"]
    assert (found["current_price"], found["recommended_price"]) == (100, 100)
    assert found["objective"] == "maximize_margin"


def test_the_live_price_is_the_price_of_the_plan(planned: None) -> None:
    recs = post("actions_api", "/recommendations", {"store_id": "S02", "rec_type": "price"}).body
    planned_price = recs["recommendations"][0]["payload"]["recommended_price"]
    live = post("pricing_api", "/pricing-suggest", {"sku_id": "A1", "store_id": "S02"}).body

    assert live["recommended_price"] == planned_price
    assert live["basis"] == "price_test"
    assert live["expected_margin_uplift_pct"] is None
    assert live["expected_revenue_uplift_pct"] > 0


def test_parity_is_marked_degraded(planned: None) -> None:
    found = post("pricing_api", "/pricing-suggest", {"sku_id": "A4", "store_id": "S01"}).body

    assert (found["basis"], found["degraded"]) == ("competitor_parity", True)
    assert found["expected_margin_uplift_pct"] is None
    assert found["recommended_price"] >= 180


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"sku_id": "A3", "store_id": "S01"}, 404),
        ({"sku_id": "A1", "store_id": "S03"}, 404),
        ({"sku_id": "A1", "store_id": "S01", "current_price": -1}, 422),
        ({"sku_id": "A1"}, 422),
    ],
)
def test_price_asks_are_checked(planned: None, body: dict[str, Any], status: int) -> None:
    assert post("pricing_api", "/pricing-suggest", body, **SELLER).status == status


@pytest.mark.parametrize(
    ("function", "path", "role", "status"),
    [
        ("inventory_api", "/inventory/S01", "admin", 403),
        ("kpi_api", "/kpi", "admin", 200),
        ("alerts_api", "/alerts", "admin", 200),
        ("forecast_api", "/forecast/S01/A1", "admin", 200),
        ("kpi_api", "/kpi", "nobody", 403),
    ],
)
def test_roles(planned: None, function: str, path: str, role: str, status: int) -> None:
    assert get(function, path, role=role).status == status
