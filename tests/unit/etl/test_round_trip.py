"""Any rows, written in any format, encoding and delimiter, are read back the same."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from smartretail_etl.request import RequestError

from tests.unit.etl.test_broken_rows import MAPPING, read

NAMES = tuple(MAPPING.values())
LETTERS = "aé€अ漢ع\"',;|\t\n=-+ '0.x"
TEXT = st.text(alphabet=LETTERS, max_size=8).map(lambda text: f"x{text}x")
ROW = st.tuples(st.dates().map(str), TEXT, TEXT, st.integers(-9, 9).map(str))
Rows = Sequence[tuple[str, ...]]


def delimited(encoding: str, delimiter: str, quoting: Any) -> Callable[[Rows], bytes]:
    def write(rows: Rows) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, quoting=quoting)
        writer.writerows([NAMES, *rows])
        return text.getvalue().encode(encoding)

    return write


def jsonl(rows: Rows) -> bytes:
    return "\n".join(json.dumps(dict(zip(NAMES, row, strict=True))) for row in rows).encode()


def xlsx(rows: Rows) -> bytes:
    book, body = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for at, row in enumerate([NAMES, *rows], start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            cell.value, cell.data_type = text, "s"
    book.save(body)
    book.close()
    return body.getvalue()


def parquet(rows: Rows) -> bytes:
    body = io.BytesIO()
    columns = {name: [row[at] for row in rows] for at, name in enumerate(NAMES)}
    pq.write_table(pa.table(columns, pa.schema([(n, pa.string()) for n in NAMES])), body)
    return body.getvalue()


WRITERS: dict[str, tuple[Callable[[Rows], bytes], dict[str, Any]]] = {
    f"{encoding} {delimiter}": (
        delimited(encoding, delimiter, quoting),
        {"encoding": encoding, "delimiter": delimiter},
    )
    for encoding, delimiter, quoting in (
        ("utf-8", ",", csv.QUOTE_MINIMAL),
        ("utf-8-sig", ";", csv.QUOTE_ALL),
        ("utf-16", "\t", csv.QUOTE_MINIMAL),
        ("utf-16-be", "|", csv.QUOTE_MINIMAL),
        ("gb18030", ",", csv.QUOTE_ALL),
    )
} | {
    "gzip": (
        lambda rows: gzip.compress(delimited("utf-8", ",", csv.QUOTE_MINIMAL)(rows)),
        {"packed": "gzip"},
    ),
    "jsonl": (jsonl, {"kind": "jsonl"}),
    "xlsx": (xlsx, {"kind": "xlsx"}),
    "parquet": (parquet, {"kind": "parquet"}),
}


@pytest.mark.parametrize("name", WRITERS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROW, min_size=1, max_size=6))
@example(rows=[("2025-01-01", 'x"\n\t"x', "x\n\nx", "1")])
def test_what_is_written_is_what_is_read(
    tmp_path: Path, name: str, rows: list[tuple[str, ...]]
) -> None:
    write, form = WRITERS[name]
    found = read(tmp_path / "f", write(rows), format=form)

    plain = [tuple(text.replace("\r", "") for text in row) for row in rows]
    assert [row["broken"] for row in found] == [None] * len(rows)
    assert [(row["date"], row["sku_id"], row["store_id"], row["units_sold"]) for row in found] == [
        (day, sku.upper(), store.upper(), units) for day, sku, store, units in plain
    ]


def workbook(change: Callable[[Any], None]) -> bytes:
    book, body = openpyxl.Workbook(), io.BytesIO()
    change(book)
    book.save(body)
    book.close()
    return body.getvalue()


def test_a_workbook_with_titles_errors_and_the_1904_calendar(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.create_sheet("Data")
        sheet = book["Data"]
        sheet.append(["Sales of March"])
        sheet.merge_cells("A1:D1")
        sheet.append([])
        sheet.append([*NAMES, None])
        sheet.append([datetime(2025, 3, 1, 18), "a", "S", 0.1 + 0.2])
        sheet.append(["2025-03-02", "#REF!", "#N/A", "1.5e1"])
        sheet.append(list(NAMES))

    form = {"kind": "xlsx", "sheet": "Data", "header_row": 3}
    first, second, third = read(tmp_path / "f", workbook(fill), format=form)

    assert [first[n] for n in ("line", "date", "sku_id", "units_sold")] == [
        4, "2025-03-01", "A", "0.3",
    ]  # fmt: skip
    assert [second[n] for n in ("sku_id", "store_id", "units_sold")] == [None, None, "15"]
    assert (third["broken"], third["line"]) == ("repeated_header", 6)


@pytest.mark.parametrize(
    ("body", "form", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0old", {"kind": "xlsx"}, "password or has the old .xls format"),
        (workbook(lambda book: None), {"kind": "xlsx"}, "sheet is empty"),
        (workbook(lambda book: None), {"kind": "xlsx", "sheet": "B"}, "no sheet 'B'; it has 'She"),
        (gzip.compress(b"", mtime=0), {"kind": "xlsx"}, "not an Excel workbook"),
        (b"PARE....PARE", {"kind": "parquet"}, "encrypted"),
        (b"PAR1....PAR1", {"kind": "parquet"}, "damaged"),
        (parquet([])[:-9], {"kind": "parquet"}, "damaged"),
        (b"{" * 9_000_000, {"kind": "jsonl"}, "one object per line"),
    ],
)
def test_what_cannot_be_opened_says_why(
    tmp_path: Path, body: bytes, form: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RequestError, match=sentence):
        read(tmp_path / "f", body, format=form)


def test_parquet_types_become_the_text_a_person_would_write(tmp_path: Path) -> None:
    moment = datetime(2025, 1, 1, 20, tzinfo=UTC)
    table = pa.table(
        {
            "Day": pa.array([moment], pa.timestamp("us", "Asia/Kolkata")),
            "Code": pa.array([b"a"], pa.binary()).dictionary_encode(),
            "Shop": pa.array([{"id": "S", "tags": [1]}]),
            "Qty": pa.array([Decimal("1234.50")], pa.decimal128(10, 2)),
        }
    )
    body = io.BytesIO()
    pq.write_table(table, body)
    mapping = MAPPING | {"store_id": "Shop.id"}
    (row,) = read(
        tmp_path / "f",
        body.getvalue(),
        mapping=mapping,
        format={"kind": "parquet", "decimal": ","},
    )

    assert [row[n] for n in ("date", "sku_id", "store_id", "units_sold", "extra_shop_tags")] == [
        "2025-01-02", "A", "S", "1234.50", "[1]",
    ]  # fmt: skip
