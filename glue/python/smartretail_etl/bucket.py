"""The lake in an S3 bucket, whose objects keep their older versions until they are erased."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from smartretail_etl.lake import PARALLEL

IN_PARTS_FROM = 16 << 20
ERASED_AT_ONCE = 1000
"""As many versions as S3 removes in one call."""


class NotErased(RuntimeError):
    """Versions of objects could not be removed; running again later will do."""


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
        """Put a local file without holding it in memory, in parts when it is large."""
        if path.stat().st_size < IN_PARTS_FROM:
            with path.open("rb") as file:
                self.client.put_object(Bucket=self.bucket, Key=key, Body=file)
        else:
            self.client.upload_file(str(path), self.bucket, key)

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def erase(self, prefix: str) -> int:
        """Remove every object below a prefix for good, older versions too.

        Objects are hidden first: to remove the live version alone would bring the older one back.
        """
        live = [{"Key": key} for key in self.keys(prefix)]
        return max(self._remove(iter(live)), self.erase_older(prefix))

    def erase_older(self, prefix: str) -> int:
        """Remove what objects below a prefix were before; marks of deletion go last.

        Only marks that were there before the older versions were listed: a later one may hide a
        version that the list had not seen.
        """
        marks = [_named(item) for item in self._history(prefix, "DeleteMarkers")]
        count = self._remove(
            _named(item) for item in self._history(prefix, "Versions") if not item["IsLatest"]
        )
        self._remove(iter(marks))
        return count

    def _history(self, prefix: str, kind: str) -> Iterator[dict[str, Any]]:
        pages = self.client.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=prefix
        )
        for page in pages:
            yield from page.get(kind, ())

    def _remove(self, names: Iterator[dict[str, str]]) -> int:
        """Remove many at a time; S3 reports what it kept without failing the call."""
        count = 0
        while some := list(islice(names, ERASED_AT_ONCE)):
            done = self.client.delete_objects(
                Bucket=self.bucket, Delete={"Objects": some, "Quiet": True}
            )
            if kept := done.get("Errors"):
                why = f"{kept[0].get('Key')}: {kept[0].get('Code')}"
                raise NotErased(f"{len(kept)} objects could not be erased ({why}); run again.")
            count += len(some)
        return count

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


def _named(item: dict[str, Any]) -> dict[str, str]:
    return {"Key": item["Key"], "VersionId": item["VersionId"]}
