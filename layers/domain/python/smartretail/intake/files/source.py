"""The bytes of a text file, unpacked as far as they are needed."""

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from zipfile import BadZipFile, ZipFile, ZipInfo

from smartretail.intake.files.model import Unreadable
from smartretail.intake.files.remote import HEAD_BYTES, RemoteFile
from smartretail.kernel.errors import Invalid

GZIP = b"\x1f\x8b"
_INNER = {
    GZIP: "a packed file: it was packed twice",
    b"PK\x03\x04": "a workbook or a zip, which is packed already",
    b"PAR1": "a Parquet file, which is packed already",
}
_PIECE = 1 << 20
_MOST_UNPACKED_BYTES = 256 << 20
_MOST_RATIO, _RATIO_FROM_BYTES = 200, 64 << 20
_DAMAGED = "The file is damaged: its {} data cannot be unpacked. Pack it and upload it again."
_BOMB = (
    "The file unpacks to more than {} times its size, which no table of rows does. Upload it "
    "unpacked."
)


@dataclass(frozen=True)
class TextSource:
    """A text file: its first bytes, whether they are all of it, and the rest in pieces.

    `part` reads bytes anywhere; None when the file is packed and can only be read in order.
    """

    head: bytes
    whole: bool
    pieces: Callable[[], Iterator[bytes]]
    part: Callable[[int, int], bytes] | None = None
    size: int = 0
    packed: Literal["gzip", "zip"] | None = None
    member: str | None = None


def open_plain(file: RemoteFile) -> TextSource:
    """Return the file itself."""
    return TextSource(file.head, file.is_whole, file.stream, file.part, file.size)


def open_gzip(file: RemoteFile) -> TextSource:
    """Return what is packed. Raise `Unreadable` when it is damaged or cut off."""
    engine = zlib.decompressobj(wbits=31)
    try:
        head = engine.decompress(file.head, HEAD_BYTES)
    except zlib.error as error:
        raise Unreadable(_DAMAGED.format("gzip")) from error
    if file.is_whole and not engine.eof and not engine.unconsumed_tail:
        raise Unreadable(
            "The file is cut off: its gzip data does not end. The transfer or the packing broke "
            "off; pack it and upload it again."
        )
    whole = engine.eof and not engine.unused_data
    _check_inner(head)
    return TextSource(head, whole, lambda: _gunzip(file), packed="gzip")


def open_member(file: RemoteFile, info: ZipInfo) -> TextSource:
    """Return the one data file inside a zip. Raise `Unreadable` when it is damaged."""
    if info.file_size > _RATIO_FROM_BYTES and info.file_size > _MOST_RATIO * info.compress_size:
        raise Unreadable(_BOMB.format(_MOST_RATIO))

    def pieces() -> Iterator[bytes]:
        """A zip with too scattered an inside ends early: what was read until then decides."""
        try:
            yield from _limited(_member_bytes(file, info, _PIECE))
        except Invalid:
            return

    head = next(_member_bytes(file, info, HEAD_BYTES), b"")
    whole = len(head) == info.file_size
    _check_inner(head)
    return TextSource(head, whole, pieces, packed="zip", member=info.filename)


def _check_inner(head: bytes) -> None:
    for mark, what in _INNER.items():
        if head.startswith(mark):
            raise Unreadable(f"Inside is {what}. Unpack it once and upload what comes out.")


def _member_bytes(file: RemoteFile, info: ZipInfo, size: int) -> Iterator[bytes]:
    try:
        file.seek(0)
        with (
            ZipFile(io.BufferedReader(file.again(), _PIECE)) as book,
            book.open(info) as stream,
        ):
            while piece := stream.read(size):
                yield piece
    except (BadZipFile, zlib.error, EOFError) as error:
        raise Unreadable(_DAMAGED.format("zip")) from error
    except NotImplementedError as error:
        raise Unreadable(
            "The zip is packed in an unusual way. Pack it as an ordinary zip."
        ) from error


def _gunzip(file: RemoteFile) -> Iterator[bytes]:
    return _limited(_gunzipped(file))


def _gunzipped(file: RemoteFile) -> Iterator[bytes]:
    """Unpack every member of the file; stop at a ratio that only a bomb has."""
    engine, taken, given = zlib.decompressobj(wbits=31), 0, 0
    for packed in file.stream():
        rest, taken = packed, taken + len(packed)
        while rest:
            try:
                piece = engine.decompress(rest, _PIECE)
            except zlib.error as error:
                raise Unreadable(_DAMAGED.format("gzip")) from error
            rest, given = engine.unconsumed_tail, given + len(piece)
            if given > _RATIO_FROM_BYTES and given > _MOST_RATIO * taken:
                raise Unreadable(_BOMB.format(_MOST_RATIO))
            yield piece
            if engine.eof:
                rest = engine.unused_data
                engine = zlib.decompressobj(wbits=31)


def _limited(pieces: Iterator[bytes]) -> Iterator[bytes]:
    passed = 0
    for piece in pieces:
        yield piece
        passed += len(piece)
        if passed >= _MOST_UNPACKED_BYTES:
            return
