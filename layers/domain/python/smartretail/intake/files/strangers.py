"""Files that hold no table we read, known by their first bytes; the sentence says what to do."""

from smartretail.intake.files.remote import RemoteFile

_EXPORT = "Export the table as CSV or XLSX."
_PICTURE = f"The file is a picture. {_EXPORT}"
_BY_START = (
    (b"%PDF", f"The file is a PDF. {_EXPORT}"),
    (b"BZh", "The file is packed with bzip2. Unpack it, or pack it with gzip."),
    (b"\xfd7zXZ", "The file is packed with xz. Unpack it, or pack it with gzip."),
    (b"\x28\xb5\x2f\xfd", "The file is packed with Zstandard. Unpack it, or pack it with gzip."),
    (b"7z\xbc\xaf\x27\x1c", "The file is a 7z archive. Unpack it, or pack it as zip or gzip."),
    (b"Rar!", "The file is a RAR archive. Unpack it, or pack it as zip or gzip."),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"SQLite format 3", f"The file is an SQLite database. {_EXPORT}"),
    (b"ARROW1", "The file is an Arrow (Feather) file. Save it as Parquet or CSV."),
    (b"ORC", "The file is an ORC file. Save it as Parquet or CSV."),
    (b"Obj\x01", "The file is an Avro file. Save it as Parquet or CSV."),
    (b"{\\rtf", f"The file is a rich-text document (RTF). {_EXPORT}"),
    (b"PK\x05\x06", "The zip holds no file."),
)
_COMPOUND = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_TAIL_BYTES = 64 << 10
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")


def stranger(file: RemoteFile) -> str | None:
    """Return the sentence for a file that holds no table we read; None for any other."""
    for mark, sentence in _BY_START:
        if file.head.startswith(mark):
            return sentence
    if file.head.startswith(_COMPOUND):
        return _compound(file)
    start = file.head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        return (
            "The file is a web page (HTML), whatever its name says. Open it and save it as .xlsx."
        )
    if start.startswith(b"<?xml"):
        return "The file is XML. Open it in a spreadsheet program and save it as .xlsx or .csv."
    return None


def _compound(file: RemoteFile) -> str:
    start = max(0, file.size - _TAIL_BYTES)
    if _LOCKED in file.head or _LOCKED in file.part(start, file.size - start):
        return "The workbook is protected by a password. Save it without one and upload that."
    return "The file is an old Excel workbook (.xls). Save it as .xlsx."
