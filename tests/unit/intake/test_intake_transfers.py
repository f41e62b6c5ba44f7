from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from smartretail.intake.limits import PART_BYTES
from smartretail.intake.model import Counts, Origin, State
from smartretail.intake.tables import Table
from smartretail.kernel.errors import Conflict, Invalid

from tests.kit.desk import ALL, ANN, ASK, LARGE, SELLER, Desk, rejected


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_rows_that_come_along_are_stored_at_once(desk: Desk) -> None:
    ticket = desk.store(b"date\n2026-11-20\n")
    upload = desk.uploads.kept["DEMO", ticket.upload_id]

    assert (ticket.mode, ticket.upload_url) == ("inline", None)
    assert desk.bodies.kept == {upload.key: b"date\n2026-11-20\n"}
    assert (upload.origin, upload.size_bytes) == (Origin.INLINE, 16)


def test_the_same_rows_under_the_same_key_are_one_upload(desk: Desk) -> None:
    assert desk.store(b"a\n").upload_id == desk.store(b"a\n").upload_id
    assert len(desk.uploads.kept) == len(desk.bodies.kept) == 1
    with pytest.raises(Invalid) as refusal:
        desk.store(b"b\n")
    assert refusal.value.code == "idempotency_key_reused"


def test_a_call_that_broke_off_before_the_rows_were_stored_is_completed(desk: Desk) -> None:
    first = desk.store(b"a\n")
    desk.bodies.kept.clear()
    again = desk.store(b"a\n")

    assert again.upload_id == first.upload_id
    assert list(desk.bodies.kept.values()) == [b"a\n"]


def test_a_mend_belongs_to_its_root_even_when_it_mends_a_mend(desk: Desk) -> None:
    root = rejected(desk)
    first = desk.store(b"a\n", key="m1", mends=root).upload_id
    desk.put(first, state=State.CURATED, counts=Counts(3, 2, 1))
    second = desk.store(b"b\n", key="m2", mends=first).upload_id

    assert desk.uploads.kept["DEMO", second].mends == root
    assert desk.read().one(ANN, root).mended_by == [first, second]
    assert desk.read().one(ANN, second).mends == root


def test_a_repeated_mend_is_one_mend(desk: Desk) -> None:
    root = rejected(desk)
    for _ in range(2):
        mend = desk.store(b"a\n", key="m1", mends=root).upload_id

    assert desk.read().one(ANN, root).mended_by == [mend]


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": None},
        {"counts": Counts(10, 10, 0)},
        {"state": State.DELETED},
        {"table": Table.INVENTORY},
        {"created_by": "somebody", "who": SELLER},
    ],
)
def test_what_cannot_be_mended_is_refused(desk: Desk, changes: dict[str, Any]) -> None:
    who = changes.pop("who", ANN)
    root = rejected(desk, **changes)

    with pytest.raises(Invalid) as refusal:
        desk.start(who, replace(ASK, mends=root), key="m1")
    assert refusal.value.errors[0].field == "body.mends"


def test_a_large_file_comes_in_parts_of_exact_sizes(desk: Desk) -> None:
    ticket = desk.start(ask=LARGE)
    answer = desk.transferring.parts(ANN, ticket.upload_id)

    assert (ticket.mode, ticket.parts, ticket.part_bytes) == ("multipart", 3, PART_BYTES)
    assert ticket.upload_url is None
    assert [(url.number, url.size_bytes) for url in answer.urls] == [
        (1, PART_BYTES),
        (2, PART_BYTES),
        (3, 5),
    ]


def test_five_gigabytes_are_linked_forty_parts_at_a_time(desk: Desk) -> None:
    upload_id = desk.start(ask=replace(ASK, size_bytes=5 << 30)).upload_id
    answer = desk.transferring.parts(ANN, upload_id)

    assert (answer.parts, len(answer.urls)) == (320, 40)


def arrive(desk: Desk, upload_id: str, numbers: dict[int, int]) -> None:
    transfer = desk.uploads.kept["DEMO", upload_id].transfer
    assert transfer is not None
    desk.transfers.parts[transfer.handle] |= {n: b"x" * size for n, size in numbers.items()}


def test_a_transfer_resumes_with_what_is_missing(desk: Desk) -> None:
    upload_id = desk.start(ask=LARGE).upload_id
    arrive(desk, upload_id, {1: PART_BYTES, 2: 17})
    answer = desk.transferring.parts(ANN, upload_id)

    assert answer.received == [1]
    assert [url.number for url in answer.urls] == [2, 3]
    with pytest.raises(Conflict) as missing:
        desk.transferring.complete(ANN, upload_id)
    assert (missing.value.code, missing.value.detail) == (
        "parts_missing",
        "These parts have not arrived: 2, 3.",
    )


def test_a_completed_transfer_is_completed_again_without_harm(desk: Desk) -> None:
    upload_id = desk.start(ask=LARGE).upload_id
    arrive(desk, upload_id, {1: PART_BYTES, 2: PART_BYTES, 3: 5})
    for _ in range(2):
        assert desk.transferring.complete(ANN, upload_id).state == State.AWAITING
    key = desk.uploads.kept["DEMO", upload_id].key

    assert len(desk.transfers.files[key]) == LARGE.size_bytes
    assert desk.transferring.parts(ANN, upload_id).urls == []


def test_a_transfer_that_storage_dropped_begins_anew(desk: Desk) -> None:
    upload_id = desk.start(ask=LARGE).upload_id
    desk.transfers.parts.clear()
    with pytest.raises(Conflict) as missing:
        desk.transferring.complete(ANN, upload_id)
    answer = desk.transferring.parts(ANN, upload_id)

    assert missing.value.code == "parts_missing"
    assert (answer.received, len(answer.urls)) == ([], 3)
    assert "of=t2" in answer.urls[0].url


def test_a_file_sent_whole_has_no_parts(desk: Desk) -> None:
    with pytest.raises(Conflict) as refusal:
        desk.transferring.parts(ANN, desk.start().upload_id)
    assert refusal.value.code == "not_in_parts"


def test_a_file_that_never_came_is_shown_as_failed_after_a_day(desk: Desk) -> None:
    upload_id = desk.start().upload_id
    desk.clock.at += timedelta(hours=25)

    shown = desk.read().page(ANN, ALL).uploads[0]
    assert (shown.state, shown.problem and shown.problem.title) == (
        State.FAILED,
        "The file never came",
    )
    assert desk.read().one(ANN, upload_id).state == State.FAILED
