"""Looks into any file we can read, and says plainly what it is when we cannot."""

from dataclasses import replace

from smartretail.intake.files import delimited, text
from smartretail.intake.files.dates import read_dates
from smartretail.intake.files.jsonlines import look_at_json_lines
from smartretail.intake.files.model import Found, Look, Unreadable
from smartretail.intake.files.parquet import MAGIC, look_at_parquet
from smartretail.intake.files.remote import RemoteFile
from smartretail.intake.files.workbook import look_at_workbook

_STRANGERS = (
    (b"%PDF", "The file is a PDF. Export the table as CSV or XLSX."),
    (b"\xd0\xcf\x11\xe0", "The file is an old Excel workbook. Save it as .xlsx."),
    (b"BZh", "The file is packed with bzip2. Unpack it, or pack it with gzip."),
    (b"\xfd7zXZ", "The file is packed with xz. Unpack it, or pack it with gzip."),
)
_PROBES = (0.2, 0.4, 0.6, 0.8, 0.95)
_PROBE_BYTES = 32 << 10


def look_into(file: RemoteFile) -> Look:
    """Return the format and the columns. Raise `Unreadable` with the reason."""
    if not file.size:
        raise Unreadable("The file is empty.")
    for mark, sentence in _STRANGERS:
        if file.head.startswith(mark):
            raise Unreadable(sentence)
    if file.head.startswith(MAGIC):
        return look_at_parquet(file)
    if file.head.startswith(b"PK\x03\x04"):
        return look_at_workbook(file)
    return _look_at_text(file)


def _look_at_text(file: RemoteFile) -> Look:
    head, whole = text.head_of(file)
    encoding = text.encoding_of(file, head)
    content = text.decoded(head, encoding)
    first = content.lstrip()[:1]
    if first == "[":
        raise Unreadable("The file is a JSON array. Write one object per line (JSON lines).")
    if first == "{":
        return look_at_json_lines(content, whole=whole, encoding=encoding)
    found = delimited.look_at_delimited(content, whole=whole, encoding=encoding)
    can_probe = not whole and not text.is_packed(file) and not encoding.startswith("utf-16")
    if can_probe and any(read_dates(column.filled).is_ambiguous for column in found.columns):
        return _with_probes(file, found, encoding)
    return found


def _with_probes(file: RemoteFile, found: Look, encoding: str) -> Look:
    """Add rows from further on: a head of one month cannot tell day from month."""
    rows: list[list[str]] = []
    for place in _PROBES:
        data = file.part(int(file.size * place), _PROBE_BYTES)
        text_there = data.decode(encoding, errors="ignore")
        rows += delimited.more_rows(text_there, found.layout)
    rows = [row for row in rows if len(row) == len(found.columns)]
    columns = tuple(
        _longer(column, [row[position] for row in rows])
        for position, column in enumerate(found.columns)
    )
    return replace(found, columns=columns)


def _longer(column: Found, values: list[str]) -> Found:
    return replace(column, values=(*(column.values or ()), *values))
