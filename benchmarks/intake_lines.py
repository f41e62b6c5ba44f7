"""Files of invoice lines, in the columns of UCI Online Retail: the real one, or generated."""

from __future__ import annotations

from pathlib import Path

import duckdb

SOURCE = "online_retail/transactions.parquet"
MAPPING = {
    "date": "InvoiceDate",
    "sku_id": "StockCode",
    "store_id": "Country",
    "units_sold": "Quantity",
    "price": "UnitPrice",
    "source_event_id": "InvoiceNo",
    "product_name": "Description",
}
GENERATED = """
WITH drawn AS (
  SELECT i, i // 8 AS invoice, hash(i, {seed}) AS h,
         hash(i // 8, {seed}) AS v
  FROM (SELECT CASE WHEN hash(range, {seed} + 1) % 100 = 0 AND range % 8 > 0
                    THEN range - 1 ELSE range END AS i
        FROM range({rows}))
), coded AS (
  SELECT *, CAST(floor(4000 * pow((h % 1000003) / 1000003.0, 2)) AS BIGINT) AS sku,
         v % 50 = 0 AS returned, h // 1000003 % 1000 AS dice, v // 64 % 1440 AS minute,
         DATE '2023-01-01' + CAST(i * 730 // {rows} AS INTEGER) AS day
  FROM drawn
)
SELECT if(returned, 'C', '') || (1000000 + invoice) AS InvoiceNo,
       CASE WHEN dice = 0 THEN 'POST' ELSE 'SKU' || (10000 + sku) END AS StockCode,
       'PRODUCT NUMBER ' || sku || ', BOX OF ' || (1 + sku % 12) AS Description,
       CASE WHEN dice = 1 THEN 'n/a' ELSE
         CAST(if(returned, -1, 1) * (1 + h // 7919 % 6 + if(dice = 2, 400, 0)) AS VARCHAR)
       END AS Quantity,
       CASE WHEN dice = 3 THEN 'unknown'
            ELSE strftime(day, '%Y-%m-%d') || printf(' %02d:%02d:00', minute // 60, minute % 60)
       END AS InvoiceDate,
       CASE WHEN dice = 4 THEN '0.0' WHEN dice BETWEEN 10 AND 19 THEN NULL
            ELSE CAST(CAST((95 + sku * 37 % 2000 + 5 * (i * 104 // {rows} + sku) % 40) / 100.0
                 AS DECIMAL(9, 2)) AS VARCHAR) END AS UnitPrice,
       CAST(10000 + v % 50000 AS VARCHAR) AS CustomerID,
       'STORE ' || (100 + v // 128 % 30) AS Country
FROM coded
"""
"""Two years of invoices of eight lines, 4,000 SKUs in 30 stores: returns 2 %, repeated lines 1 %,
missing prices 1 %, and postage, unreadable units and dates, free goods and outliers 0.1 % each."""


def write_real(folder: Path, file: Path) -> int:
    """Write the 541,909 lines of UCI Online Retail as the CSV that UCI ships."""
    return _write(f"SELECT * FROM read_parquet('{folder / SOURCE}')", file)  # noqa: S608


def write_generated(rows: int, seed: int, file: Path) -> int:
    """Write generated lines; equal `rows` and `seed` give equal files."""
    return _write(GENERATED.format(rows=rows, seed=seed), file)


def _write(query: str, file: Path) -> int:
    with duckdb.connect(config={"threads": "2", "memory_limit": "1GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"COPY ({query}) TO '{file}' (HEADER, DELIMITER ',')")
        return len(connection.read_csv(str(file), all_varchar=True))
