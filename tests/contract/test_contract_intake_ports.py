"""Each port of intake keeps its word in memory and on AWS alike."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from smartretail.adapters.dynamo.intake import DynamoClaims, DynamoProfiles, DynamoUploads
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.adapters.s3.lake import S3Documents, S3Files, S3Links
from smartretail.intake.model import (
    Choice,
    Column,
    Counts,
    Option,
    Problem,
    Profile,
    Quality,
    Question,
    Stage,
    State,
    Suggestion,
    Upload,
)
from smartretail.intake.ports import (
    Claim,
    Claims,
    Documents,
    Links,
    Profiles,
    RawFiles,
    Span,
    Uploads,
)
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict, Invalid, NotFound
from smartretail.kernel.events import Event, happened
from smartretail.kernel.tenancy import Principal

from tests.kit.cloud import LAKE
from tests.kit.intake import (
    FakeClaims,
    FakeDocuments,
    FakeFiles,
    FakeLinks,
    FakeProfiles,
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
    place: Callable[[str, bytes], Any]


def in_memory() -> Ports:
    files = FakeFiles()
    return Ports(
        FakeUploads(),
        FakeClaims(),
        FakeProfiles(),
        files,
        FakeDocuments(),
        FakeLinks(),
        files.kept.__setitem__,
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
        lambda key, data: s3.put_object(Bucket=LAKE, Key=key, Body=data),
    )


@pytest.fixture(params=["in memory", "on AWS"])
def ports(request: pytest.FixtureRequest) -> Ports:
    if request.param == "in memory":
        return in_memory()
    request.getfixturevalue("cloud")
    return on_aws()


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
        columns=(Column("Day", ("13.01.2024",)),),
        suggested=(Suggestion("date", "Day", 0.97),),
        questions=(Question("date_format", "Which?", (Option("%d", "day"),)),),
        choice=Choice({"date": "Day"}, "%d.%m.%Y", "INR"),
        mapping={"date": "Day"},
        counts=Counts(10, 7, 2, 1, 0),
        quality=(Quality("not_a_date", 2, "No such day."),),
        problem=Problem("t", "d"),
        as_of="2024-01-31",
    )


@pytest.mark.parametrize("made", [upload(), full()], ids=["new", "full"])
def test_an_upload_comes_back_as_it_was_kept(ports: Ports, made: Upload) -> None:
    ports.uploads.add(DEMO, made, event(), AUDIT)

    assert ports.uploads.get(DEMO, "upl_1") == made


def test_an_upload_is_added_once(ports: Ports) -> None:
    ports.uploads.add(DEMO, upload(), event(), AUDIT)

    with pytest.raises(Conflict):
        ports.uploads.add(DEMO, full(), event(), AUDIT)
    assert ports.uploads.get(DEMO, "upl_1") == upload()


def test_an_unknown_upload_is_none(ports: Ports) -> None:
    assert ports.uploads.get(DEMO, "upl_0") is None


def test_of_two_savers_the_second_is_told(ports: Ports) -> None:
    ports.uploads.add(DEMO, upload(), event(), AUDIT)
    read = ports.uploads.get(DEMO, "upl_1")
    assert read is not None
    saved = ports.uploads.save(DEMO, read.moved(State.INSPECTING, CLOCK.now()), event())

    with pytest.raises(Conflict):
        ports.uploads.save(DEMO, read.moved(State.FAILED, CLOCK.now()))
    assert ports.uploads.get(DEMO, "upl_1") == saved
    assert ports.uploads.save(DEMO, saved.moved(State.CLEANING, CLOCK.now())).version == 3


def test_saving_what_was_never_added_is_a_conflict(ports: Ports) -> None:
    with pytest.raises(Conflict):
        ports.uploads.save(DEMO, upload())


def test_pages_are_newest_first_and_end(ports: Ports) -> None:
    for number in range(60):
        ports.uploads.add(DEMO, upload(f"upl_{number:03d}"), event(), AUDIT)
    seen: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor:
        page = ports.uploads.page(DEMO, cursor)
        seen += [found.upload_id for found in page.items]
        cursor, pages = page.next, pages + 1

    assert seen == [f"upl_{number:03d}" for number in reversed(range(60))]
    assert pages == 3


def test_an_exactly_full_page_has_no_next(ports: Ports) -> None:
    for number in range(25):
        ports.uploads.add(DEMO, upload(f"upl_{number:03d}"), event(), AUDIT)

    assert ports.uploads.page(DEMO, None).next is None


def test_a_cursor_that_is_not_ours_is_refused(ports: Ports) -> None:
    with pytest.raises(Invalid):
        ports.uploads.page(DEMO, "garbage")


def test_the_first_claim_of_a_key_holds_it(ports: Ports) -> None:
    first, second = Claim("asked", "upl_1"), Claim("other", "upl_2")

    assert ports.claims.claim(DEMO, "k", first) == first
    assert ports.claims.claim(DEMO, "k", second) == first
    assert ports.claims.claim(DEMO, "k2", second) == second
    assert ports.claims.claim(SHOP, "k", second) == second


def test_a_profile_is_remembered_for_its_table_and_columns(ports: Ports) -> None:
    first = Profile(Table.SALES, "abc", Choice({"date": "Day"}, "%d/%m/%Y"), "ann", "t1")
    later = replace(first, choice=Choice({"date": "Tag"}), confirmed_at="t2")
    ports.profiles.remember(DEMO, first)
    assert ports.profiles.get(DEMO, Table.SALES, "abc") == first
    ports.profiles.remember(DEMO, later)

    assert ports.profiles.get(DEMO, Table.SALES, "abc") == later
    assert ports.profiles.get(DEMO, Table.SALES, "abd") is None
    assert ports.profiles.get(DEMO, Table.INVENTORY, "abc") is None


def test_a_file_is_read_in_parts_with_its_size(ports: Ports) -> None:
    ports.place(KEY, b"0123456789")

    assert ports.files.read(DEMO, KEY, 0, 4) == Span(b"0123", 10)
    assert ports.files.read(DEMO, KEY, 8, 100) == Span(b"89", 10)
    assert b"".join(ports.files.stream(DEMO, KEY)) == b"0123456789"


def test_an_empty_file_has_no_size(ports: Ports) -> None:
    ports.place(KEY, b"")

    assert ports.files.read(DEMO, KEY, 0, 4) == Span(b"", 0)


def test_a_missing_file_is_not_found(ports: Ports) -> None:
    with pytest.raises(NotFound):
        ports.files.read(DEMO, KEY, 0, 4)
    with pytest.raises(NotFound):
        list(ports.files.stream(DEMO, KEY))


def test_a_document_reads_back(ports: Ports) -> None:
    key = "reports/intake/tenant=DEMO/upload=upl_1/request.json"
    assert ports.documents.read(DEMO, key) is None
    ports.documents.write(DEMO, key, {"mapping": {"date": "Tag"}, "name": "बिक्री", "rate": None})

    assert ports.documents.read(DEMO, key) == {
        "mapping": {"date": "Tag"},
        "name": "बिक्री",
        "rate": None,
    }


def test_links_name_their_object_and_demand_that_it_is_new(ports: Ports) -> None:
    url, headers = ports.links.to_put(DEMO, KEY, 5120)

    assert "upl_1/f.csv" in url.replace("%3D", "=")
    assert headers == {"If-None-Match": "*"}
    assert "rejects.csv" in ports.links.to_download(DEMO, KEY, "rejects.csv")
