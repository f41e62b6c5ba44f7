"""What the intake is measured against: the same rules in one SQL script, and a plain copy.

`python -m benchmarks.intake_sql rules|copy FILE FOLDER` runs one of them in this process.
"""

from __future__ import annotations

import sys
from pathlib import Path
from string import Template

import duckdb

RULES = Path(__file__).with_name("intake_rules.sql")
UPLOAD = "upl_1"
SALES = (
    *("date", "sku_id", "store_id", "units_sold", "units_sold_original", "revenue"),
    *("imputed_price", "promo_flag", "source", "source_event_id"),
)
RETURNS = ("date", "sku_id", "store_id", "units_returned", "refund", "source", "source_event_id")
PRICE_STEP = "0.0001"
"""The last digit of a price: quotients are rounded by decimals here, by floats in the script."""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database with the threads and the memory that the intake has."""
    settings = {"threads": "2", "memory_limit": "1GB", "temp_directory": str(folder / "spill")}
    connection = duckdb.connect(str(folder / "work.duckdb"), config=settings)
    connection.execute("SET enable_progress_bar = false")
    return connection


def run_rules(file: Path, folder: Path) -> None:
    """Run the SQL script over a file of invoice lines."""
    script = Template(RULES.read_text()).safe_substitute(file=file, out=folder, upload=UPLOAD)
    with connect(folder) as connection:
        connection.execute(script)


def run_copy(file: Path, folder: Path) -> None:
    """Read the file and write it again, as text, with nothing done to it."""
    with connect(folder) as connection:
        source = f"read_csv('{file}', header = true, all_varchar = true)"
        connection.execute(f"COPY (FROM {source}) TO '{folder / 'copy.csv'}' (HEADER)")


def differences(ours: Path, theirs: Path) -> int:
    """Count curated rows of the lake `ours` that the script's do not equal, and the other way."""
    with connect(theirs) as connection:
        sales = _apart(connection, ours, theirs, "sales_transactions", SALES)
        returns = _apart(connection, ours, theirs, "sales_returns", RETURNS)
        prices = f"""SELECT count(*)
            FROM read_parquet('{ours}/curated/sales_transactions/*/*/*.parquet',
                              hive_partitioning = false) AS a
            JOIN read_parquet('{theirs}/sales_transactions/*/*.parquet') AS b
              USING (date, sku_id, store_id)
            WHERE a.price IS DISTINCT FROM b.price
              AND coalesce(abs(a.price - b.price) > {PRICE_STEP}, true)"""  # noqa: S608
        names = f"""SELECT count(*)
            FROM read_parquet('{ours}/curated/product_master/*/*.parquet',
                              hive_partitioning = false) AS a
            FULL JOIN read_parquet('{theirs}/product_master.parquet') AS b USING (sku_id)
            WHERE a.product_name IS DISTINCT FROM b.product_name"""  # noqa: S608
        return sales + returns + _number(connection, prices) + _number(connection, names)


def _apart(
    connection: duckdb.DuckDBPyConnection,
    ours: Path,
    theirs: Path,
    table: str,
    names: tuple[str, ...],
) -> int:
    columns = ", ".join(names)
    lake = f"read_parquet('{ours}/curated/{table}/*/*/*.parquet', hive_partitioning = false)"
    script = f"read_parquet('{theirs}/{table}/*/*.parquet')"
    one_way = "SELECT bit_xor(hash({0})), sum(hash({0}) % 1000003), count(*) FROM {1}"
    sums = [connection.execute(one_way.format(columns, side)).fetchone() for side in (lake, script)]
    if sums[0] == sums[1]:
        return 0
    both = f"FROM (SELECT {columns} FROM {lake}) AS a FULL JOIN {script} AS b "  # noqa: S608
    same = " AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in names)
    key = "USING (date, sku_id, store_id)"
    return _number(connection, f"SELECT count(*) {both} {key} WHERE NOT ({same})") or 1


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


if __name__ == "__main__":
    {"rules": run_rules, "copy": run_copy}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
