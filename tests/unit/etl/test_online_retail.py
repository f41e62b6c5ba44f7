"""The 541,909 lines of UCI Online Retail, against plain SQL over the same file."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.etl.lab import TENANT, Lab

pytestmark = [pytest.mark.data, pytest.mark.timeout(600)]
MAPPING = {
    "date": "InvoiceDate",
    "sku_id": "StockCode",
    "store_id": "Country",
    "units_sold": "Quantity",
    "price": "UnitPrice",
    "source_event_id": "InvoiceNo",
    "product_name": "Description",
}
LINES = """
SELECT DISTINCT InvoiceNo, upper(trim(StockCode)) AS sku, upper(Country) AS store, Quantity,
       CAST(InvoiceDate AS DATE) AS day, InvoiceDate, CustomerID, trim(Description) AS name,
       round(CAST(UnitPrice AS DECIMAL(18, 6)) * Quantity, 4) AS value, StockCode
FROM '{source}'
WHERE UnitPrice > 0
  AND upper(StockCode) NOT IN ('POST', 'DOT', 'BANK CHARGES', 'AMAZONFEE', 'CRUK')
  AND NOT upper(StockCode) LIKE 'GIFT_0001_%'
  AND NOT (length(StockCode) <= 2 AND lower(coalesce(trim(Description), '')) IN
           ('manual', 'discount', 'samples', 'adjust bad debt', 'carriage'))
"""

COUNTS = "SELECT count(*) FILTER (Quantity > 0), count(*) FILTER (Quantity < 0) FROM lines"
COMPARED = """
WITH plain AS (
  SELECT store, sku, day, sum(Quantity) AS units, sum(value) AS revenue,
         CAST(round(sum(value) / sum(Quantity), 4) AS DECIMAL(18, 4)) AS price
  FROM lines WHERE Quantity > 0 GROUP BY ALL)
SELECT count(*), count(*) FILTER (
  ours.units_sold_original IS DISTINCT FROM plain.units
  OR ours.revenue IS DISTINCT FROM plain.revenue
  OR abs(ours.price - plain.price) > 0.0001)
FROM plain FULL JOIN read_parquet('{parts}', hive_partitioning = false) AS ours
  ON (store, sku, day) = (store_id, sku_id, date)
"""


@pytest.fixture
def source() -> Path:
    if "SMARTRETAIL_DATA" not in os.environ:
        pytest.skip("SMARTRETAIL_DATA is not set")
    return Path(os.environ["SMARTRETAIL_DATA"]) / "online_retail" / "transactions.parquet"


def test_the_real_file_is_curated_as_plain_sql_says(
    source: Path, lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    body = lab.root / "file.csv"
    body.parent.mkdir(parents=True)
    duckdb.sql(f"COPY (FROM '{source}') TO '{body}' (HEADER)")
    lab.put("U1", "sales", "file.csv", body.read_bytes(), MAPPING)
    started = time.perf_counter()
    report = lab.curate("U1")
    took = time.perf_counter() - started
    with capsys.disabled():
        sys.stdout.write(f"\n541,909 lines curated in {took:.1f} s\n")

    facts(report)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW lines AS {LINES.format(source=source)}")
        counted = connection.execute(COUNTS).fetchall()
        parts = lab.root / f"curated/sales_transactions/tenant={TENANT}/*/part-0.parquet"
        compared = connection.execute(COMPARED.format(parts=parts)).fetchall()
    assert counted == [(report["counts"]["kept"], report["counts"]["returns"])]
    assert compared == [(len(lab.curated("sales_transactions")), 0)]


def facts(report: dict[str, Any]) -> None:
    """The facts that the data's own README states."""
    rules = {rule["rule"]: rule["rows"] for rule in report["quality"]}
    counts = report["counts"]
    assert counts["read"] == 541_909
    assert counts["read"] == sum(counts.values()) - counts["read"]
    assert rules["zero_price"] + rules["stock_adjustment"] == 2_515
    assert rules["negative_price"] == 2
    assert counts["duplicates"] <= 5_268
    assert (report["dates"]["first"], report["as_of"]) == ("2010-12-01", "2011-12-09")
