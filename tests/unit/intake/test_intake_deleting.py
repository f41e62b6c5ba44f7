from datetime import timedelta

import pytest
from smartretail.intake.ending import FailUpload
from smartretail.intake.finding import Finder
from smartretail.intake.model import Column, Preview, State
from smartretail.kernel.errors import Conflict

from tests.kit.desk import ALL, ANN, LARGE, Desk, rejected


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_deletion_is_asked_recorded_and_leaves_no_word_of_the_file(desk: Desk) -> None:
    upload_id = rejected(
        desk, columns=(Column("Day", ("13.01.2024",)),), preview=Preview(("Day",), (("13",),))
    )
    assert desk.delete(upload_id).state == State.DELETING
    assert desk.delete(upload_id).state == State.DELETING
    assert desk.forgotten(upload_id)["state"] == State.DELETED
    assert desk.forgotten(upload_id)["state"] == State.DELETED

    names = [event.name for event in desk.uploads.events]
    assert names == ["UploadRequested.v1", "UploadDeletionAsked.v1", "UploadDeleted.v1"]
    assert [line.action for line in desk.uploads.audited[1:]] == ["delete_upload", "upload_deleted"]
    kept = repr(desk.uploads.kept["DEMO", upload_id])
    assert not any(word in kept for word in ("Day", "13", "November", "INR", "Counts"))
    assert desk.read().page(ANN, ALL).uploads == []
    assert desk.read().one(ANN, upload_id).state == State.DELETED


@pytest.mark.parametrize("state", [State.INSPECTING, State.CLEANING])
def test_what_is_worked_on_cannot_be_deleted_unless_it_hangs(desk: Desk, state: State) -> None:
    upload_id = desk.waiting(state)
    with pytest.raises(Conflict) as refusal:
        desk.delete(upload_id)
    assert refusal.value.code == "upload_busy"

    desk.clock.at += timedelta(hours=6)
    assert desk.delete(upload_id).state == State.DELETING


def test_mends_go_with_their_root(desk: Desk) -> None:
    root = rejected(desk)
    mend = desk.store(b"a\n", key="m1", mends=root).upload_id
    desk.put(mend, state=State.CLEANING)
    with pytest.raises(Conflict):
        desk.delete(root)
    assert desk.uploads.kept["DEMO", root].state == State.CURATED

    desk.put(mend, state=State.CURATED)
    desk.delete(root)
    assert desk.uploads.kept["DEMO", mend].state == State.DELETING
    asked = [e.data["upload_id"] for e in desk.uploads.events if "Deletion" in e.name]
    assert asked == [mend, root]


def test_a_deleted_mend_leaves_its_root(desk: Desk) -> None:
    root = rejected(desk)
    mend = desk.store(b"a\n", key="m1", mends=root).upload_id
    desk.delete(mend)
    desk.forgotten(mend)

    assert desk.read().one(ANN, root).mended_by == []
    assert desk.read().one(ANN, root).state == State.CURATED


def test_an_open_transfer_is_dropped_with_its_upload(desk: Desk) -> None:
    upload_id = desk.start(ask=LARGE).upload_id
    desk.delete(upload_id)

    assert not desk.transfers.parts
    with pytest.raises(Conflict):
        desk.transferring.parts(ANN, upload_id)


def test_a_deletion_that_failed_puts_the_upload_back(desk: Desk) -> None:
    upload_id = rejected(desk)
    desk.delete(upload_id)
    failed = {"tenant": "DEMO", "upload_id": upload_id, "deleting": True}
    FailUpload(desk.uploads, desk.clock).run(failed)
    upload = desk.read().one(ANN, upload_id)

    assert upload.state == State.CURATED
    assert upload.problem is not None and "delete it again" in upload.problem.detail
    assert desk.delete(upload_id).state == State.DELETING


def test_a_job_that_fails_because_its_upload_is_deleted_does_not_bring_it_back(desk: Desk) -> None:
    upload_id = rejected(desk)
    desk.delete(upload_id)
    failing, job = FailUpload(desk.uploads, desk.clock), {"tenant": "DEMO", "upload_id": upload_id}

    assert failing.run(job)["state"] == State.DELETING
    desk.forgotten(upload_id)
    assert failing.run(job)["state"] == State.DELETED
    assert failing.run(job | {"deleting": True})["state"] == State.DELETED


def test_a_file_that_comes_after_its_deletion_is_known_to_be_deleted(desk: Desk) -> None:
    upload_id = desk.start().upload_id
    key = desk.uploads.kept["DEMO", upload_id].key
    desk.delete(upload_id)
    desk.forgotten(upload_id)

    who, upload = Finder(desk.uploads).find({"key": key})
    assert (who.tenant, upload.state) == ("DEMO", State.DELETED)
