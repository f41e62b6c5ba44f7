"""The lake as objects under keys: in S3, or in a folder."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlparse

PARALLEL = 12
IN_PARTS_FROM = 16 << 20


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
        """Put a local file."""

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""

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
        return sorted(path.relative_to(self.root).as_posix() for path in self._files(prefix))

    def version(self, prefix: str) -> dict[str, str]:
        """Return size and time of change per key."""
        found = {
            path.relative_to(self.root).as_posix(): path.stat() for path in self._files(prefix)
        }
        return {key: f"{stat.st_size}-{stat.st_mtime_ns}" for key, stat in found.items()}

    def read(self, key: str) -> bytes | None:
        """Return an object, None when there is none."""
        path = self.root / key
        return path.read_bytes() if path.is_file() else None

    def write(self, key: str, body: bytes) -> None:
        """Put an object by renaming, so that no reader sees half of it."""
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
            draft.write(body)
        Path(draft.name).replace(path)

    def put(self, path: Path, key: str) -> None:
        """Put a local file."""
        self.write(key, path.read_bytes())

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""
        (self.root / key).unlink(missing_ok=True)

    def uri(self, key: str) -> str:
        """Return the address that Spark reads."""
        return f"file://{(self.root / key).resolve()}"

    def local(self, keys: Iterable[str], folder: Path) -> list[Path]:
        """Return the objects where they lie."""
        return [self.root / key for key in keys]

    def _files(self, prefix: str) -> Iterator[Path]:
        folder = self.root / prefix.rpartition("/")[0]
        for path in folder.rglob("*"):
            key = path.relative_to(self.root).as_posix()
            if key.startswith(prefix) and not path.name.startswith(".") and path.is_file():
                yield path


class BucketLake:
    """A lake in an S3 bucket."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket

    @cached_property
    def client(self) -> Any:
        """The S3 client; endpoint, region and credentials come from the environment."""
        import boto3

        return boto3.client("s3")

    def __getstate__(self) -> dict[str, str]:
        return {"bucket": self.bucket}

    def keys(self, prefix: str) -> list[str]:
        """Return all keys below a prefix, sorted."""
        return sorted(self.version(prefix))

    def version(self, prefix: str) -> dict[str, str]:
        """Return the entity tag per key."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix
        )
        return {item["Key"]: item["ETag"] for page in pages for item in page.get("Contents", ())}

    def read(self, key: str) -> bytes | None:
        """Return an object, None when there is none."""
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=key)
        except self.client.exceptions.NoSuchKey:
            return None
        return bytes(found["Body"].read())

    def write(self, key: str, body: bytes) -> None:
        """Put an object."""
        self.client.put_object(Bucket=self.bucket, Key=key, Body=body)

    def put(self, path: Path, key: str) -> None:
        """Put a local file, in parts when it is large."""
        if path.stat().st_size < IN_PARTS_FROM:
            self.write(key, path.read_bytes())
        else:
            self.client.upload_file(str(path), self.bucket, key)

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def uri(self, key: str) -> str:
        """Return the address that Spark reads."""
        return f"s3://{self.bucket}/{key}"

    def local(self, keys: Iterable[str], folder: Path) -> list[Path]:
        """Fetch the objects into a new folder, several at a time."""
        wanted = list(keys)
        target = Path(tempfile.mkdtemp(dir=folder))

        def fetch(item: tuple[int, str]) -> Path:
            number, key = item
            path = target / f"{number}-{os.path.basename(key)}"  # noqa: PTH119 (a key, not a path)
            self.client.download_file(self.bucket, key, str(path))
            return path

        with ThreadPoolExecutor(PARALLEL) as pool:
            return list(pool.map(fetch, enumerate(wanted)))


def open_lake(address: str) -> Lake:
    """Open `s3://bucket`, `file:///folder` or a plain folder."""
    parts = urlparse(address)
    if parts.scheme == "s3":
        return BucketLake(parts.netloc)
    if parts.scheme == "file":
        return FolderLake(Path(unquote(parts.path)))
    return FolderLake(Path(address))
