"""The intake context's wiring for people."""

from dataclasses import dataclass
from functools import cache

from smartretail.adapters.dynamo.intake import DynamoClaims, DynamoProfiles, DynamoUploads
from smartretail.adapters.s3.lake import S3Bodies, S3Documents, S3Links, S3Transfers
from smartretail.bootstrap.clients import s3, table, variable
from smartretail.intake.choosing import ChooseMapping, RememberedMappings
from smartretail.intake.deleting import DeleteUpload
from smartretail.intake.reading import FetchRejects, ReadUploads
from smartretail.intake.starting import StartUpload
from smartretail.intake.transferring import TransferFile
from smartretail.kernel.clock import SystemClock


@dataclass(frozen=True)
class UploadDesk:
    """What people do with uploads."""

    starting: StartUpload
    transferring: TransferFile
    reading: ReadUploads
    rejects: FetchRejects
    mapping: ChooseMapping
    remembered: RememberedMappings
    deleting: DeleteUpload


@cache
def uploads() -> UploadDesk:
    """Return everything that people do with uploads."""
    transfers = S3Transfers(s3(), variable("LAKE_BUCKET"))
    return UploadDesk(
        starting=starting(),
        transferring=TransferFile(_uploads(), transfers),
        reading=ReadUploads(_uploads(), S3Documents(s3(), variable("LAKE_BUCKET")), SystemClock()),
        rejects=FetchRejects(_uploads(), _links()),
        mapping=ChooseMapping(_uploads(), _profiles(), SystemClock()),
        remembered=RememberedMappings(_profiles(), SystemClock()),
        deleting=DeleteUpload(_uploads(), transfers, SystemClock()),
    )


@cache
def starting() -> StartUpload:
    """Return the announcing of files, and the taking of rows that come along."""
    return StartUpload(
        claims=DynamoClaims(table("intake")),
        uploads=_uploads(),
        links=_links(),
        transfers=S3Transfers(s3(), variable("LAKE_BUCKET")),
        bodies=S3Bodies(s3(), variable("LAKE_BUCKET")),
        clock=SystemClock(),
    )


def _uploads() -> DynamoUploads:
    return DynamoUploads(table("intake"))


def _profiles() -> DynamoProfiles:
    return DynamoProfiles(table("intake"))


def _links() -> S3Links:
    return S3Links(s3(), variable("LAKE_BUCKET"))
