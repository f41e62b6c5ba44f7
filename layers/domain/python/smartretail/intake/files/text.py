"""From bytes to text: compression and encoding."""

import codecs
import zlib
from collections.abc import Iterator

from smartretail.intake.files.model import Unreadable
from smartretail.intake.files.remote import HEAD_BYTES, RemoteFile

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20
_MOST_UNPACKED_BYTES = 256 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


def is_packed(file: RemoteFile) -> bool:
    """Return whether the file is gzip."""
    return file.head.startswith(_GZIP)


def head_of(file: RemoteFile) -> tuple[bytes, bool]:
    """Return the first unpacked bytes, and whether they are the whole file."""
    if not is_packed(file):
        return file.head, file.is_whole
    engine = zlib.decompressobj(wbits=31)
    try:
        head = engine.decompress(file.head, HEAD_BYTES)
    except zlib.error as error:
        raise Unreadable("The file is damaged: its gzip data cannot be unpacked.") from error
    return head, engine.eof


def encoding_of(file: RemoteFile, head: bytes) -> str:
    """Return the encoding.

    A head of plain ASCII says nothing, so the file is then passed over until it says something:
    one pound sign in forty megabytes decides between UTF-8 and Windows-1252.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return _sixteen_bit(head)
    if not head.isascii():
        return _eight_bit(head)
    telling = (piece for piece in _unpacked(file) if not piece.isascii())
    piece = next(telling, None)
    return "utf-8" if piece is None else _eight_bit(piece)


def decoded(data: bytes, encoding: str) -> str:
    """Decode what may be cut off in the middle of a character at its end."""
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        return codecs.getincrementaldecoder(name)().decode(data)
    except UnicodeDecodeError as error:
        raise Unreadable(f"The file is not written in {encoding} throughout.") from error


def _sixteen_bit(head: bytes) -> str:
    most = len(head) // 2 * 0.3
    if head[1::2].count(0) > most:
        return "utf-16-le"
    if head[0::2].count(0) > most:
        return "utf-16-be"
    raise Unreadable(
        "The file is not text: it holds zero bytes. Export it as CSV, XLSX or Parquet."
    )


def _eight_bit(data: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return "latin-1" if _UNDEFINED_IN_CP1252.intersection(data) else "cp1252"
    return "utf-8"


def _unpacked(file: RemoteFile) -> Iterator[bytes]:
    if not is_packed(file):
        yield from file.stream()
        return
    engine, passed = zlib.decompressobj(wbits=31), 0
    for packed in file.stream():
        rest = packed
        while rest and not engine.eof and passed < _MOST_UNPACKED_BYTES:
            piece = engine.decompress(rest, _PIECE)
            rest, passed = engine.unconsumed_tail, passed + len(piece)
            yield piece
