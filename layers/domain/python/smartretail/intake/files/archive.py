"""Zip files: a workbook, or exactly one data file inside."""

import io
from collections.abc import Sequence
from zipfile import BadZipFile, ZipFile, ZipInfo

from smartretail.intake.files.model import Look, Told, Unreadable
from smartretail.intake.files.remote import HEAD_BYTES, RemoteFile
from smartretail.intake.files.workbook import look_at_workbook

MAGIC = b"PK\x03\x04"
DATA_ENDINGS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
_PACKED = (".zip", ".gz", ".7z", ".rar", ".bz2", ".xz")
_MOST_NAMED = 4
_ENCRYPTED = 1
_STRANGERS = {
    "xl/workbook.bin": "The file is a binary Excel workbook (.xlsb). Save it as .xlsx.",
    "word/document.xml": "The file is a Word document. Put the table into a CSV or XLSX file.",
    "content.xml": "The file is an OpenDocument file. Save the sheet as .xlsx or .csv.",
    "Index/Document.iwa": "The file is an Apple Numbers or Pages file. Export it as .xlsx or .csv.",
}


def look_at_archive(file: RemoteFile, told: Told) -> Look | ZipInfo:
    """Look into a workbook; for any other zip return its one data file."""
    try:
        with ZipFile(io.BufferedReader(file, HEAD_BYTES)) as book:
            inside = [info for info in book.infolist() if _counts(info)]
            names = set(book.NameToInfo)
            for name, sentence in _STRANGERS.items():
                if name in names:
                    raise Unreadable(sentence)
            if "[Content_Types].xml" in names or any(n.startswith("xl/") for n in names):
                return look_at_workbook(book, told)
            return _only_data(inside)
    except (BadZipFile, ValueError) as error:
        raise Unreadable(
            "The file is not a readable Excel workbook (.xlsx) or zip: it is damaged or cut off. "
            "Save or pack it again and upload that."
        ) from error


def again(file: RemoteFile, told: Told, rows: int) -> Look:
    """Look into a workbook once more, at more rows."""
    with ZipFile(io.BufferedReader(file, HEAD_BYTES)) as book:
        return look_at_workbook(book, told, rows)


def _counts(info: ZipInfo) -> bool:
    parts = info.filename.split("/")
    return not info.is_dir() and "__MACOSX" not in parts and not parts[-1].startswith(".")


def _only_data(inside: Sequence[ZipInfo]) -> ZipInfo:
    named = ", ".join(info.filename for info in inside[:_MOST_NAMED])
    named += " …" if len(inside) > _MOST_NAMED else ""
    if not inside:
        raise Unreadable("The zip holds no file.")
    if any(info.flag_bits & _ENCRYPTED for info in inside):
        raise Unreadable(f"The zip is protected by a password ({named}). Pack it without one.")
    if any(info.filename.lower().endswith(_PACKED) for info in inside):
        raise Unreadable(f"The zip holds packed files ({named}). Unpack them, then pack one file.")
    data = [info for info in inside if info.filename.lower().endswith(DATA_ENDINGS)]
    if len(inside) == 1 and not data:
        raise Unreadable(
            f"The zip holds {named}. Workbooks and Parquet files are packed already: upload the "
            "file itself; text must be .csv, .txt or .jsonl."
        )
    if len(data) != 1:
        raise Unreadable(f"The zip holds {len(inside)} files ({named}). Pack one data file in it.")
    return data[0]
