"""The shipped sample is what its README says."""

import csv
import gzip
import os
from pathlib import Path

import pytest

from simulation.companions import write_companions
from simulation.sample import COLUMNS, COUNTRIES, FILE_NAME, write_sample

FOLDER = Path(__file__).parents[3] / "samples" / "online-retail"


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with gzip.open(FOLDER / FILE_NAME, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_sample_has_the_original_columns_but_no_customers(
    lines: list[dict[str, str]],
) -> None:
    assert tuple(lines[0]) == COLUMNS
    assert "CustomerID" not in lines[0]


def test_the_sample_is_small_and_covers_four_countries_and_six_months(
    lines: list[dict[str, str]],
) -> None:
    assert (FOLDER / FILE_NAME).stat().st_size < 1_000_000
    assert {line["Country"] for line in lines} == COUNTRIES
    assert min(line["InvoiceDate"] for line in lines) == "2011-06-09 08:45:00"
    assert max(line["InvoiceDate"] for line in lines) == "2011-12-09 12:50:00"
    assert 250 < len({line["StockCode"] for line in lines}) < 400


def test_the_dirt_of_the_original_is_kept(lines: list[dict[str, str]]) -> None:
    assert any(line["InvoiceNo"].startswith("C") for line in lines)
    assert any(int(line["Quantity"]) < 0 for line in lines)
    assert any(float(line["UnitPrice"]) == 0 for line in lines)
    assert any(line["StockCode"] == "POST" for line in lines)
    assert len({tuple(line.values()) for line in lines}) < len(lines)


def test_the_shipped_companions_are_those_of_the_sample(tmp_path: Path) -> None:
    for path in write_companions(FOLDER / FILE_NAME, tmp_path).values():
        assert path.read_bytes() == (FOLDER / path.name).read_bytes()


@pytest.mark.data
def test_the_sample_can_be_made_again_from_the_original(tmp_path: Path) -> None:
    if "SMARTRETAIL_DATA" not in os.environ:
        pytest.skip("SMARTRETAIL_DATA is not set")
    original = Path(os.environ["SMARTRETAIL_DATA"]) / "online_retail" / "transactions.parquet"

    made = write_sample(original, tmp_path)

    assert gzip.decompress(made.read_bytes()) == gzip.decompress((FOLDER / FILE_NAME).read_bytes())
