"""The ports that hold objects keep their word in memory and on AWS alike."""

import pytest
from smartretail.intake.ports import (
    Gone,
    Span,
)
from smartretail.kernel.errors import NotFound

from tests.kit.intake_ports import DEMO, KEY, Ports


def test_a_file_is_read_in_parts_with_its_size(intake: Ports) -> None:
    intake.place(KEY, b"0123456789")

    assert intake.files.read(DEMO, KEY, 0, 4) == Span(b"0123", 10)
    assert intake.files.read(DEMO, KEY, 8, 100) == Span(b"89", 10)
    assert b"".join(intake.files.stream(DEMO, KEY)) == b"0123456789"


def test_an_empty_file_has_no_size(intake: Ports) -> None:
    intake.place(KEY, b"")

    assert intake.files.read(DEMO, KEY, 0, 4) == Span(b"", 0)


def test_a_missing_file_is_not_found(intake: Ports) -> None:
    with pytest.raises(NotFound):
        intake.files.read(DEMO, KEY, 0, 4)
    with pytest.raises(NotFound):
        list(intake.files.stream(DEMO, KEY))


def test_a_document_reads_back(intake: Ports) -> None:
    key = "reports/intake/tenant=DEMO/upload=upl_1/request.json"
    assert intake.documents.read(DEMO, key) is None
    intake.documents.write(DEMO, key, {"mapping": {"date": "Tag"}, "name": "बिक्री", "rate": None})

    assert intake.documents.read(DEMO, key) == {
        "mapping": {"date": "Tag"},
        "name": "बिक्री",
        "rate": None,
    }


def test_links_name_their_object_and_demand_that_it_is_new(intake: Ports) -> None:
    url, headers = intake.links.to_put(DEMO, KEY, 5120)

    assert "upl_1/f.csv" in url.replace("%3D", "=")
    assert headers == {"If-None-Match": "*"}
    assert "rejects.csv" in intake.links.to_download(DEMO, KEY, "rejects.csv")


def test_a_body_is_written_once(intake: Ports) -> None:
    intake.bodies.put(DEMO, KEY, b"first")
    intake.bodies.put(DEMO, KEY, b"second")

    assert intake.files.read(DEMO, KEY, 0, 10).data == b"first"


def test_parts_are_received_joined_and_known_by_their_size(intake: Ports) -> None:
    handle = intake.transfers.begin(DEMO, KEY)
    assert intake.transfers.received(DEMO, KEY, handle) == {}
    assert intake.transfers.size(DEMO, KEY) is None
    intake.send_part(KEY, handle, 2, b"end")
    intake.send_part(KEY, handle, 1, b"x" * (5 << 20))
    received = intake.transfers.received(DEMO, KEY, handle)
    assert {number: size for number, (size, _) in received.items()} == {1: 5 << 20, 2: 3}
    assert "3" in intake.transfers.link(DEMO, KEY, handle, 2, 3)

    tags = {number: tag for number, (_, tag) in received.items()}
    intake.transfers.complete(DEMO, KEY, handle, tags)
    assert intake.transfers.size(DEMO, KEY) == (5 << 20) + 3
    with pytest.raises(Gone):
        intake.transfers.received(DEMO, KEY, handle)


def test_a_dropped_transfer_is_gone(intake: Ports) -> None:
    handle = intake.transfers.begin(DEMO, KEY)
    intake.transfers.abort(DEMO, KEY, handle)

    for call in (intake.transfers.received, intake.transfers.abort):
        with pytest.raises(Gone):
            call(DEMO, KEY, handle)
