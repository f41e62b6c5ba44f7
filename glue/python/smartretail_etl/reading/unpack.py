"""A raw file as one stream of bytes: unpacked, joined, and stopped when it swells."""

import gzip
import io
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from smartretail_etl.request import Format, RequestError

MOST_BYTES = 64 << 30
FREE_BYTES = 64 << 20
MOST_RATIO = 200
"""Real tables pack 3 to 50 times; deflate can swell 1,032 times."""
ARCHIVES = {b"PK\x03\x04": "zip", b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "rar"}
ENCRYPTED = 0x1
DAMAGED = "The {} file is cut off or damaged. Pack the file again and send it again."


@contextmanager
def opened(paths: Sequence[Path], form: Format) -> Iterator[IO[bytes]]:
    """Open a raw file, or the parts of a stream as one; workbooks and Parquet can be sought in."""
    with ExitStack() as stack:
        if len(paths) > 1:
            yield cast("IO[bytes]", io.BufferedReader(_Joined(paths)))
            return
        path = paths[0]
        if form.packed is None:
            yield stack.enter_context(path.open("rb"))
            return
        packed: IO[bytes] = (
            cast("IO[bytes]", stack.enter_context(gzip.open(path)))
            if form.packed == "gzip"
            else _member(stack, path, form)
        )
        bounded = io.BufferedReader(_Bounded(packed, path.stat().st_size, form))
        if form.kind in {"csv", "jsonl"}:
            _refuse_archives(bounded.peek(4)[:4])
            yield bounded
        else:
            spool = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(bounded, spool, 1 << 20)
            spool.seek(0)
            yield spool


def _member(stack: ExitStack, path: Path, form: Format) -> IO[bytes]:
    try:
        archive = stack.enter_context(ZipFile(path))
        found = _only(archive.infolist(), form.member)
        return stack.enter_context(archive.open(found))
    except BadZipFile:
        raise RequestError(DAMAGED.format("zip")) from None
    except NotImplementedError:
        raise RequestError(
            "The zip file is packed in a way that cannot be read. Pack it as a plain zip."
        ) from None


def _only(entries: list[ZipInfo], member: str | None) -> ZipInfo:
    files = [entry for entry in entries if not entry.is_dir() and not _litter(entry.filename)]
    if member is not None:
        files = [entry for entry in files if entry.filename == member]
    if not files:
        raise RequestError("The zip file holds no data file.")
    if len(files) > 1:
        raise RequestError(
            f"The zip file holds {len(files)} files; send them one by one, each in its own zip."
        )
    if files[0].flag_bits & ENCRYPTED:
        raise RequestError("The zip file is protected by a password. Send it without one.")
    return files[0]


def _litter(name: str) -> bool:
    """Files that an archiver adds by itself."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in {".DS_Store", "Thumbs.db"}


def _refuse_archives(start: bytes) -> None:
    for magic, name in ARCHIVES.items():
        if start.startswith(magic):
            raise RequestError(
                f"The packed file is itself a {name} archive. Pack the table directly."
            )


class _Bounded(io.RawIOBase):
    """Unpacked bytes, up to what a file of this size can honestly hold."""

    def __init__(self, source: IO[bytes], packed_bytes: int, form: Format) -> None:
        super().__init__()
        self._source, self._kind = source, form.packed
        self._left = min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * packed_bytes))

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; refuse a bomb and a damaged archive."""
        try:
            got = self._source.read(len(buffer))
        except (BadZipFile, EOFError, gzip.BadGzipFile, zlib.error, OSError):
            raise RequestError(DAMAGED.format(self._kind)) from None
        self._left -= len(got)
        if self._left < 0:
            raise RequestError(
                f"The {self._kind} file swells to more than {MOST_RATIO} times its size, as only "
                "a broken or hostile file does. Send the table unpacked."
            )
        buffer[: len(got)] = got
        return len(got)


class _Joined(io.RawIOBase):
    """Several files of lines, one after another."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = list(paths)
        self._file: IO[bytes] | None = None

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; every file ends its last line."""
        while self._file is not None or self._paths:
            if self._file is None:
                self._file = self._paths.pop(0).open("rb")
            if got := self._file.read(len(buffer)):
                buffer[: len(got)] = got
                return len(got)
            self._file.close()
            self._file = None
            buffer[:1] = b"\n"
            return 1
        return 0
