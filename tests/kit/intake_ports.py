"""All ports of intake over one storage: in memory, or the account of the tests."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import boto3
from smartretail.adapters.dynamo.intake import DynamoClaims, DynamoProfiles, DynamoUploads
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.adapters.s3.lake import (
    S3Bodies,
    S3Documents,
    S3Files,
    S3Links,
    S3Transfers,
)
from smartretail.intake.model import (
    Choice,
    Column,
    Counts,
    Option,
    Origin,
    Preview,
    Problem,
    ProfileUse,
    Quality,
    Question,
    Stage,
    State,
    Suggestion,
    Upload,
)
from smartretail.intake.parts import Transfer
from smartretail.intake.ports import (
    Bodies,
    Claims,
    Documents,
    Links,
    Profiles,
    RawFiles,
    Transfers,
    Uploads,
)
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.events import Event, happened
from smartretail.kernel.tenancy import Principal

from tests.kit.cloud import LAKE
from tests.kit.intake import (
    FakeBodies,
    FakeClaims,
    FakeDocuments,
    FakeFiles,
    FakeLinks,
    FakeProfiles,
    FakeTransfers,
    FakeUploads,
)

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
DEMO, SHOP = Principal.job("DEMO"), Principal.job("SHOP")
KEY = "raw/tenant=DEMO/table=sales/upload=upl_1/f.csv"
AUDIT = AuditRecord("2026-11-21T09:30:00.000Z", "DEMO", "ann", "request_upload", "upload/upl_1")


@dataclass(frozen=True)
class Ports:
    """All ports over one storage, and a way to place a file in it."""

    uploads: Uploads
    claims: Claims
    profiles: Profiles
    files: RawFiles
    documents: Documents
    links: Links
    bodies: Bodies
    transfers: Transfers
    place: Callable[[str, bytes], Any]
    send_part: Callable[[str, str, int, bytes], Any]


def in_memory() -> Ports:
    files = FakeFiles()
    transfers = FakeTransfers(files.kept)
    return Ports(
        FakeUploads(),
        FakeClaims(),
        FakeProfiles(),
        files,
        FakeDocuments(),
        FakeLinks(),
        FakeBodies(files.kept),
        transfers,
        files.kept.__setitem__,
        lambda key, handle, number, data: transfers.parts[handle].__setitem__(number, data),
    )


def on_aws() -> Ports:
    table, s3 = ContextTable(boto3.client("dynamodb"), "intake-table"), boto3.client("s3")
    return Ports(
        DynamoUploads(table),
        DynamoClaims(table),
        DynamoProfiles(table),
        S3Files(s3, LAKE),
        S3Documents(s3, LAKE),
        S3Links(s3, LAKE),
        S3Bodies(s3, LAKE),
        S3Transfers(s3, LAKE),
        lambda key, data: s3.put_object(Bucket=LAKE, Key=key, Body=data),
        lambda key, handle, number, data: s3.upload_part(
            Bucket=LAKE, Key=key, UploadId=handle, PartNumber=number, Body=data
        ),
    )


def event() -> Event:
    return happened(DEMO, CLOCK, "intake", "UploadRequested.v1", {"upload_id": "upl_1"})


def upload(upload_id: str = "upl_1") -> Upload:
    return Upload(
        upload_id=upload_id,
        table=Table.SALES,
        file_name="November बिक्री.csv",
        key=KEY,
        size_bytes=5120,
        created_at="2026-11-21T09:30:00.000Z",
        created_by="ann@demo.example",
        updated_at="2026-11-21T09:30:00.000Z",
        stages=(Stage("awaiting_upload", "2026-11-21T09:30:00.000Z"),),
    )


def full() -> Upload:
    return replace(
        upload(),
        state=State.CURATED,
        currency="INR",
        stores=("S01",),
        columns=(Column("Day", ("13.01.2024",), "date", 99.5),),
        suggested=(Suggestion("date", "Day", 0.97),),
        questions=(Question("date_formats.date", "Which?", (Option("%d", "day"),)),),
        choice=Choice({"date": "Day"}, {"date": "%d.%m.%Y"}, {"price": ","}, "INR", 3),
        mapping={"date": "Day"},
        counts=Counts(10, 7, 2, 1, 0),
        quality=(Quality("not_a_date", 2, "No such day."),),
        problem=Problem("t", "d"),
        as_of="2024-01-31",
        origin=Origin.CONNECTOR,
        mends="upl_0",
        mended_by=("upl_2",),
        transfer=Transfer("t1", 16 << 20),
        format={"kind": "csv", "header_row": 3, "packed": None},
        preview=Preview(("Day",), (("13.01.2024",),)),
        profile=ProfileUse("Till", "ann", "t"),
        new_columns=("Colour",),
        left=State.CLEANING,
    )
