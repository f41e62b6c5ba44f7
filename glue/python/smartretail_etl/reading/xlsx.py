"""Excel workbooks, read row by row."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import IO, Any
from zipfile import BadZipFile

import pyarrow as pa
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from smartretail_etl.reading.chunk import CHUNK_ROWS, Chunk, text_column, unique_names
from smartretail_etl.request import Format, RequestError


def read_xlsx(file: IO[bytes], form: Format) -> Iterator[Chunk]:
    """Stream a sheet: the named one, else the first."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as problem:
        raise RequestError("The file is not an Excel workbook (.xlsx).") from problem
    if form.sheet is not None and form.sheet not in book.sheetnames:
        raise RequestError(f"The workbook has no sheet '{form.sheet}'.")
    sheet = book[form.sheet or book.sheetnames[0]]
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    header = next((row for _, row in rows if any(cell is not None for cell in row)), None)
    if header is None:
        raise RequestError("The sheet is empty.")
    names = unique_names(_text(cell) for cell in header)
    while batch := list(islice(rows, CHUNK_ROWS)):
        columns = {
            name: text_column([_text(row[at]) if at < len(row) else None for _, row in batch])
            for at, name in enumerate(names)
        }
        yield Chunk(columns, pa.array([number for number, _ in batch], pa.int64()))
    book.close()


def _text(cell: Any) -> str | None:
    match cell:
        case None:
            return None
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
    return str(cell)
