"""Zip, gzip and workbook bytes that are the same every time."""

import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_DAY = (2024, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(frozen=True)
class Day:
    """A date as a sheet keeps it: a number of days, shown as a date."""

    serial: int


@dataclass(frozen=True)
class Fault:
    """A cell whose formula failed, such as #DIV/0!."""

    text: str


Cell = str | int | float | Day | Fault | None


@dataclass(frozen=True)
class Sheet:
    """Rows of a sheet; `merged` names ranges, `state` may be hidden."""

    name: str
    rows: Sequence[Sequence[Cell]]
    state: str = "visible"
    merged: Sequence[str] = ()


def gzipped(data: bytes) -> bytes:
    """Pack with gzip."""
    return gzip.compress(data, 6, mtime=0)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Pack with zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, data)
    return buffer.getvalue()


def encrypted(data: bytes) -> bytes:
    """Mark every member of a zip as encrypted, in its own header and in the directory."""
    marked = bytearray(data)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(magic)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(magic, at + 4)
    return bytes(marked)


def workbook(*sheets: Sheet, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Write a workbook (ECMA-376) with inline texts."""
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _links(_link(1, "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _links(
            *(_link(n, "worksheet", f"worksheets/sheet{n}.xml") for n in _numbers(sheets)),
            _link(99, "styles", "styles.xml"),
        ),
        "xl/workbook.xml": _book(sheets),
        "xl/styles.xml": _STYLES,
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(sheets[n - 1]) for n in _numbers(sheets)}
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    members = {name: (head + body).encode() for name, body in parts.items()}
    return zipped(members | dict(extra or {}))


def _numbers(sheets: Sequence[Sheet]) -> range:
    return range(1, len(sheets) + 1)


def _types(sheets: int) -> str:
    part = '<Override PartName="/xl/{}.xml" ContentType="' + _SHEET_TYPE + '.{}+xml"/>'
    pages = (part.format(f"worksheets/sheet{n}", "worksheet") for n in range(1, sheets + 1))
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{part.format('workbook', 'sheet.main')}{part.format('styles', 'styles')}{''.join(pages)}"
        "</Types>"
    )


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'


def _links(*links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'


def _book(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, sheet in zip(_numbers(sheets), sheets, strict=True)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>'


def _sheet(sheet: Sheet) -> str:
    rows = "".join(
        f'<row r="{n}">{"".join(_cell(value, n, at) for at, value in enumerate(row))}</row>'
        for n, row in enumerate(sheet.rows, start=1)
        if row
    )
    ranges = "".join(f'<mergeCell ref="{place}"/>' for place in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{ranges}</mergeCells>' if ranges else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _cell(value: Cell, row: int, at: int) -> str:
    place = f"{chr(65 + at)}{row}"
    match value:
        case None:
            return ""
        case Day(serial):
            return f'<c r="{place}" s="1"><v>{serial}</v></c>'
        case Fault(shown):
            return f'<c r="{place}" t="e"><v>{escape(shown)}</v></c>'
        case str():
            shown = escape(value)
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{value!r}</v></c>'
