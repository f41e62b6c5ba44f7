import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.intake.keys import RawKey, ending_of, parse_raw_key, raw_key, safe_name
from smartretail.intake.tables import Table
from smartretail.kernel.tenancy import Principal

WHO = Principal.job("DEMO")


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("sales.csv", "csv"),
        ("Sales.2024.CSV", "csv"),
        ("sales.csv.gz", "csv.gz"),
        ("sales.jsonl", "jsonl"),
        ("book.xlsx", "xlsx"),
        ("book.xlsx.gz", None),
        ("export.gz", None),
        ("sales.json.gz", "json.gz"),
        ("march.zip", "zip"),
        ("march.csv.zip", "zip"),
        ("sales.pdf", None),
        ("sales", None),
        ("csv", None),
        ("run.sh;.csv", "csv"),
    ],
)
def test_only_files_we_can_read_have_an_ending(name: str, ending: str | None) -> None:
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Sales November (2).csv", "Sales-November-2.csv"),
        ("../../etc/passwd.csv", "etc-passwd.csv"),
        ("बिक्री.csv", "upload.csv"),
        ("Café.csv", "Cafe.csv"),
        ("a/b\\c\x00d.csv", "a-b-c-d.csv"),
    ],
)
def test_a_file_name_becomes_plain(name: str, safe: str) -> None:
    assert safe_name(name, "csv") == safe


@given(st.text(min_size=1, max_size=255))
def test_no_file_name_leaves_its_place_in_the_lake(name: str) -> None:
    key = raw_key(WHO, Table.SALES, "upl_1", safe_name(f"{name}.csv", "csv"))

    assert key.isascii()
    assert len(key) < 250
    assert parse_raw_key(key) == RawKey("DEMO", "upl_1")


@pytest.mark.parametrize(
    "key",
    ["", "raw/x", "clean/tenant=A/table=sales/upload=u/f", "raw/tenant=A/table=sales/upload=u/f/g"],
)
def test_other_keys_name_no_upload(key: str) -> None:
    assert parse_raw_key(key) is None
