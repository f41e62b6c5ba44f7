"""Excel workbooks (ECMA-376): the sheet that holds a table, its header and first rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from posixpath import join, normpath
from zipfile import BadZipFile, ZipFile

from smartretail.intake.files.cells import Cell, SheetRow, Styles, read_rows, read_styles
from smartretail.intake.files.headers import Record, table_of
from smartretail.intake.files.markup import End, Mark, Start, Text, marks
from smartretail.intake.files.model import Layout, Look, Told, Typed, Unreadable
from smartretail.intake.names import same
from smartretail.intake.synonyms import is_known

_MOST_MARKUP_BYTES = 8 << 20
_MOST_TEXTS_BYTES = 32 << 20
_MOST_SHEETS = 12
_TOP_ROWS = 60
FIRST_ROWS, MORE_ROWS = 500, 10_000
_DAMAGED = (BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError, StopIteration)


@dataclass(frozen=True)
class _Sheet:
    name: str
    path: str
    from_1904: bool
    hidden: bool


def look_at_workbook(book: ZipFile, told: Told, rows: int = FIRST_ROWS) -> Look:
    """Read the columns and some rows of the sheet that is told, else of the first with a table."""
    try:
        sheets = _sheets(book)
        sheet = _told_sheet(sheets, told.sheet) if told.sheet else _choose(book, sheets)
        return table_of(
            _records(book, sheet, rows), Layout("xlsx", sheet=sheet.name), told.header_row
        )
    except _DAMAGED as error:
        raise Unreadable(
            "The file is not a readable Excel workbook (.xlsx); it may be damaged or cut off. "
            "Open it, save it again as .xlsx and upload that."
        ) from error


def _told_sheet(sheets: Sequence[_Sheet], name: str) -> _Sheet:
    for sheet in sheets:
        if same(sheet.name) == same(name):
            return sheet
    names = ", ".join(sheet.name for sheet in sheets)
    raise Unreadable(f"The workbook has no sheet {name}; it has {names}.")


def _choose(book: ZipFile, sheets: Sequence[_Sheet]) -> _Sheet:
    """Return the first visible sheet with names we know, else the first with two columns."""
    tops = {}
    for sheet in [sheet for sheet in sheets if not sheet.hidden][:_MOST_SHEETS]:
        records = _records(book, sheet, _TOP_ROWS)
        if any(len(record.filled) > 1 for record in records):
            tops[sheet] = records
    if not tops:
        names = ", ".join(sheet.name for sheet in sheets if not sheet.hidden)
        raise Unreadable(f"The sheet {names} is empty: no row holds two cells.")
    known = [sheet for sheet, records in tops.items() if _names_in(records)]
    chosen = next(iter(known or tops))
    _check_alike(chosen, tops)
    return chosen


def _names_in(records: Sequence[Record]) -> list[str]:
    """Return the fullest row with names we know, as written."""
    rows = [r.filled for r in records if sum(map(is_known, r.filled)) > 1]
    return max(rows, key=len, default=[])


def _check_alike(chosen: _Sheet, tops: dict[_Sheet, list[Record]]) -> None:
    names = _names_in(tops[chosen])
    alike = [s.name for s, records in tops.items() if names and _names_in(records) == names]
    if len(alike) > 1:
        raise Unreadable(
            f"The sheets {', '.join(alike)} have the same columns, and only one sheet is read. "
            "Put their rows into one sheet, or upload each as a file of its own."
        )


def _records(book: ZipFile, sheet: _Sheet, most: int) -> list[Record]:
    stream = _open(book, sheet.path, _MOST_MARKUP_BYTES * (4 if most > FIRST_ROWS else 1))
    rows = [row for row in read_rows(stream, most) if row.is_filled]
    if not rows:
        return []
    styles = _styles(book, sheet)
    texts = _shared_texts(book, rows)
    width = max(cell.column for row in rows for cell in row.cells if cell.text.strip()) + 1
    return [Record(row.number, _row(row.cells, width, texts, styles)) for row in rows]


def _sheets(book: ZipFile) -> list[_Sheet]:
    targets = {}
    for mark in _open(book, "xl/_rels/workbook.xml.rels", _MOST_MARKUP_BYTES):
        if isinstance(mark, Start) and mark.name == "Relationship":
            targets[mark.attributes["Id"]] = mark.attributes["Target"]
    from_1904, sheets = False, []
    for mark in _open(book, "xl/workbook.xml", _MOST_MARKUP_BYTES):
        if isinstance(mark, Start) and mark.name == "workbookPr":
            from_1904 = mark.attributes.get("date1904") in {"1", "true"}
        if isinstance(mark, Start) and mark.name == "sheet":
            given = mark.attributes
            link = next(v for k, v in given.items() if k.endswith(" id"))
            hidden = given.get("state", "visible") != "visible"
            sheets.append(_Sheet(given["name"], _inside(targets[link]), from_1904, hidden))
    tables = [sheet for sheet in sheets if sheet.path in book.NameToInfo]
    if not tables:
        raise Unreadable("The workbook has no sheet with cells.")
    return tables


def _styles(book: ZipFile, sheet: _Sheet) -> Styles:
    if "xl/styles.xml" not in book.NameToInfo:
        return Styles()
    stream = _open(book, "xl/styles.xml", _MOST_MARKUP_BYTES)
    return read_styles(stream, from_1904=sheet.from_1904)


def _shared_texts(book: ZipFile, rows: list[SheetRow]) -> list[str]:
    """Read shared texts as far as these rows refer to them."""
    cells = (cell for row in rows for cell in row.cells)
    wanted = [int(cell.text) for cell in cells if cell.kind == "s" and cell.text]
    if not wanted:
        return []
    return list(islice(_texts(book), max(wanted) + 1))


def _texts(book: ZipFile) -> Iterator[str]:
    text, phonetic, in_text = "", False, False
    for mark in _open(book, "xl/sharedStrings.xml", _MOST_TEXTS_BYTES):
        match mark:
            case Start("si"):
                text = ""
            case Start("rPh"):
                phonetic = True
            case End("rPh"):
                phonetic = False
            case Start("t") | End("t"):
                in_text = isinstance(mark, Start)
            case Text(data) if in_text and not phonetic:
                text += data
            case End("si"):
                yield text


def _row(row: list[Cell], width: int, texts: list[str], styles: Styles) -> list[str]:
    values = [""] * width
    for cell in row:
        if cell.column < width:
            values[cell.column] = _value(cell, texts, styles)
    return values


def _value(cell: Cell, texts: list[str], styles: Styles) -> str:
    if cell.kind == "s":
        position = int(cell.text or -1)
        return texts[position] if 0 <= position < len(texts) else ""
    if cell.kind == "b":
        return "true" if cell.text == "1" else "false"
    return Typed(styles.shown(cell)) if cell.kind == "n" and cell.text else cell.text


def _open(book: ZipFile, path: str, most_bytes: int) -> Iterator[Mark]:
    with book.open(path) as stream:
        yield from marks(stream, most_bytes)


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
