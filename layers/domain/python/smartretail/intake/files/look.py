"""Looks into any file we can read, and says plainly what it is when we cannot."""

from collections.abc import Iterator
from dataclasses import replace

from smartretail.intake.files import archive, delimited, encoding, source
from smartretail.intake.files.dates import read_dates
from smartretail.intake.files.jsonlines import look_at_json_lines, more_objects
from smartretail.intake.files.model import NOTHING_TOLD, Found, Look, Told, Unreadable
from smartretail.intake.files.numbers import decimal_of, marks_of
from smartretail.intake.files.parquet import MAGIC, look_at_parquet
from smartretail.intake.files.remote import RemoteFile
from smartretail.intake.files.source import TextSource
from smartretail.intake.files.strangers import stranger
from smartretail.intake.files.workbook import MORE_ROWS

_PROBES = (0.2, 0.4, 0.6, 0.8, 0.95)
_PROBE_BYTES = 32 << 10
_JUDGED = 400
_FIRST_PIECES, _EVERY_PIECE, _LAST_PIECE = 8, 4, 160


def look_into(file: RemoteFile, told: Told = NOTHING_TOLD) -> Look:
    """Return the format, the columns and first rows. Raise `Unreadable` with the reason."""
    if not file.size:
        raise Unreadable("The file is empty: it holds 0 bytes. Export it again.")
    if sentence := stranger(file):
        raise Unreadable(sentence)
    if file.head.startswith(MAGIC):
        return look_at_parquet(file)
    if file.head.startswith(archive.MAGIC):
        return _look_at_zip(file, told)
    packed = file.head.startswith(source.GZIP)
    return _look_at_text(source.open_gzip(file) if packed else source.open_plain(file), told)


def _look_at_zip(file: RemoteFile, told: Told) -> Look:
    found = archive.look_at_archive(file.again(), told)
    if not isinstance(found, Look):
        return _look_at_text(source.open_member(file, found), told)
    if _is_open(found):
        return archive.again(file.again(), told, MORE_ROWS)
    return found


def _look_at_text(text: TextSource, told: Told) -> Look:
    written = encoding.encoding_of(text)
    content = encoding.decoded(text.head, written)
    first = content.lstrip()[:1]
    if first == "[":
        raise Unreadable("The file is a JSON array. Write one object per line (JSON lines).")
    if first == "{":
        found = look_at_json_lines(content, whole=text.whole, encoding=written)
    else:
        found = delimited.look_at_delimited(content, whole=text.whole, encoding=written, told=told)
    packing = replace(found.layout, packed=text.packed, member=text.member)
    found = replace(found, layout=packing)
    if text.whole or (text.part is None and not _is_open(found)):
        return found
    return _with_more(found, _parts(text, written))


def _is_open(look: Look) -> bool:
    """Whether a column reads in two ways, so that more rows may settle it."""
    return any(
        read_dates(column.filled[:_JUDGED]).is_ambiguous
        or marks_of(column.filled[:_JUDGED]).is_open
        for column in look.columns
    )


def _parts(text: TextSource, written: str) -> Iterator[str]:
    """Yield text from further on: a head of one month cannot tell day from month."""
    if text.part is None:
        for number, piece in enumerate(text.pieces()):
            if number < _FIRST_PIECES or number % _EVERY_PIECE == 0:
                for start in (0, len(piece) // 4 * 2):
                    yield encoding.decoded_part(piece[start : start + _PROBE_BYTES], written, start)
            if number > _LAST_PIECE:
                return
        return
    for place in _PROBES:
        start = int(text.size * place)
        yield encoding.decoded_part(text.part(start, _PROBE_BYTES), written, start)


def _with_more(found: Look, parts: Iterator[str]) -> Look:
    names = [column.name for column in found.columns]
    rows: list[list[str]] = []
    for part in parts:
        is_json = found.layout.kind == "jsonl"
        rows += more_objects(part, names) if is_json else delimited.more_rows(part, found.layout)
    rows = [row for row in rows if len(row) == len(names)]
    columns = tuple(
        _longer(column, [row[position] for row in rows])
        for position, column in enumerate(found.columns)
    )
    layout = found.layout
    if layout.kind == "csv":
        layout = replace(layout, decimal=decimal_of(columns))
    return replace(found, layout=layout, columns=columns)


def _longer(column: Found, values: list[str]) -> Found:
    return replace(column, values=(*(column.values or ()), *values))
