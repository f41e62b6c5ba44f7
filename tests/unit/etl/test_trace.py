"""Every curated row traces to lines of files, and those lines add up to it."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smartretail_etl.request import RequestError
from smartretail_etl.trace import Source, trace

from tests.reliability.scene import job
from tests.unit.etl.lab import TENANT, Lab

Row = dict[str, Any]
sale = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["2025-03-01", "2025-03-02"]),
        "sku_id": st.sampled_from(["A", "B"]),
        "store_id": st.just("S"),
        "units_sold": st.sampled_from(["1", "2.5", "40", "-2"]),
        "price": st.sampled_from(["2.50", "3", ""]),
        "source_event_id": st.sampled_from(["", "1", "2", "3"]),
        "product_name": st.sampled_from(["", "Tea", "Coffee"]),
    }
)
files = st.lists(st.lists(sale, min_size=1, max_size=10), min_size=1, max_size=3)


def traced(lab: Lab, table: str, row: Row, key: Iterable[str]) -> list[Source]:
    where = {name: str(row[name]) for name in key if row[name] is not None}
    return trace(lab.lake, lab.engine, TENANT, table, where)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(uploads=files)
def test_lines_of_a_row_add_up_to_it(
    tmp_path_factory: pytest.TempPathFactory, uploads: list[list[Row]]
) -> None:
    lab = Lab(tmp_path_factory.mktemp("trace"))
    for number, rows in enumerate(uploads):
        lab.load(f"U{number}", rows)

    for table, units, amount in (
        ("sales_transactions", "units_sold_original", "revenue"),
        ("sales_returns", "units_returned", "refund"),
    ):
        for row in lab.curated(table):
            found = traced(lab, table, row, ("date", "sku_id", "store_id"))
            assert sum(source.units or 0 for source in found) == row[units] > 0
            if row[amount] is not None:
                assert sum(source.revenue or 0 for source in found) == row[amount]
            for source in found:
                came = uploads[int(source.upload_id[1:])][source.line - 2]
                assert abs(Decimal(came["units_sold"])) == source.units
                assert (came["date"], came["sku_id"]) == (str(row["date"]), row["sku_id"])
                assert source.file == lab.raw_key(source.upload_id, "file.csv")
    for row in lab.curated("product_master"):
        for source in traced(lab, "product_master", row, ("sku_id",)):
            came = uploads[int(source.upload_id[1:])][source.line - 2]
            assert source.columns == ("product_name",)
            assert came["product_name"] == row["product_name"]


def test_a_correction_replaces_the_line_it_corrects(lab: Lab) -> None:
    event = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "source_event_id": "7"}
    lab.load("U1", [event | {"units_sold": 9}])
    lab.load("U2", [event | {"units_sold": 5, "source_event_id": "8"}, event | {"units_sold": 5}])

    found = traced(lab, "sales", event, ("date", "sku_id", "store_id"))

    assert [(one.upload_id, one.line) for one in found] == [("U2", 2), ("U2", 3)]


def test_every_column_of_a_product_names_the_line_that_gave_it(lab: Lab) -> None:
    sold = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": 1}
    lab.load("U1", [{"sku_id": "B"}, {"sku_id": "A", "brand": "Best", "unit_cost": 2}], "products")
    lab.load("U2", [{"sku_id": "A", "unit_cost": 3}], "products")
    lab.load("U3", [sold | {"category": "Tea", "product_name": "Assam"}])

    found = trace(lab.lake, lab.engine, TENANT, "products", {"sku_id": "A"})

    assert [(one.upload_id, one.line, one.kind, one.columns) for one in found] == [
        ("U1", 3, "row", ("brand",)),
        ("U2", 2, "row", ("unit_cost",)),
        ("U3", 2, "named_in", ("product_name",)),
        ("U3", 2, "named_in", ("category",)),
    ]


def test_stores_and_dated_tables_are_traced_too(lab: Lab) -> None:
    sold = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": 1}
    lab.load("U1", [sold | {"sku_id": "B"}, sold])
    count = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "on_hand": 4}
    lab.load("U2", [count | {"sku_id": "B"}, count], "inventory")
    lab.load("U3", [count | {"on_hand": 3}], "inventory")

    store = trace(lab.lake, lab.engine, TENANT, "stores", {"store_id": "S"})
    stock = trace(lab.lake, lab.engine, TENANT, "inventory", {"date": "2025-01-01"})

    assert [(one.upload_id, one.line, one.kind) for one in store] == [("U1", 2, "sold_in")]
    assert [(one.upload_id, one.line) for one in stock] == [("U2", 2), ("U3", 2)]


def test_a_mended_line_is_traced_to_its_last_mend(lab: Lab) -> None:
    sold = {"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": 1}
    lab.load("U1", [sold, sold | {"date": "soon"}])
    mapping = {name: name for name in sold}
    for upload, day in (("U2", "2025-01-01"), ("U3", "2025-01-02")):
        lab.load(upload, [{"row": 3} | sold | {"date": day}], mapping=mapping, mends="U1")

    first = trace(lab.lake, lab.engine, TENANT, "sales", {"date": "2025-01-01"})
    second = trace(lab.lake, lab.engine, TENANT, "sales", {"date": "2025-01-02"})

    assert [(one.upload_id, one.version, one.line) for one in first] == [("U1", "U1", 2)]
    assert [(one.upload_id, one.version, one.line) for one in second] == [("U3", "U1", 3)]
    assert second[0].file == lab.raw_key("U3", "file.csv")


def test_the_job_prints_lines_as_json(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    lab.load("U1", [{"date": "2025-01-01", "sku_id": "A", "store_id": "S", "units_sold": 1}])
    asked = ["--lake", str(lab.root), "--tenant", TENANT, "--table", "sales", "--sku_id", "A"]

    job("trace")([*asked, "--engine", "duckdb"])

    [line] = json.loads(capsys.readouterr().out)
    assert (line["upload_id"], line["line"], line["units"]) == ("U1", 2, "1.0000")


def test_a_row_that_is_not_there_has_no_lines(lab: Lab) -> None:
    assert trace(lab.lake, lab.engine, TENANT, "sales", {"date": "2025-01-01"}) == []
    with pytest.raises(RequestError, match="no table 'tables'"):
        trace(lab.lake, lab.engine, TENANT, "tables", {})
