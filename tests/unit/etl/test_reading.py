"""Whatever the raw file is written in, the same rows with the same lines come out."""

import gzip
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail_etl.reading.dates import iso_dates
from smartretail_etl.request import RequestError

from tests.unit.etl.lab import Lab

MAPPING = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}
HEADER = ("Day", "Code", "Shop", "Qty")
ROWS = (("2025-01-01", "a,1", "S", "1"), ("2025-01-02", "b\n2", "S", "2.5"))


def units(lab: Lab) -> list[tuple[str, str, Decimal]]:
    found = lab.curated("sales_transactions")
    return [(str(row["date"]), row["sku_id"], row["units_sold"]) for row in found]


EXPECTED = [("2025-01-01", "A,1", Decimal(1)), ("2025-01-02", "B\n2", Decimal("2.5"))]
CSV = 'Day,Code,Shop,Qty\n2025-01-01,"a,1",S,1\n\n2025-01-02,"b\n2",S,2.5\n'


def jsonl() -> bytes:
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    rows[1]["Qty"] = 2.5  # type: ignore[assignment]
    return "\n\n".join(json.dumps(row) for row in rows).encode()


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append([datetime(2025, 1, 1, 9, 30), "a,1", "S", 1])
    sheet.append([None, None, None, None])
    sheet.append([date(2025, 1, 2), "b\n2", "S", 2.5])
    body = io.BytesIO()
    book.save(body)
    book.close()
    return body.getvalue()


def parquet() -> bytes:
    table = pa.table(
        {
            "Day": pa.array(
                [datetime(2025, 1, 1, 9, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)]
            ),
            "Code": pa.array([row[1] for row in ROWS]).dictionary_encode(),
            "Shop": ["S", "S"],
            "Qty": [1.0, 2.5],
        }
    )
    body = io.BytesIO()
    pq.write_table(table, body)
    return body.getvalue()


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (CSV.encode(), {"kind": "csv"}),
        (b"\xef\xbb\xbf" + CSV.encode(), {"kind": "csv", "encoding": "utf-8"}),
        (CSV.encode("utf-16"), {"kind": "csv", "encoding": "utf-16"}),
        (CSV.replace(",", ";").replace("a;1", "a,1").encode(), {"kind": "csv", "delimiter": ";"}),
        (gzip.compress(CSV.encode()), {"kind": "csv", "packed": "gzip"}),
        (jsonl(), {"kind": "jsonl"}),
        (xlsx(), {"kind": "xlsx"}),
        (parquet(), {"kind": "parquet"}),
    ],
    ids=["csv", "bom", "utf-16", "semicolon", "gzip", "jsonl", "xlsx", "parquet"],
)
def test_every_format_gives_the_same_rows(lab: Lab, body: bytes, form: dict[str, str]) -> None:
    lab.put("U1", "sales", "file", body, MAPPING, format=form)
    report = lab.curate("U1", "file")

    assert units(lab) == EXPECTED
    assert report["counts"]["read"] == 2


def test_ragged_rows_are_set_aside_with_their_line_and_blank_ones_passed_over(lab: Lab) -> None:
    body = b"Day,Code,Shop,Qty\n2025-01-01,a,S\n\n,,,\n2025-01-01,b,S,x\n2025-01-01,c,S,1,9\n"
    lab.put("U1", "sales", "file.csv", body, MAPPING)
    report = lab.curate("U1")

    told = [
        (row["row"], row["reason"], row["Qty"], row["unreadable_row"]) for row in lab.rejects("U1")
    ]
    assert told == [
        ("2", "ragged_row", "", "2025-01-01,a,S"),
        ("5", "not_a_number", "x", ""),
        ("6", "ragged_row", "", "2025-01-01,c,S,1,9"),
    ]
    assert (report["counts"]["read"], report["counts"]["rejected"]) == (3, 3)


def test_lines_that_are_no_json_object_are_set_aside(lab: Lab) -> None:
    lab.put("U1", "sales", "file", jsonl() + b'\n[1]\n{"Day":', MAPPING, format={"kind": "jsonl"})
    lab.curate("U1", "file")

    assert [(row["row"], row["reason"]) for row in lab.rejects("U1")] == [
        ("4", "not_json"),
        ("5", "not_json"),
    ]


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1,234.5", ".", "1234.5"),
        ("1,23,456.50", ".", "123456.5"),
        (".5", ".", "0.5"),
        ("1.234,5", ",", "1234.5"),
        ("7,25", ",", "7.25"),
        ("1,2", ".", None),
        ("1,2345", ".", None),
    ],
)
def test_numbers_are_read_as_the_file_writes_them(
    lab: Lab, text: str, decimal: str, expected: str | None
) -> None:
    body = f"Day;Code;Shop;Qty\n2025-01-01;a;S;{text}\n".encode()
    form = {"kind": "csv", "delimiter": ";", "decimal": decimal}
    lab.put("U1", "sales", "file.csv", body, MAPPING, format=form)
    lab.curate("U1")

    assert [row[2] for row in units(lab)] == ([] if expected is None else [Decimal(expected)])


FORMATS = ("%d/%m/%Y", "%m/%d/%Y %H:%M", "%d.%m.%y", "%d %b %Y", "%B %d, %Y", "%Y%m%d")


@given(st.dates(date(1980, 1, 1), date(2068, 12, 31)), st.sampled_from(FORMATS), st.booleans())
def test_dates_of_any_format_become_iso(day: date, form: str, iso: bool) -> None:
    text = day.isoformat() if iso else day.strftime(form)

    assert iso_dates(pa.array([text]), form).to_pylist() == [day.isoformat()]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"format": {"kind": "pdf"}}, "pdf"),
        ({"mapping": MAPPING | {"price": "Cost"}}, "no column 'Cost'"),
        ({"mapping": {"date": "Day"}}, "sku_id, store_id, units_sold"),
        ({"date_formats": {"date": "%d/%m"}}, "lacks a day, month or year"),
        ({"date_formats": {"date": "%Q"}}, "unknown"),
        ({"format": {"kind": "xlsx"}}, "not an Excel workbook"),
        ({"format": {"kind": "parquet"}}, "not a Parquet file"),
    ],
)
def test_a_request_that_cannot_be_met_says_why(
    lab: Lab, told: dict[str, Any], message: str
) -> None:
    lab.put("U1", "sales", "file.csv", CSV.encode(), **({"mapping": MAPPING} | told))

    with pytest.raises(RequestError, match=message):
        lab.curate("U1")


@pytest.mark.parametrize("body", [b"", b"\n\n", b"Day,Code\n\xff\xfe\xfa"])
def test_a_file_that_is_no_text_or_empty_is_refused(lab: Lab, body: bytes) -> None:
    lab.put("U1", "sales", "file.csv", body, MAPPING)

    with pytest.raises(RequestError):
        lab.curate("U1")


def test_a_header_alone_is_a_file_without_rows(lab: Lab) -> None:
    lab.put("U1", "sales", "file.csv", b"Day,Code,Shop,Qty\n", MAPPING)

    assert lab.curate("U1")["counts"]["read"] == 0
