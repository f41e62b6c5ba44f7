"""A plan run's files in the lake, one tenant and run per prefix, lines read as they come."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from smartretail.kernel.errors import NotFound
from smartretail.kernel.tenancy import Principal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CHUNK_BYTES = 256 * 1024
_ABSENT = {"NoSuchKey", "404"}


@dataclass(frozen=True)
class LakePlans:
    """Manifest, positions and forecasts of plan runs."""

    client: "S3Client"
    lake_bucket: str

    def manifest(self, who: Principal, run_id: str) -> dict[str, Any]:
        """Return what there is to plan. Raise `NotFound` when the run left no manifest."""
        key = f"{_prefix(who, run_id)}/manifest.json"
        manifest: dict[str, Any] = json.loads(self._open(key).read())
        return manifest

    def positions(self, who: Principal, run_id: str, store_id: str) -> Iterator[bytes]:
        """Yield a store's positions, one JSON line per SKU."""
        return self._lines(f"{_prefix(who, run_id)}/positions/{_file(store_id)}")

    def forecasts(self, who: Principal, run_id: str, store_id: str) -> Iterator[bytes]:
        """Yield a store's forecasts, one JSON line per series; none when the file is absent."""
        try:
            yield from self._lines(f"{_prefix(who, run_id)}/forecast_by_store/{_file(store_id)}")
        except NotFound:
            return

    def _lines(self, key: str) -> Iterator[bytes]:
        for line in self._open(key).iter_lines(chunk_size=_CHUNK_BYTES):
            if line.strip():
                yield line

    def _open(self, key: str) -> Any:
        try:
            return self.client.get_object(Bucket=self.lake_bucket, Key=key)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                raise NotFound(f"The plan left no file {key}.", code="no_plan_file") from error
            raise


def _prefix(who: Principal, run_id: str) -> str:
    return f"plans/tenant={who.tenant}/run={run_id}"


def _file(store_id: str) -> str:
    return f"store={quote(store_id, safe='')}.jsonl"
