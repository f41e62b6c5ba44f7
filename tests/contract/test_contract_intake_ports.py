"""The ports that hold records keep their word in memory and on AWS alike."""

from dataclasses import replace
from secrets import token_hex

import pytest
from smartretail.intake.model import (
    Choice,
    Column,
    Preview,
    Profile,
    State,
    Upload,
)
from smartretail.intake.ports import (
    Claim,
    Wanted,
)
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.errors import Conflict, Invalid

from tests.kit.intake_ports import AUDIT, CLOCK, DEMO, SHOP, Ports, event, full, upload


@pytest.mark.parametrize("made", [upload(), full()], ids=["new", "full"])
def test_an_upload_comes_back_as_it_was_kept(intake: Ports, made: Upload) -> None:
    intake.uploads.add(DEMO, made, event(), AUDIT)

    assert intake.uploads.get(DEMO, "upl_1") == made


def test_an_upload_is_added_once(intake: Ports) -> None:
    intake.uploads.add(DEMO, upload(), event(), AUDIT)

    with pytest.raises(Conflict):
        intake.uploads.add(DEMO, full(), event(), AUDIT)
    assert intake.uploads.get(DEMO, "upl_1") == upload()


def test_an_unknown_upload_is_none(intake: Ports) -> None:
    assert intake.uploads.get(DEMO, "upl_0") is None


def test_of_two_savers_the_second_is_told(intake: Ports) -> None:
    intake.uploads.add(DEMO, upload(), event(), AUDIT)
    read = intake.uploads.get(DEMO, "upl_1")
    assert read is not None
    saved = intake.uploads.save(DEMO, read.moved(State.INSPECTING, CLOCK.now()), event())

    with pytest.raises(Conflict):
        intake.uploads.save(DEMO, read.moved(State.FAILED, CLOCK.now()))
    assert intake.uploads.get(DEMO, "upl_1") == saved
    assert intake.uploads.save(DEMO, saved.moved(State.CLEANING, CLOCK.now())).version == 3


def test_saving_what_was_never_added_is_a_conflict(intake: Ports) -> None:
    with pytest.raises(Conflict):
        intake.uploads.save(DEMO, upload())


def test_pages_are_newest_first_and_end(intake: Ports) -> None:
    for number in range(60):
        intake.uploads.add(DEMO, upload(f"upl_{number:03d}"), event(), AUDIT)
    seen: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor:
        page = intake.uploads.page(DEMO, cursor, Wanted())
        seen += [found.upload_id for found in page.items]
        cursor, pages = page.next, pages + 1

    assert seen == [f"upl_{number:03d}" for number in reversed(range(60))]
    assert pages == 3


def test_an_exactly_full_page_has_no_next(intake: Ports) -> None:
    for number in range(25):
        intake.uploads.add(DEMO, upload(f"upl_{number:03d}"), event(), AUDIT)

    assert intake.uploads.page(DEMO, None, Wanted()).next is None


def test_a_cursor_that_is_not_ours_is_refused(intake: Ports) -> None:
    with pytest.raises(Invalid):
        intake.uploads.page(DEMO, "garbage", Wanted())


def test_the_first_claim_of_a_key_holds_it(intake: Ports) -> None:
    first, second = Claim("asked", "upl_1"), Claim("other", "upl_2")

    assert intake.claims.claim(DEMO, "k", first) == first
    assert intake.claims.claim(DEMO, "k", second) == first
    assert intake.claims.claim(DEMO, "k2", second) == second
    assert intake.claims.claim(SHOP, "k", second) == second


def test_a_profile_is_remembered_for_its_table_and_columns(intake: Ports) -> None:
    first = Profile(Table.SALES, "abc", Choice({"date": "Day"}, {"date": "%d/%m/%Y"}), "ann", "t1")
    later = replace(first, choice=Choice({"date": "Tag"}), confirmed_at="t2")
    audit = AuditRecord("t3", "DEMO", "ann", "forget_mapping", "mapping/sales.abc")
    intake.profiles.remember(DEMO, first)
    assert intake.profiles.get(DEMO, Table.SALES, "abc") == first
    intake.profiles.remember(DEMO, later)

    assert intake.profiles.get(DEMO, Table.SALES, "abc") == later
    assert intake.profiles.get(DEMO, Table.SALES, "abd") is None
    assert intake.profiles.get(DEMO, Table.INVENTORY, "abc") is None
    assert list(intake.profiles.all(DEMO)) == [later]
    assert not intake.profiles.all(SHOP)
    for _ in range(2):
        intake.profiles.forget(DEMO, later, event(), audit)
    assert intake.profiles.get(DEMO, Table.SALES, "abc") is None


def test_a_filtered_list_reaches_far_back_and_leaves_deleted_ones_out(
    intake: Ports,
) -> None:
    for number in range(70):
        state = State.DELETED if number % 2 else State.CURATED
        table = Table.INVENTORY if number == 2 else Table.SALES
        made = replace(upload(f"upl_{number:03d}"), state=state, table=table)
        intake.uploads.add(DEMO, made, event(), AUDIT)

    def ids(wanted: Wanted) -> list[str]:
        seen: list[str] = []
        cursor, first = None, True
        while first or cursor:
            page = intake.uploads.page(DEMO, cursor, wanted)
            seen += [found.upload_id for found in page.items]
            cursor, first = page.next, False
        return seen

    assert ids(Wanted()) == [f"upl_{number:03d}" for number in range(68, -1, -2)]
    assert ids(Wanted(Table.INVENTORY)) == ["upl_002"]
    assert len(ids(Wanted(state=State.DELETED))) == 35


def test_an_upload_of_any_width_fits_its_item(intake: Ports) -> None:
    noise = [token_hex(40) for _ in range(2000)]
    columns = tuple(Column(f"c{n}", tuple(noise[n * 10 : n * 10 + 10])) for n in range(200))
    rows = tuple(tuple(token_hex(200) for _ in range(200)) for _ in range(8))
    wide = replace(upload(), columns=columns, preview=Preview(tuple("c"), rows))
    intake.uploads.add(DEMO, wide, event(), AUDIT)
    found = intake.uploads.get(DEMO, "upl_1")

    assert found is not None
    assert [column.name for column in found.columns] == [column.name for column in columns]
