"""Real files: the same bytes on both engines, and the sums that their owners publish."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.contract.etl.real_files import FILES, JOURNEY, ROSSMANN, WALMART, RealFile, data_folder
from tests.unit.etl.lab import TENANT, Lab

pytestmark = [
    pytest.mark.data,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
]


@pytest.mark.spark
@pytest.mark.parametrize("name", FILES)
def test_a_slice_leaves_the_same_bytes_on_both_engines(
    name: str, spark: Any, tmp_path: Path
) -> None:
    data_folder()
    left = []
    for engine in ("duckdb", "spark"):
        lab = Lab(tmp_path / engine, engine)
        report = FILES[name].load(lab, whole=False)
        left.append(lab.bytes_of(""))

    assert 500 < report["counts"]["read"] < 20_000
    assert report["counts"]["kept"] > 500
    assert left[0] == left[1]


@pytest.mark.parametrize(
    ("file", "rows", "revenue"),
    [
        (ROSSMANN, 844_338, "5873180623"),
        (JOURNEY, 75_000, "233935.24"),
        (WALMART, 421_570, None),
    ],
    ids=["rossmann", "journey", "walmart"],
)
def test_a_whole_file_keeps_the_sums_its_owner_publishes(
    file: RealFile, rows: int, revenue: str | None, lab_root: Path
) -> None:
    lab = Lab(lab_root)
    counts = file.load(lab, whole=True)["counts"]
    days = lab.root / f"curated/sales_transactions/tenant={TENANT}/*/part-0.parquet"

    [(found,)] = duckdb.sql(f"SELECT sum(revenue) FROM read_parquet('{days}')").fetchall()

    assert counts["read"] == rows == sum(counts.values()) - counts["read"]
    assert found == (_positive_walmart() if revenue is None else Decimal(revenue))


@pytest.fixture
def lab_root(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def _positive_walmart() -> Any:
    """Weeks with negative or no sales name no sale; they are set aside."""
    source = data_folder() / "walmart_2014" / "sales.parquet"
    weekly = f"SELECT sum(CAST(Weekly_Sales AS DECIMAL(18, 4))) FROM '{source}'"
    [(found,)] = duckdb.sql(f"{weekly} WHERE Weekly_Sales > 0").fetchall()
    return found
