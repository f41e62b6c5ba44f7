"""The intake context's wiring for people."""

from functools import cache

from smartretail.adapters.dynamo.intake import DynamoClaims, DynamoProfiles, DynamoUploads
from smartretail.adapters.s3.lake import S3Links
from smartretail.bootstrap.clients import s3, table, variable
from smartretail.intake.usecases import ChooseMapping, FetchRejects, ReadUploads, StartUpload
from smartretail.kernel.clock import SystemClock


@cache
def starting() -> StartUpload:
    """Return the announcing of files."""
    return StartUpload(DynamoClaims(table("intake")), _uploads(), _links(), SystemClock())


@cache
def reading() -> ReadUploads:
    """Return the reader of uploads."""
    return ReadUploads(_uploads())


@cache
def rejects() -> FetchRejects:
    """Return the way to rejected rows."""
    return FetchRejects(_uploads(), _links())


@cache
def mapping() -> ChooseMapping:
    """Return the taker of mappings."""
    return ChooseMapping(_uploads(), DynamoProfiles(table("intake")), SystemClock())


def _uploads() -> DynamoUploads:
    return DynamoUploads(table("intake"))


def _links() -> S3Links:
    return S3Links(s3(), variable("LAKE_BUCKET"))
