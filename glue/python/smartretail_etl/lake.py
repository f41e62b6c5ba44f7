"""The lake as objects under keys: in S3, or in a folder."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO, Protocol
from urllib.parse import unquote, urlparse

PARALLEL = 12


class Lake(Protocol):
    """Objects under keys; a write replaces the whole object at once."""

    def keys(self, prefix: str) -> list[str]:
        """Return all keys below a prefix, sorted."""

    def version(self, prefix: str) -> dict[str, str]:
        """Return a fingerprint per key below a prefix; it changes when the object does."""

    def read(self, key: str) -> bytes | None:
        """Return an object, None when there is none."""

    def write(self, key: str, body: bytes) -> None:
        """Put an object."""

    def put(self, path: Path, key: str) -> None:
        """Put a local file without holding it in memory."""

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""

    def erase(self, prefix: str) -> int:
        """Remove every object below a prefix for good, older versions too; return how many."""

    def erase_older(self, prefix: str) -> int:
        """Remove what objects below a prefix were before; what they are now stays."""

    def uri(self, key: str) -> str:
        """Return the address that Spark reads."""

    def local(self, keys: Iterable[str], folder: Path) -> list[Path]:
        """Return the objects as local files, fetched into `folder` where they are not."""


class FolderLake:
    """A lake in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keys(self, prefix: str) -> list[str]:
        """Return all keys below a prefix, sorted."""
        return sorted(self._files(prefix))

    def version(self, prefix: str) -> dict[str, str]:
        """Return size and time of change per key."""
        found = {}
        for key in self._files(prefix):
            with suppress(FileNotFoundError):
                stat = (self.root / key).stat()
                found[key] = f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}"
        return found

    def read(self, key: str) -> bytes | None:
        """Return an object, None when there is none."""
        try:
            return (self.root / key).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def write(self, key: str, body: bytes) -> None:
        """Put an object by renaming, so that no reader sees half of it."""
        with _replacing(self.root / key) as draft:
            draft.write(body)

    def put(self, path: Path, key: str) -> None:
        """Put a local file without holding it in memory."""
        with path.open("rb") as file, _replacing(self.root / key) as draft:
            shutil.copyfileobj(file, draft, 1 << 20)

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""
        (self.root / key).unlink(missing_ok=True)

    def erase(self, prefix: str) -> int:
        """Remove every object below a prefix, and drafts that a crash left there."""
        found = list(self._files(prefix, drafts=True))
        for key in found:
            self.delete(key)
        return len(found)

    def erase_older(self, prefix: str) -> int:
        """A folder keeps no older versions."""
        return 0

    def uri(self, key: str) -> str:
        """Return the address that Spark reads."""
        return f"file://{(self.root / key).resolve()}"

    def local(self, keys: Iterable[str], folder: Path) -> list[Path]:
        """Return the objects where they lie."""
        return [self.root / key for key in keys]

    def _files(self, prefix: str, *, drafts: bool = False) -> Iterator[str]:
        """Find the keys of files, also while others come and go."""
        above = prefix.rpartition("/")[0]
        start = os.path.join(self.root, above)  # noqa: PTH118 (thousands of paths: text is quicker)
        for folder, _, names in os.walk(start):
            inside = f"{above}{folder[len(start) :]}/".lstrip("/")
            for name in names:
                key = f"{inside}{name}"
                if key.startswith(prefix) and (drafts or not name.startswith(".")):
                    yield key


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a draft beside a file and let it take the file's place once it is on the disk.

    Without the flush to disk, a power cut after the renaming could leave an empty file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.parent / f".{token_hex(8)}"
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as draft:
        try:
            yield draft
            draft.flush()
            os.fsync(draft.fileno())
        except BaseException:
            beside.unlink()
            raise
    beside.replace(path)


def open_lake(address: str) -> Lake:
    """Open `s3://bucket`, `file:///folder` or a plain folder."""
    parts = urlparse(address)
    if parts.scheme == "s3":
        from smartretail_etl.bucket import BucketLake

        return BucketLake(parts.netloc)
    if parts.scheme == "file":
        return FolderLake(Path(unquote(parts.path)))
    return FolderLake(Path(address))
