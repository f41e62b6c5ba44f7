"""The lake as intake sees it: uploaded files in parts, small documents, signed links."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from smartretail.intake.limits import LINK_SECONDS
from smartretail.intake.ports import Span
from smartretail.kernel.errors import NotFound
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING = frozenset({"NoSuchKey", "404"})
_OWNER = re.compile(r"/tenant=([^/]+)/")
_PIECE_BYTES = 8 << 20
_NEW_ONLY = {"If-None-Match": "*"}


class ForeignKey(RuntimeError):
    """A key of another tenant was about to be used: a defect of ours, stopped here."""


@dataclass(frozen=True)
class S3Files:
    """`RawFiles` over the lake bucket."""

    client: "S3Client"
    bucket: str

    def read(self, who: Principal, key: str, start: int, length: int) -> Span:
        """Return a part of an object by a ranged GET."""
        span = f"bytes={start}-{start + length - 1}"
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=_own(who, key), Range=span)
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidRange":
                return Span(b"", start)
            raise _told(error, key) from error
        total = int(found["ContentRange"].rpartition("/")[2])
        return Span(found["Body"].read(), total)

    def stream(self, who: Principal, key: str) -> Iterator[bytes]:
        """Yield the object in large pieces."""
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=_own(who, key))
        except ClientError as error:
            raise _told(error, key) from error
        yield from found["Body"].iter_chunks(_PIECE_BYTES)


@dataclass(frozen=True)
class S3Documents:
    """`Documents` over the lake bucket."""

    client: "S3Client"
    bucket: str

    def write(self, who: Principal, key: str, document: Mapping[str, Any]) -> None:
        """Write a JSON document."""
        self.client.put_object(
            Bucket=self.bucket,
            Key=_own(who, key),
            Body=json.dumps(document, ensure_ascii=False).encode(),
            ContentType="application/json",
        )

    def read(self, who: Principal, key: str) -> dict[str, Any] | None:
        """Return a JSON document, or None."""
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=_own(who, key))
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise
        document: dict[str, Any] = json.loads(found["Body"].read())
        return document


@dataclass(frozen=True)
class S3Links:
    """`Links`, signed by SigV4."""

    client: "S3Client"
    bucket: str

    def to_put(self, who: Principal, key: str, size_bytes: int) -> tuple[str, dict[str, str]]:
        """Sign a PUT for this key and size, refused by S3 once there is an object."""
        url = self.client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self.bucket,
                "Key": _own(who, key),
                "ContentLength": size_bytes,
                "IfNoneMatch": _NEW_ONLY["If-None-Match"],
            },
            ExpiresIn=LINK_SECONDS,
        )
        return url, dict(_NEW_ONLY)

    def to_download(self, who: Principal, key: str, file_name: str) -> str:
        """Sign a GET that the browser saves as a file."""
        return self.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": _own(who, key),
                "ResponseContentDisposition": f'attachment; filename="{file_name}"',
                "ResponseContentType": "text/csv",
            },
            ExpiresIn=LINK_SECONDS,
        )


def _own(who: Principal, key: str) -> str:
    owner = _OWNER.search(key)
    if owner is None or owner[1] != who.tenant:
        raise ForeignKey(f"{key} is not of the tenant {who.tenant}")
    return key


def _told(error: ClientError, key: str) -> Exception:
    if error.response["Error"]["Code"] in _MISSING:
        return NotFound("The file is not there.", code="file_not_found")
    return error
