"""What inspection asks of the curate job, the job understands as it was meant."""

import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from smartretail.intake.files.look import look_into
from smartretail.intake.files.model import unique_names as ours
from smartretail.intake.files.remote import RemoteFile
from smartretail.intake.mapping import decide
from smartretail.intake.model import Choice
from smartretail.intake.ports import Span
from smartretail.intake.suggest import suggest
from smartretail.intake.tables import TABLES, Table
from smartretail_etl import tables as job
from smartretail_etl.reading.chunk import unique_names as theirs
from smartretail_etl.reading.source import RawRows, open_source
from smartretail_etl.request import CurateRequest

from simulation.broken_files.packing import zipped

TARGETS = ("date", "sku_id", "store_id", "units_sold", "price", "product_name")
ROWS = [
    ("Order Date", "Item Code", "Branch", "Qty", "Unit Price", "Description"),
    ("2024-03-13", "a1", "S01", "3", "1234.50", "Café, small"),
    ("2024-03-14", "a2", "S01", "-1", "9.95", "Teapot £5"),
]


def delimited(mark: str, decimal: str = ".", day: Callable[[str], str] = str) -> str:
    def cell(text: str) -> str:
        text = text.replace(".", decimal) if text.replace(".", "").isdigit() else day(text)
        return f'"{text}"' if mark in text else text

    return "".join(mark.join(cell(text) for text in row) + "\r\n" for row in ROWS)


def european(text: str) -> str:
    return ".".join(reversed(text.split("-"))) if text.startswith("2024-") else text


def american(text: str) -> str:
    parts = text.split("-")
    return f"{int(parts[1])}/{parts[2]}/{parts[0]} 8:26" if text.startswith("2024-") else text


def single_quoted() -> str:
    rows = (",".join(f"'{cell}'" for cell in row) for row in ROWS)
    return "".join(f"{row}\n" for row in rows)


def both_decimals() -> str:
    """Units with a decimal point, prices with a comma: each column in its own way."""
    units = {"Qty": "Qty", "3": "3.0", "-1": "-1.0"}
    rows = [(*row[:3], units[row[3]], row[4].replace(".", ","), row[5]) for row in ROWS]
    return "".join(";".join(row) + "\n" for row in rows)


def workbook(titles: Sequence[list[str]] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for title in titles:
        sheet.append(title)
    sheet.append(ROWS[0])
    for day, *rest in ROWS[1:]:
        sheet.append([date.fromisoformat(day), *rest[:2], int(rest[2]), float(rest[3]), rest[4]])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def json_lines() -> bytes:
    rows = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    return "\n".join(json.dumps(row) for row in rows).encode()


def parquet() -> bytes:
    columns: dict[str, Any] = {name: list(values) for name, *values in zip(*ROWS, strict=True)}
    columns["Order Date"] = [date.fromisoformat(day) for day in columns["Order Date"]]
    columns["Qty"] = [int(units) for units in columns["Qty"]]
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


FILES = {
    "comma, utf-8": delimited(",").encode(),
    "comma, byte order mark": delimited(",").encode("utf-8-sig"),
    "comma, gzip": gzip.compress(delimited(",").encode()),
    "semicolon, cp1252, decimal comma": delimited(";", ",", european).encode("cp1252"),
    "tab, utf-16": delimited("\t").encode("utf-16"),
    "pipe, American dates": delimited("|", day=american).encode(),
    "comma, zip": zipped({"out/sales.csv": delimited(",").encode()}),
    "comma, titles above": ("Sales report\n\nMarch,2024\n" + delimited(",")).encode(),
    "comma, no names": delimited(",").partition("\n")[2].encode(),
    "single quotes": single_quoted().encode(),
    "semicolon, comma and point": both_decimals().encode(),
    "Excel": workbook(),
    "Excel, titles above": workbook([["Sales of March"], []]),
    "JSON lines": json_lines(),
    "Parquet": parquet(),
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_reads_as_it_was_looked_at(name: str, tmp_path: Path) -> None:
    data, spec = FILES[name], TABLES[Table.SALES]
    look = look_into(
        RemoteFile(lambda a, n: Span(data[a : a + n], len(data)), lambda: iter([data]))
    )
    named = [column.name for column in look.columns]
    mapping = {s.target: s.column for s in suggest(look.columns, spec)}
    if look.layout.header_row == 0:
        mapping = dict(zip(TARGETS, named, strict=True))
    decision = decide(spec, look, Choice(mapping))
    request = CurateRequest.parse(
        {
            "mapping": decision.mapping,
            "format": look.layout.document(),
            "date_formats": decision.date_formats,
            "decimals": decision.decimals,
            "origin": "file",
            "as_of_limit": "2026-11-21",
            "currency": "INR",
            "base_currency": "INR",
            "rate": 1,
        }
    ).checked(job.SALES)
    path = tmp_path / "raw"
    path.write_bytes(data)
    with open_source([path], request) as source:
        raw = RawRows(source, job.SALES, request, "upl_1")
        rows = pa.Table.from_batches(list(raw.batches()), raw.schema).to_pylist()

    read = [
        (*(row[n] for n in TARGETS[:3]), float(row["units_sold"]), row["product_name"])
        for row in rows
    ]
    assert read == [
        ("2024-03-13", "A1", "S01", 3.0, "Café, small"),
        ("2024-03-14", "A2", "S01", -1.0, "Teapot £5"),
    ]
    assert [float(row["price"]) for row in rows] == [1234.5, 9.95]


@pytest.mark.parametrize(
    "header",
    ["a,b,c", "a,a,a", "a,,b", " a , b ,c", ",,", "a,b,a (2)", "ａ,b,c"],  # noqa: RUF001
)
def test_columns_have_the_same_names_on_both_sides(header: str) -> None:
    assert ours(header.split(",")) == theirs(header.split(","))
