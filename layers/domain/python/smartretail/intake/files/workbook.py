"""Excel workbooks (ECMA-376): the first sheet's header and first rows, nothing more."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath
from zipfile import BadZipFile, ZipFile

from smartretail.intake.files.cells import Cell, Styles, read_rows, read_styles
from smartretail.intake.files.markup import End, Mark, Start, Text, marks
from smartretail.intake.files.model import Layout, Look, Unreadable, by_column
from smartretail.intake.files.remote import HEAD_BYTES, RemoteFile

_MOST_ROWS = 500
_MOST_MARKUP_BYTES = 8 << 20
_MOST_TEXTS_BYTES = 32 << 20


@dataclass(frozen=True)
class _Sheet:
    name: str
    path: str
    from_1904: bool


def look_at_workbook(file: RemoteFile) -> Look:
    """Read the first sheet's columns and some rows."""
    try:
        with ZipFile(io.BufferedReader(file, HEAD_BYTES)) as book:
            return _look(book)
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable("The file is not a readable Excel workbook (.xlsx).") from error


def _look(book: ZipFile) -> Look:
    sheet = _first_sheet(book)
    styles = _styles(book, sheet)
    rows = list(read_rows(_open(book, sheet.path, _MOST_MARKUP_BYTES), _MOST_ROWS))
    filled = [row for row in rows if any(cell.text for cell in row)]
    if not filled:
        raise Unreadable(f"The sheet {sheet.name} is empty.")
    texts = _shared_texts(book, filled)
    width = max(cell.column for cell in filled[0]) + 1
    header, *body = [_row(row, width, texts, styles) for row in filled]
    if not body:
        raise Unreadable(f"The sheet {sheet.name} has a line with names, and no rows under it.")
    return Look(Layout("xlsx", sheet=sheet.name), by_column(header, body))


def _first_sheet(book: ZipFile) -> _Sheet:
    targets = {}
    for mark in _open(book, "xl/_rels/workbook.xml.rels", _MOST_MARKUP_BYTES):
        if isinstance(mark, Start) and mark.name == "Relationship":
            targets[mark.attributes["Id"]] = mark.attributes["Target"]
    from_1904 = False
    for mark in _open(book, "xl/workbook.xml", _MOST_MARKUP_BYTES):
        if isinstance(mark, Start) and mark.name == "workbookPr":
            from_1904 = mark.attributes.get("date1904") in {"1", "true"}
        if isinstance(mark, Start) and mark.name == "sheet":
            link = next(v for k, v in mark.attributes.items() if k.endswith(" id"))
            return _Sheet(mark.attributes["name"], _inside(targets[link]), from_1904)
    raise Unreadable("The workbook has no sheet.")


def _styles(book: ZipFile, sheet: _Sheet) -> Styles:
    if "xl/styles.xml" not in book.NameToInfo:
        return Styles()
    stream = _open(book, "xl/styles.xml", _MOST_MARKUP_BYTES)
    return read_styles(stream, from_1904=sheet.from_1904)


def _shared_texts(book: ZipFile, rows: list[list[Cell]]) -> list[str]:
    """Read shared texts as far as these rows refer to them."""
    wanted = [int(cell.text) for row in rows for cell in row if cell.kind == "s" and cell.text]
    if not wanted:
        return []
    last, texts, text = max(wanted), [], ""
    phonetic = in_text = False
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
                texts.append(text)
                if len(texts) > last:
                    break
    return texts


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
    return styles.shown(cell) if cell.kind == "n" and cell.text else cell.text


def _open(book: ZipFile, path: str, most_bytes: int) -> Iterator[Mark]:
    with book.open(path) as stream:
        yield from marks(stream, most_bytes)


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
