from dataclasses import replace

import pytest
from smartretail.intake.contract import EVENTS
from smartretail.intake.files.model import Unreadable
from smartretail.intake.model import State
from smartretail.kernel.errors import NotFound

from tests.kit.calls import sample
from tests.kit.line import CHOICE, EXACT, FOREIGN, Line

REPORT = {
    "currency": "INR",
    "counts": {"read": 10, "kept": 7, "rejected": 2, "returns": 1, "duplicates": 0},
    "quality": [{"rule": "not_a_date", "rows": 2, "detail": "No such day."}],
    "as_of": "2024-01-31",
    "stages": [
        {"stage": "read", "at": "2026-11-21T09:30:05.123456+00:00"},
        {"stage": "curated", "at": "2026-11-21T09:30:06+00:00"},
    ],
}


@pytest.fixture
def line() -> Line:
    return Line()


def test_a_file_with_our_names_goes_straight_to_cleaning(line: Line) -> None:
    upload = line.send(EXACT)
    answer = line.inspect(upload)

    assert answer == {
        "state": "cleaning",
        "tenant": "DEMO",
        "upload_id": upload.upload_id,
        "table": "sales",
        "key": upload.key,
        "request": f"reports/intake/tenant=DEMO/upload={upload.upload_id}/request.json",
    }
    assert line.request(upload) == {
        "mapping": {n: n for n in ("date", "sku_id", "store_id", "units_sold", "price")},
        "currency": "INR",
        "base_currency": "INR",
        "rate": 1,
        "simulated": False,
        "format": {
            "kind": "csv",
            "delimiter": ",",
            "encoding": "utf-8",
            "quote": '"',
            "decimal": ".",
            "header_row": 1,
            "packed": None,
        },
        "date_formats": {},
        "decimals": {},
        "policy": {"unknown_ids": "quarantine", "negative_stock": "unknown"},
        "as_of_limit": "2026-11-21",
        "stores": ["S01", "S02"],
        "skus": ["*"],
        "origin": "file",
        "mends": None,
    }
    stages = [stage.stage for stage in line.now(upload).stages]
    assert stages == ["awaiting_upload", "inspecting", "cleaning"]


def test_a_file_with_other_names_waits_for_a_person_and_then_goes_on(line: Line) -> None:
    upload = line.send(FOREIGN)
    assert line.inspect(upload)["state"] == "needs_mapping"
    waiting = line.now(upload)
    assert waiting.problem is not None
    assert {s.target: s.column for s in waiting.suggested}["units_sold"] == "Qty"
    assert waiting.columns[0].samples == ("13.01.2024", "14.01.2024")

    line.choose(upload)
    answer = line.inspector().run({"tenant": "DEMO", "upload_id": upload.upload_id})

    assert answer["state"] == "cleaning"
    assert line.request(upload)["date_formats"] == {"date": "%d.%m.%Y"}
    assert line.request(upload)["mapping"] == CHOICE


def test_the_next_file_with_the_same_columns_goes_through_by_itself(line: Line) -> None:
    first = line.send(FOREIGN)
    line.inspect(first)
    line.choose(first)

    assert line.inspect(line.send(FOREIGN + b"15.01.2024;A3;S01;9\n"))["state"] == "cleaning"


def test_dates_that_read_both_ways_stop_a_file_until_the_question_is_answered(line: Line) -> None:
    upload = line.send(FOREIGN.replace(b"13.01", b"03.01").replace(b"14.01", b"04.01"))
    line.inspect(upload)
    line.choose(upload)
    by_id = {"tenant": "DEMO", "upload_id": upload.upload_id}
    assert line.inspector().run(by_id)["state"] == "needs_mapping"
    (question,) = line.now(upload).questions
    assert question.field == "date_formats.date"

    line.choose(upload, date_formats={"date": question.options[1].value})

    assert line.inspector().run(by_id)["state"] == "cleaning"
    assert line.request(upload)["date_formats"] == {"date": "%m.%d.%Y"}


def test_the_first_currency_becomes_the_base_and_a_second_one_has_no_rate(line: Line) -> None:
    line.currency.base = None
    first, second = line.send(EXACT, currency="GBP"), line.send(EXACT, currency="EUR")
    line.inspect(first)
    line.inspect(second)

    assert line.request(first)["base_currency"] == "GBP"
    assert line.request(first)["rate"] == 1
    assert line.request(second)["base_currency"] == "GBP"
    assert line.request(second)["rate"] is None


