"""The lake as intake sees it: uploaded files in parts, small documents, signed links."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from smartretail.intake.limits import LINK_SECONDS
from smartretail.intake.ports import Gone, Span
from smartretail.kernel.errors import NotFound
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_MISSING = frozenset({"NoSuchKey", "404"})
_OWNER = re.compile(r"/tenant=([^/]+)/")
_PIECE_BYTES = 8 << 20
_NEW_ONLY = {"If-None-Match": "*"}
_THERE = frozenset({"PreconditionFailed", "412"})
_ENDED = frozenset({"NoSuchUpload", "404"})


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
class S3Bodies:
    """`Bodies` over the lake bucket."""

    client: "S3Client"
    bucket: str

    def put(self, who: Principal, key: str, body: bytes) -> None:
        """Write a new object; one that is there already stays as it is."""
        try:
            self.client.put_object(
                Bucket=self.bucket, Key=_own(who, key), Body=body, IfNoneMatch="*"
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in _THERE:
                raise


@dataclass(frozen=True)
class S3Transfers:
    """`Transfers` as multipart uploads. The bucket drops unfinished ones after a day."""

    client: "S3Client"
    bucket: str

    def begin(self, who: Principal, key: str) -> str:
        """Create a multipart upload."""
        made = self.client.create_multipart_upload(Bucket=self.bucket, Key=_own(who, key))
        return made["UploadId"]

    def received(self, who: Principal, key: str, handle: str) -> dict[int, tuple[int, str]]:
        """List the parts: 1,000 to a page, which holds 16 GB."""
        pages = self.client.get_paginator("list_parts")
        with _told_when_gone():
            return {
                part["PartNumber"]: (part["Size"], part["ETag"])
                for page in pages.paginate(Bucket=self.bucket, Key=_own(who, key), UploadId=handle)
                for part in page.get("Parts", [])
            }

    def link(self, who: Principal, key: str, handle: str, number: int, size_bytes: int) -> str:
        """Sign a PUT for this part and its size."""
        return self.client.generate_presigned_url(
            "upload_part",
            Params={
                "Bucket": self.bucket,
                "Key": _own(who, key),
                "UploadId": handle,
                "PartNumber": number,
                "ContentLength": size_bytes,
            },
            ExpiresIn=LINK_SECONDS,
        )

    def complete(self, who: Principal, key: str, handle: str, tags: Mapping[int, str]) -> None:
        """Complete the multipart upload, refused by S3 once there is an object."""
        parts: list[CompletedPartTypeDef] = [
            {"PartNumber": number, "ETag": tags[number]} for number in sorted(tags)
        ]
        with _told_when_gone():
            self.client.complete_multipart_upload(
                Bucket=self.bucket,
                Key=_own(who, key),
                UploadId=handle,
                MultipartUpload={"Parts": parts},
                IfNoneMatch="*",
            )

    def abort(self, who: Principal, key: str, handle: str) -> None:
        """Abort the multipart upload."""
        with _told_when_gone():
            self.client.abort_multipart_upload(
                Bucket=self.bucket, Key=_own(who, key), UploadId=handle
            )

    def size(self, who: Principal, key: str) -> int | None:
        """Return the size of the object, or None; a listing needs no right to read it."""
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=_own(who, key), MaxKeys=1)
        sizes = {each["Key"]: each["Size"] for each in found.get("Contents", [])}
        return sizes.get(key)


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


@contextmanager
def _told_when_gone() -> Iterator[None]:
    """Raise `Gone` for a transfer that S3 does not know, and for one whose object is there."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _ENDED | _THERE:
            raise Gone from error
        raise


def _told(error: ClientError, key: str) -> Exception:
    if error.response["Error"]["Code"] in _MISSING:
        return NotFound("The file is not there.", code="file_not_found")
    return error
