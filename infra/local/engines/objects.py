"""Moves objects between buckets and a job's folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def location(url: str) -> tuple[str, str]:
    """Bucket and key of an s3:// URL."""
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"{url!r} is not an s3:// address")
    return parts.netloc, parts.path.lstrip("/")


def keys_under(s3: Any, url: str) -> Iterator[str]:
    """Keys of the objects under an s3:// prefix, in order."""
    bucket, prefix = location(url)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", []):
            if not found["Key"].endswith("/"):
                yield found["Key"]


def download_prefix(s3: Any, url: str, folder: Path) -> int:
    """Fetch every object under the prefix into the folder; return how many there were."""
    bucket, prefix = location(url)
    base = prefix if prefix.endswith("/") else prefix.rpartition("/")[0] + "/"
    keys = list(keys_under(s3, url))
    for key in keys:
        target = folder / (key.removeprefix(base) if base != "/" else key)
        target.parent.mkdir(parents=True, exist_ok=True)
        s3.download_file(bucket, key, str(target))
    return len(keys)


def download(s3: Any, url: str, folder: Path) -> Path:
    """Fetch one object into the folder under its own name."""
    bucket, key = location(url)
    target = folder / key.rpartition("/")[2]
    s3.download_file(bucket, key, str(target))
    return target


def upload(s3: Any, path: Path, url: str) -> None:
    """Put a file at an s3:// address."""
    bucket, key = location(url)
    s3.upload_file(str(path), bucket, key)