def test_amounts_in_no_known_currency_are_asked_about(line: Line) -> None:
    line.currency.base = None
    upload = line.send(EXACT)
    assert line.inspect(upload)["state"] == "needs_mapping"
    assert [q.field for q in line.now(upload).questions] == ["currency"]

    exact = {n: n for n in ("date", "sku_id", "store_id", "units_sold", "price")}
    line.choose(upload, mapping=exact, currency="INR")
    line.inspector().run({"tenant": "DEMO", "upload_id": upload.upload_id})

    assert line.request(upload)["base_currency"] == "INR"


def test_a_file_without_amounts_needs_no_currency(line: Line) -> None:
    line.currency.base = None
    upload = line.send(b"store_id,city\nS01,Pune\nS02,Delhi\n", table="stores")

    assert line.inspect(upload)["state"] == "cleaning"
    assert line.request(upload)["base_currency"] is None


def test_a_file_of_another_size_than_announced_is_refused(line: Line) -> None:
    with pytest.raises(Unreadable, match="announced"):
        line.inspect(line.send(EXACT, size_bytes=7))


@pytest.mark.parametrize("key", ["raw/tenant=DEMO/table=sales/upload=upl_0/f.csv", "elsewhere"])
def test_an_object_nobody_announced_is_not_looked_into(line: Line, key: str) -> None:
    with pytest.raises(NotFound, match="announced"):
        line.inspector().run({"bucket": "lake", "key": key})
    assert line.files.fetched == 0


def test_another_name_under_an_announced_upload_is_not_looked_into(line: Line) -> None:
    upload = line.send(EXACT)
    with pytest.raises(NotFound):
        line.inspector().run({"bucket": "lake", "key": upload.key.replace("f.csv", "g.csv")})


@pytest.mark.parametrize("state", [State.NEEDS_MAPPING, State.CURATED, State.FAILED])
def test_a_repeated_event_changes_nothing(line: Line, state: State) -> None:
    upload = line.send(EXACT)
    line.uploads.kept["DEMO", upload.upload_id] = replace(upload, state=state)

    assert line.inspect(upload)["state"] == state
    assert line.documents.kept == {}


def test_an_event_repeated_while_cleaning_leads_to_the_same_job(line: Line) -> None:
    upload = line.send(EXACT)

    assert line.inspect(upload) == line.inspect(upload)


def test_a_finished_upload_has_counts_and_is_announced_once(line: Line) -> None:
    upload = line.send(EXACT)
    line.inspect(upload)
    assert line.finish(upload, REPORT)["state"] == "curated"
    line.finish(upload)

    done = line.now(upload)
    assert done.counts is not None
    assert (done.counts.kept, done.counts.returns, done.as_of) == (7, 1, "2024-01-31")
    assert done.quality[0].rule == "not_a_date"
    assert sorted(s.stage for s in done.stages).count("curated") == 1
    assert [s.at for s in done.stages] == sorted(s.at for s in done.stages)
    assert [e.name for e in line.uploads.events].count("UploadCurated.v1") == 1
    assert line.uploads.events[-1].data == {
        "upload_id": upload.upload_id,
        "table": "sales",
        "as_of": "2024-01-31",
        "kept": 7,
        "rejected": 2,
        "origin": "file",
    }


def test_a_failed_upload_says_why_and_can_be_mapped_again(line: Line) -> None:
    upload = line.send(FOREIGN)
    line.inspect(upload)
    line.choose(upload)
    line.fail(upload, sample("states/glue_failed.json")["error"])

    failed = line.now(upload)
    assert failed.state is State.FAILED
    assert failed.problem is not None
    assert failed.problem.detail == "The file has no column 'Qty' (mapped by the profile)."
    assert line.uploads.events[-1].name == "UploadFailed.v1"
    line.choose(upload)
    assert line.now(upload).state is State.INSPECTING


def test_an_upload_that_has_ended_does_not_fail_afterwards(line: Line) -> None:
    upload = line.send(EXACT)
    line.inspect(upload)
    line.finish(upload, REPORT)
    line.fail(upload, None)

    assert line.now(upload).state is State.CURATED


def test_every_event_has_the_data_its_schema_says(line: Line) -> None:
    upload = line.send(FOREIGN)
    line.inspect(upload)
    line.choose(upload)
    line.inspector().run({"tenant": "DEMO", "upload_id": upload.upload_id})
    line.finish(upload, REPORT)
    line.choose(upload, currency="INR")
    line.fail(upload, None)

    others = {"MappingForgotten.v1", "UploadDeletionAsked.v1", "UploadDeleted.v1"}
    assert {event.name for event in line.uploads.events} == set(EVENTS) - others
    for event in line.uploads.events:
        assert EVENTS[event.name].model_validate(event.data).model_dump(mode="json") == event.data
