"""Each port of intake keeps its word in memory and on AWS alike."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import boto3
import pytest
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
    Profile,
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
    Claim,
    Claims,
    Documents,
    Gone,
    Links,
    Profiles,
    RawFiles,
    Span,
    Transfers,
    Uploads,
    Wanted,
)
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Conflict, Invalid, NotFound
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
        page = ports.uploads.page(DEMO, cursor, Wanted())
        seen += [found.upload_id for found in page.items]
        cursor, pages = page.next, pages + 1

    assert seen == [f"upl_{number:03d}" for number in reversed(range(60))]
    assert pages == 3


def test_an_exactly_full_page_has_no_next(ports: Ports) -> None:
    for number in range(25):
        ports.uploads.add(DEMO, upload(f"upl_{number:03d}"), event(), AUDIT)

    assert ports.uploads.page(DEMO, None, Wanted()).next is None


def test_a_cursor_that_is_not_ours_is_refused(ports: Ports) -> None:
    with pytest.raises(Invalid):
        ports.uploads.page(DEMO, "garbage", Wanted())


def test_the_first_claim_of_a_key_holds_it(ports: Ports) -> None:
    first, second = Claim("asked", "upl_1"), Claim("other", "upl_2")

    assert ports.claims.claim(DEMO, "k", first) == first
    assert ports.claims.claim(DEMO, "k", second) == first
    assert ports.claims.claim(DEMO, "k2", second) == second
    assert ports.claims.claim(SHOP, "k", second) == second


def test_a_profile_is_remembered_for_its_table_and_columns(ports: Ports) -> None:
    first = Profile(Table.SALES, "abc", Choice({"date": "Day"}, {"date": "%d/%m/%Y"}), "ann", "t1")
    later = replace(first, choice=Choice({"date": "Tag"}), confirmed_at="t2")
    audit = AuditRecord("t3", "DEMO", "ann", "forget_mapping", "mapping/sales.abc")
    ports.profiles.remember(DEMO, first)
    assert ports.profiles.get(DEMO, Table.SALES, "abc") == first
    ports.profiles.remember(DEMO, later)

    assert ports.profiles.get(DEMO, Table.SALES, "abc") == later
    assert ports.profiles.get(DEMO, Table.SALES, "abd") is None
    assert ports.profiles.get(DEMO, Table.INVENTORY, "abc") is None
    assert list(ports.profiles.all(DEMO)) == [later]
    assert not ports.profiles.all(SHOP)
    for _ in range(2):
        ports.profiles.forget(DEMO, later, event(), audit)
    assert ports.profiles.get(DEMO, Table.SALES, "abc") is None


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


def test_a_filtered_list_finds_what_lies_far_back_and_leaves_deleted_ones_out(ports: Ports) -> None:
    for number in range(70):
        state = State.DELETED if number % 2 else State.CURATED
        table = Table.INVENTORY if number == 2 else Table.SALES
        made = replace(upload(f"upl_{number:03d}"), state=state, table=table)
        ports.uploads.add(DEMO, made, event(), AUDIT)

    def ids(wanted: Wanted) -> list[str]:
        seen: list[str] = []
        cursor, first = None, True
        while first or cursor:
            page = ports.uploads.page(DEMO, cursor, wanted)
            seen += [found.upload_id for found in page.items]
            cursor, first = page.next, False
        return seen

    assert ids(Wanted()) == [f"upl_{number:03d}" for number in range(68, -1, -2)]
    assert ids(Wanted(Table.INVENTORY)) == ["upl_002"]
    assert len(ids(Wanted(state=State.DELETED))) == 35


def test_an_upload_of_any_width_fits_its_item(ports: Ports) -> None:
    noise = [token_hex(40) for _ in range(2000)]
    columns = tuple(Column(f"c{n}", tuple(noise[n * 10 : n * 10 + 10])) for n in range(200))
    rows = tuple(tuple(token_hex(200) for _ in range(200)) for _ in range(8))
    wide = replace(upload(), columns=columns, preview=Preview(tuple("c"), rows))
    ports.uploads.add(DEMO, wide, event(), AUDIT)
    found = ports.uploads.get(DEMO, "upl_1")

    assert found is not None
    assert [column.name for column in found.columns] == [column.name for column in columns]


def test_a_body_is_written_once(ports: Ports) -> None:
    ports.bodies.put(DEMO, KEY, b"first")
    ports.bodies.put(DEMO, KEY, b"second")

    assert ports.files.read(DEMO, KEY, 0, 10).data == b"first"


def test_parts_are_received_joined_and_known_by_their_size(ports: Ports) -> None:
    handle = ports.transfers.begin(DEMO, KEY)
    assert ports.transfers.received(DEMO, KEY, handle) == {}
    assert ports.transfers.size(DEMO, KEY) is None
    ports.send_part(KEY, handle, 2, b"end")
    ports.send_part(KEY, handle, 1, b"x" * (5 << 20))
    received = ports.transfers.received(DEMO, KEY, handle)
    assert {number: size for number, (size, _) in received.items()} == {1: 5 << 20, 2: 3}
    assert "3" in ports.transfers.link(DEMO, KEY, handle, 2, 3)

    tags = {number: tag for number, (_, tag) in received.items()}
    ports.transfers.complete(DEMO, KEY, handle, tags)
    assert ports.transfers.size(DEMO, KEY) == (5 << 20) + 3
    with pytest.raises(Gone):
        ports.transfers.received(DEMO, KEY, handle)


def test_a_dropped_transfer_is_gone(ports: Ports) -> None:
    handle = ports.transfers.begin(DEMO, KEY)
    ports.transfers.abort(DEMO, KEY, handle)

    for call in (ports.transfers.received, ports.transfers.abort):
        with pytest.raises(Gone):
            call(DEMO, KEY, handle)
