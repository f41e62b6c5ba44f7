"""The audit archive: one object per line, in a bucket whose objects are locked."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from smartretail.admin.model import AuditEntry
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_READERS = 8


@dataclass(frozen=True)
class S3Archive:
    """`AuditArchive` over a bucket with Object Lock."""

    client: "S3Client"
    bucket: str

    def put(self, who: Principal, entry: AuditEntry) -> None:
        """Write the line where there is none; the key follows from the entry's place."""
        line = json.dumps(entry.line, sort_keys=True, separators=(",", ":")) + "\n"
        try:
            self.client.put_object(
                Bucket=self.bucket,
                Key=_key(who, entry),
                Body=line.encode(),
                ContentType="application/jsonl",
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise

    def read(self, who: Principal, entries: Sequence[AuditEntry]) -> list[AuditEntry | None]:
        """Read the lines side by side."""
        with ThreadPoolExecutor(_READERS) as readers:
            return list(readers.map(lambda entry: self._read(who, entry), entries))

    def _read(self, who: Principal, entry: AuditEntry) -> AuditEntry | None:
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=_key(who, entry))
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        return replace(entry, line=json.loads(found["Body"].read()))


def _key(who: Principal, entry: AuditEntry) -> str:
    day = entry.line["at"][:10]
    return f"audit/tenant={who.tenant}/{day}/{entry.sequence:012d}-{entry.cause}.jsonl"
