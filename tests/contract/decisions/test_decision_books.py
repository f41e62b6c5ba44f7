"""What the tables of the decision contexts promise: conflicts, pages, nothing left behind."""

import gzip
import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from smartretail.actions.ports import Lease, Slate
from smartretail.adapters.dynamo.actions import DynamoRecommendations
from smartretail.adapters.dynamo.alerts import DynamoAlerts
from smartretail.adapters.dynamo.bundles import Bundle
from smartretail.adapters.dynamo.forecast import DynamoForecasts
from smartretail.adapters.dynamo.inventory import DynamoStock
from smartretail.adapters.dynamo.kpi import DynamoFigures
from smartretail.adapters.dynamo.read_models import ReadModels, ReadModelTooLarge, pack
from smartretail.adapters.dynamo.runs import DynamoRuns
from smartretail.adapters.lake.plans import LakePlans
from smartretail.bootstrap.clients import Context, s3, table
from smartretail.forecast.usecases import ForecastDesk, Forecasts
from smartretail.inventory.usecases import Stock
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict, NotFound
from smartretail.kernel.events import happened
from smartretail.kernel.paging import to_cursor
from smartretail.kernel.tenancy import Principal
from smartretail.kpi.model import Parts

from tests.kit.cloud import LAKE
from tests.kit.plan import AS_OF, forecast, position, write_run

JOB = Principal.job("DEMO")
OTHER = Principal.job("OTHER")
CLOCK = FixedClock(datetime(2026, 11, 1, 6, tzinfo=UTC))
EVENT = happened(JOB, CLOCK, "actions", "RecommendationAccepted.v1", {})
AUDIT = AuditRecord("2026-11-01T06:00:00.000Z", "DEMO", "job", "test", "things/1")


def models(context: Context) -> ReadModels:
    return ReadModels(table(context))


def test_two_answers_at_once_are_a_conflict(cloud: None) -> None:
    book = DynamoRecommendations(table("actions"))
    answer = {"rec_id": "rec_1", "status": "accepted", "version": 1}
    book.answer(JOB, "S01", None, answer, EVENT, AUDIT)

    with pytest.raises(Conflict):
        book.answer(JOB, "S01", None, answer, EVENT, AUDIT)
    with pytest.raises(Conflict):
        book.answer(JOB, "S01", {"version": 7}, answer | {"version": 8}, EVENT, AUDIT)
    book.answer(JOB, "S01", {"version": 1}, answer | {"version": 2}, EVENT, AUDIT)


def test_two_hands_on_an_alert_are_a_conflict(cloud: None) -> None:
    boards = DynamoAlerts(table("alerts"))
    state: dict[str, Any] = {"alert_id": "alt_1", "status": "resolved", "version": 1}
    boards.keep_state(JOB, "S01", None, state, EVENT, AUDIT)

    with pytest.raises(Conflict):
        boards.keep_state(JOB, "S01", None, state, EVENT, AUDIT)


def test_one_run_holds_the_lease(cloud: None) -> None:
    runs = DynamoRuns(table("actions"))
    mine, yours = Lease("run_1", 2_000_000_000), Lease("run_2", 2_000_000_000)
    runs.keep_lease(JOB, None, mine)

    with pytest.raises(Conflict):
        runs.keep_lease(JOB, None, yours)
    assert runs.lease(JOB) == mine
    assert runs.lease(OTHER) is None


def test_stores_whose_names_begin_alike_are_kept_apart(cloud: None) -> None:
    book, figures = DynamoRecommendations(table("actions")), DynamoFigures(models("kpi"))
    for store_id in ("S1", "S10", "S1#0"):
        book.replace(JOB, store_id, Slate(AS_OF, [{"rec_id": f"rec_{store_id}"}], {}), None)
        head = {"store_id": store_id, "store_name": None, "profile": {"as_of": AS_OF}}
        figures.bundles(JOB, store_id, head).close(Parts().record())

    book.replace(JOB, "S1", Slate(AS_OF, [], {}), None)

    for store_id in ("S10", "S1#0"):
        slate = book.slate(JOB, store_id)
        assert slate is not None
        assert [record["rec_id"] for record in slate.records] == [f"rec_{store_id}"]
    assert [r["store_id"] for r in figures.stores_of(JOB, ["S10", "S1"])] == ["S10", "S1"]
    assert len(figures.stores(JOB)) == 3


def test_a_store_of_many_skus_is_read_by_pages(cloud: None) -> None:
    shelf = DynamoForecasts(models("forecast"))
    desk = ForecastDesk.open(shelf, JOB, "S01", AS_OF)
    for number in range(1001):
        sku_id = f"K{number:04d}"
        desk.add(position(sku_id, history=[]), forecast(sku_id, series=[]))
    desk.publish()

    first = shelf.page(JOB, "S01", 0)
    last = shelf.page(JOB, "S01", 2)
    assert first is not None
    assert last is not None
    assert (len(first["items"]), first["next"]) == (500, to_cursor({"page": 1}))
    assert (len(last["items"]), last["next"]) == (1, None)
    assert len(shelf.find(JOB, "S01", [f"K{n:04d}" for n in range(100)])) == 100
    assert shelf.find(OTHER, "S01", ["K0001", "K0002"]) == {}


def test_a_smaller_plan_leaves_nothing_of_the_larger(cloud: None) -> None:
    shelf = DynamoForecasts(models("forecast"))
    for skus in (("A", "B", "C"), ("A",)):
        desk = ForecastDesk.open(shelf, JOB, "S01", AS_OF)
        for sku_id in skus:
            desk.add(position(sku_id), forecast(sku_id))
        desk.publish()

    assert set(shelf.find(JOB, "S01", ["A", "B", "C"])) == {"A"}
    kept = [len(list(table("forecast").query(JOB, kind))) for kind in ("FORECAST#", "LIST#")]
    assert kept == [1, 1]


def test_a_cursor_beyond_the_end_is_not_found(cloud: None) -> None:
    stock = Stock(DynamoStock(models("inventory")))
    forecasts = Forecasts(DynamoForecasts(models("forecast")), CLOCK)

    with pytest.raises(NotFound):
        stock.listing(JOB, "S01", to_cursor({"page": 9}))
    with pytest.raises(NotFound):
        forecasts.one(JOB, "S01", "A1")


def test_a_bundle_is_the_document_it_stands_for() -> None:
    bundle = Bundle({"as_of": AS_OF}, "skus")
    records = [{"sku_id": "É1", "units": 1.5}, {"sku_id": "B"}]
    for record in records:
        bundle.add(record)

    assert json.loads(gzip.decompress(bundle.close())) == {"as_of": AS_OF, "skus": records}
    assert json.loads(gzip.decompress(Bundle({}, "skus").close())) == {"skus": []}
    assert pack({"a": 1}) == pack({"a": 1})


def test_a_document_too_large_for_an_item_is_refused() -> None:
    bundle = Bundle({}, "noise")
    bundle.add(random.Random(1).randbytes(800_000).hex())

    with pytest.raises(ReadModelTooLarge):
        bundle.close()


def test_the_lake_reads_lines_of_one_tenant_and_run(cloud: None) -> None:
    write_run({"S 1/2": ([position("A1", "S 1/2")], [])}, run_id="run_1")
    lake = LakePlans(s3(), LAKE)

    assert len(list(lake.positions(JOB, "run_1", "S 1/2"))) == 1
    assert list(lake.forecasts(JOB, "run_1", "S 1/2")) == []
    with pytest.raises(NotFound):
        list(lake.positions(OTHER, "run_1", "S 1/2"))
    with pytest.raises(NotFound):
        lake.manifest(JOB, "run_2")
