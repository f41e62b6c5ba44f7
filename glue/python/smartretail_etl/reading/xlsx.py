"""Excel workbooks, read row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from smartretail_etl.reading.chunk import (
    Aside,
    Chunk,
    Portion,
    Source,
    Task,
    line_column,
    numbered_names,
    text_column,
    unique_names,
)
from smartretail_etl.request import CurateRequest, RequestError

BATCH_ROWS = 16_384
OLE = b"\xd0\xcf\x11\xe0"
MOST_BYTES = 4 << 30
MOST_SHARED_BYTES = 256 << 20
"""A workbook's shared texts are held in memory."""
MOST_RATIO = 200
FREE_BYTES = 64 << 20
SIGNIFICANT = 15
"""Digits that Excel itself keeps of a number."""


def open_xlsx(file: IO[bytes], request: CurateRequest) -> Source:
    """Open a sheet: the named one, else the first; formulas give the value last computed."""
    _check_package(file)
    form = request.format
    with _readable():
        book = load_workbook(file, read_only=True, data_only=True)
        sheets = {sheet.title: sheet for sheet in book.worksheets}
    if form.sheet is not None and form.sheet not in sheets:
        raise RequestError(f"The workbook has no sheet '{form.sheet}'; it has {_list(sheets)}.")
    with _readable():
        sheet: Any = sheets[form.sheet] if form.sheet else next(iter(sheets.values()))
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        before, header = _header(rows, form.header_row)
    if form.header_row == 0:
        names, shown, rows = numbered_names(len(header)), None, chain([header], rows)
    else:
        shown = [_text(cell, ".") for cell in header]
        names = unique_names(shown)
    tasks = _tasks(rows, _Sheet(names, shown, request.column_decimals))
    return Source(names, tasks, before, shown)


def _list(sheets: dict[str, Any]) -> str:
    return ", ".join(f"'{name}'" for name in sheets)


def _check_package(file: IO[bytes]) -> None:
    """Refuse what is no workbook, and what swells beyond what a workbook honestly holds."""
    start = file.read(4)
    if start == OLE:
        raise RequestError(
            "The workbook is protected by a password or has the old .xls format. "
            "Save it as .xlsx without a password."
        )
    packed = file.seek(0, 2)
    try:
        with ZipFile(file) as package:
            sizes = {entry.filename: entry.file_size for entry in package.infolist()}
    except BadZipFile:
        raise RequestError("The file is not an Excel workbook (.xlsx), or is cut off.") from None
    file.seek(0)
    if "xl/workbook.xml" not in sizes:
        raise RequestError("The file is a zip archive, but no Excel workbook (.xlsx).")
    if sum(sizes.values()) > min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * packed)):
        raise RequestError(
            f"The workbook swells to more than {MOST_RATIO} times its size, as only a broken "
            "or hostile file does. Save the sheet as CSV."
        )
    if sizes.get("xl/sharedStrings.xml", 0) > MOST_SHARED_BYTES:
        raise RequestError("The workbook holds more than 256 MB of text. Save the sheet as CSV.")


@contextmanager
def _readable() -> Iterator[None]:
    """Say what is wrong in words: a damaged workbook can fail in any way at all."""
    try:
        yield
    except RequestError:
        raise
    except Exception as problem:
        raise RequestError(
            f"The workbook is damaged ({type(problem).__name__}). "
            "Open it in Excel, save it again and send it again."
        ) from None


def _header(rows: Iterator[tuple[Any, ...]], header_row: int) -> tuple[int, tuple[Any, ...]]:
    """Return the records up to the header, and its cells; without a header, the first row's."""
    for number, row in enumerate(rows, start=1):
        width = max((at for at, cell in enumerate(row, start=1) if cell is not None), default=0)
        if width and number >= header_row:
            return number - (header_row == 0), row[:width]
    raise RequestError(
        "The sheet is empty." if header_row <= 1 else f"The sheet ends above row {header_row}."
    )


@dataclass(frozen=True)
class _Sheet:
    names: list[str]
    header: list[str | None] | None
    signs: dict[str, str]


def _tasks(rows: Iterator[tuple[Any, ...]], sheet: _Sheet) -> Iterator[Task]:
    while True:
        with _readable():
            batch = list(islice(rows, BATCH_ROWS))
        if not batch:
            return
        yield partial(_read, batch, sheet)


def _read(batch: list[tuple[Any, ...]], sheet: _Sheet) -> Portion:
    width, aside = len(sheet.names), Aside()
    signs = [sheet.signs.get(name, ".") for name in sheet.names]
    good: list[tuple[int, list[str | None]]] = []
    for number, cells in enumerate(batch, start=1):
        row = [_text(cell, sign) for cell, sign in zip(cells, signs, strict=False)]
        row += [None] * (width - len(row))
        if row == sheet.header:
            aside.add(number, " | ".join(text or "" for text in row), "repeated_header")
        else:
            good.append((number, row))
    if not good:
        return Portion(aside.pieces(), len(batch))
    numbers, rows = zip(*good, strict=True)
    columns = dict(zip(sheet.names, map(text_column, zip(*rows, strict=True)), strict=True))
    return Portion([Chunk(columns, line_column(numbers)), *aside.pieces()], len(batch))


def _text(cell: Any, sign: str) -> str | None:
    """Write a cell as text; a number as this file's texts write it, to the digits Excel shows."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell).replace(".", sign)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(value: float) -> str:
    if value.is_integer():
        return str(int(value))
    shown = f"{value:.{SIGNIFICANT}g}"
    return format(Decimal(shown), "f") if "e" in shown else shown
