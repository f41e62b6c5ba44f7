"""Publishes the assets of an assembly as objects, as `cdk deploy` does."""

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.assembly import Asset

OLDEST = (1980, 1, 1, 0, 0, 0)
SKIPPED = ("__pycache__",)


def publish(s3: Any, asset: Asset) -> bool:
    """Put the asset's object unless it is there; keys stand for content. True when it was put."""
    if _exists(s3, asset):
        return False
    s3.put_object(Bucket=asset.bucket, Key=asset.key, Body=content(asset))
    return True


def ensure_bucket(s3: Any, bucket: str) -> None:
    """Make the bootstrap bucket that the assets live in."""
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError:
        region = {"LocationConstraint": s3.meta.region_name}
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=region)


def content(asset: Asset) -> bytes:
    """The object's bytes.

    Wheels for Lambda's processor and Python are published as an empty layer: the workers inherit
    this interpreter, which has the same packages in the same locked versions for this machine.
    """
    if not asset.zipped:
        return asset.path.read_bytes()
    if is_wheel_layer(asset.path):
        return zipped(())
    return zipped(_members(asset.path))


def is_wheel_layer(folder: Path) -> bool:
    """Whether a layer consists of installed third-party wheels."""
    return any((folder / "python").glob("*.dist-info"))


def zipped(members: Iterator[tuple[str, Path]] | tuple[()]) -> bytes:
    """A zip file that depends on names and contents alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in members:
            info = zipfile.ZipInfo(name, OLDEST)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return buffer.getvalue()


def zipped_folder(folder: Path) -> bytes:
    """A folder as a zip file."""
    return zipped(_members(folder))


def _members(folder: Path) -> Iterator[tuple[str, Path]]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - set(SKIPPED))
        for file in sorted(files):
            path = Path(place) / file
            if path.suffix != ".pyc":
                yield path.relative_to(folder).as_posix(), path


def _exists(s3: Any, asset: Asset) -> bool:
    try:
        s3.head_object(Bucket=asset.bucket, Key=asset.key)
    except ClientError:
        return False
    return True
