"""Companions fit the sales file they stand beside and say that they are simulated."""

import csv
from pathlib import Path

import numpy as np
import pytest
from smartretail.intake.tables import TABLES, Table

from simulation.companions import quoted, replenish, write_companions
from simulation.transactions import read_lines

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,Country\n"
LINES = (
    '1,85123a,"HEART, WHITE",6,2011-11-01 08:26:00,2.55,United Kingdom\n'
    '1,85123A,"HEART, WHITE",4,2011-12-09 08:26:00,2.95,United Kingdom\n'
    "2,22423,CAKESTAND,2,2011-12-08 09:00:00,12.75,EIRE\n"
    "C3,22423,CAKESTAND,-1,2011-12-09 09:00:00,12.75,EIRE\n"
    "4,POST,POSTAGE,1,2011-12-09 09:00:00,18.00,EIRE\n"
    "5,21777,,5,2011-12-09 09:00:00,0.00,France\n"
)


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(HEADER + LINES, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_only_goods_with_a_price_get_companions(sales: Path, tmp_path: Path) -> None:
    paths = write_companions(sales, tmp_path / "out")

    assert [row["sku_id"] for row in rows(paths["products"])] == ["22423", "85123A"]
    assert {(r["store_id"], r["sku_id"]) for r in rows(paths["inventory"])} == {
        ("UNITED KINGDOM", "85123A"),
        ("EIRE", "22423"),
    }


def test_companions_carry_simulated_in_their_names_and_columns_of_the_contract(
    sales: Path, tmp_path: Path
) -> None:
    for table, path in write_companions(sales, tmp_path / "out").items():
        targets = {target.name for target in TABLES[Table(table)].targets}
        assert path.name == f"{table}-simulated.csv"
        assert set(rows(path)[0]) <= targets


def test_cost_lies_under_the_prices_paid_and_is_in_the_currency_named(
    sales: Path, tmp_path: Path
) -> None:
    products = rows(write_companions(sales, tmp_path / "out")["products"])

    assert {row["currency"] for row in products} == {"GBP"}
    assert 0 < float(products[1]["unit_cost"]) < 2.55 * 0.7
    assert products[1]["product_name"] == "HEART, WHITE"


def test_stock_snapshots_end_on_the_last_day_of_the_file(sales: Path, tmp_path: Path) -> None:
    inventory = rows(write_companions(sales, tmp_path / "out")["inventory"])

    assert max(row["date"] for row in inventory) == "2011-12-09"
    assert len({row["date"] for row in inventory}) == 28


def test_the_same_seed_gives_the_same_companions(sales: Path, tmp_path: Path) -> None:
    first = write_companions(sales, tmp_path / "a", seed=3)
    again = write_companions(sales, tmp_path / "b", seed=3)

    assert all(first[table].read_bytes() == again[table].read_bytes() for table in first)


def test_dates_of_the_spreadsheet_export_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "us.csv"
    path.write_text(HEADER + "1,85123A,HEART,6,12/9/2011 8:26,2.55,France\n", encoding="latin-1")

    assert str(read_lines(path).day[0]) == "2011-12-09"


def test_a_file_in_another_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes(
        (HEADER + "1,85123A,CAFÉ £5,6,2011-12-09 08:26:00,2.55,France\n").encode("latin-1")
    )

    assert read_lines(path).name[0] == "CAFÉ £5"


def test_unknown_columns_are_named_plainly(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(ValueError, match="unknown columns"):
        write_companions(path, tmp_path / "out")


def test_stock_is_never_negative_and_what_is_under_way_arrives() -> None:
    rng = np.random.default_rng(4)
    units = rng.poisson(3, (120, 50))

    on_hand, in_transit = replenish(units, np.full(50, 6), np.full(50, 12))

    assert (on_hand >= 0).all()
    assert (in_transit >= 0).all()
    assert (in_transit % 12 == 0).all()
    assert (on_hand[-60:] == 0).mean() < 0.2


@pytest.mark.parametrize(
    ("text", "field"), [("plain", "plain"), ("a,b", '"a,b"'), ('6" ruler', '"6"" ruler"')]
)
def test_texts_are_quoted_where_csv_needs_it(text: str, field: str) -> None:
    assert quoted(text) == field
