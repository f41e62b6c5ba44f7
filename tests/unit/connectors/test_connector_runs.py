"""Runs: stored first, watermark second; crashes lose and double nothing; failures pause."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from smartretail.connectors.contract import EVENTS
from smartretail.connectors.model import Answer, Ask, Order, Progress, PullFailed, Run
from smartretail.kernel.errors import Unavailable

from tests.kit.connectors import ADDRESS, AT, DEMO, Bench, Crash, bench, ok

ORDER = Order("con_1", AT)
WINDOWED = {
    "request": {"url": ADDRESS, "query": {"from": "{since}", "to": "{until}"}},
    "watermark": {"start": "2026-11-01", "overlap_days": 2},
}
OPEN = {
    "request": {"url": ADDRESS, "query": {"from": "{since}"}},
    "watermark": {"start": "2026-11-01", "overlap_days": 2, "field": "at"},
}
ROWS = '[{"id": 1, "at": "2026-11-20T10:00:00+05:30"}, {"id": 2, "at": "2026-11-19"}]'


def run(made: Bench, order: Order = ORDER) -> Run | None:
    return made.running.run(DEMO, order)


def progress(made: Bench) -> Progress:
    return made.connectors.progress(DEMO, "con_1")


def test_rows_become_one_upload_of_json_lines() -> None:
    made = bench(lambda ask: ok(ROWS), currency="INR")
    done = run(made)

    [parcel] = made.landing.uploads.values()
    assert (parcel.table, parcel.file_name) == ("sales", "my-shop-2026-11-21.jsonl")
    assert parcel.currency == "INR"
    assert [json.loads(line)["id"] for line in parcel.body.splitlines()] == ["1", "2"]
    assert done
    assert (done.outcome, done.rows, done.pages, done.upload_id) == ("stored", 2, 1, "upl_1")
    assert progress(made).last == done
    [event] = made.connectors.events
    assert EVENTS[event.name].model_validate(event.data).model_dump() == event.data


def test_nothing_new_stores_nothing() -> None:
    made = bench(lambda ask: ok("[]"), **WINDOWED)
    done = run(made)

    assert done
    assert (done.outcome, made.landing.uploads) == ("nothing_new", {})
    assert progress(made).reached == AT


def test_a_connector_that_was_deleted_is_not_run() -> None:
    made = bench(lambda ask: ok(ROWS))
    made.connectors.kept.clear()

    assert run(made) is None
    assert made.fetcher.asked == []


def test_each_run_begins_where_the_last_ended_less_the_overlap() -> None:
    made = bench(lambda ask: ok(ROWS), **WINDOWED)
    run(made)
    run(made, Order("con_1", "2026-11-22T09:30:00.000Z"))

    froms = [parse_qs(urlsplit(ask.url).query)["from"][0] for ask in made.fetcher.asked]
    assert froms == ["2026-11-01T00:00:00Z", "2026-11-19T09:30:00Z"]


def test_without_an_end_the_largest_value_of_the_column_is_how_far_was_read() -> None:
    made = bench(lambda ask: ok(ROWS), **OPEN)
    run(made)
    assert progress(made).reached == "2026-11-20T04:30:00.000Z"

    made.fetcher.answer = lambda ask: ok('[{"id": 9, "at": "2026-11-02"}, {"id": 8, "at": "?"}]')
    run(made, Order("con_1", "2026-11-22T09:30:00.000Z"))
    assert progress(made).reached == "2026-11-20T04:30:00.000Z"


def test_a_value_from_the_future_does_not_carry_the_watermark_away() -> None:
    made = bench(lambda ask: ok('[{"at": "2099-01-01"}, {"at": "1795000000"}]'), **OPEN)
    run(made)

    assert progress(made).reached == "2026-11-18T11:06:40.000Z"


def test_a_long_past_is_read_step_by_step_without_a_gap() -> None:
    stepped = WINDOWED | {"watermark": {"start": "2026-10-01", "overlap_days": 0, "step_days": 20}}
    made = bench(lambda ask: ok(json.dumps([{"id": ask.url}])), **stepped)
    made.orders.waiting.append(ORDER)
    while made.orders.waiting:
        run(made, made.orders.waiting.pop())

    windows = [parse_qs(urlsplit(ask.url).query) for ask in made.fetcher.asked]
    assert [(asked["from"][0][:10], asked["to"][0][:10]) for asked in windows] == [
        ("2026-10-01", "2026-10-21"),
        ("2026-10-21", "2026-11-10"),
        ("2026-11-10", "2026-11-21"),
    ]
    assert len(made.landing.uploads) == 3
    assert progress(made).reached == AT


def test_a_failure_is_kept_in_words_and_moves_nothing() -> None:
    made = bench(lambda ask: ok("", 403), **WINDOWED)
    done = run(made)

    assert done
    assert (done.outcome, done.code) == ("failed", "forbidden")
    assert done.problem == "The credentials do not allow reading this (HTTP 403)."
    assert (progress(made).reached, progress(made).failures) == (None, 1)
    assert made.landing.uploads == {}


def test_five_failures_in_a_row_pause_and_say_so_once() -> None:
    made = bench(lambda ask: ok("", 500))
    done = [run(made, Order("con_1", f"2026-11-21T0{hour}:00:00.000Z")) for hour in range(7)]

    assert [each and each.paused for each in done] == [*[False] * 4, True, False, False]
    names = [event.name for event in made.connectors.events]
    assert names.count("ConnectorPaused.v1") == 1
    assert progress(made).paused_at == AT
    for event in made.connectors.events:
        assert EVENTS[event.name].model_validate(event.data).model_dump() == event.data


def test_a_success_ends_pause_and_count() -> None:
    made = bench(lambda ask: ok(ROWS))
    made.connectors.read["DEMO", "con_1"] = Progress(failures=7, paused_at=AT, version=3)
    run(made)

    assert (progress(made).failures, progress(made).paused_at) == (0, None)


def test_an_order_that_is_delivered_again_is_not_run_again() -> None:
    made = bench(lambda ask: ok(ROWS), **WINDOWED)
    first, again = run(made), run(made)

    assert again == first
    assert len(made.fetcher.asked) == 1

    failed = bench(lambda ask: ok("", 500))
    run(failed)
    run(failed)
    assert progress(failed).failures == 1


def test_a_run_that_another_overtook_adds_to_what_it_recorded() -> None:
    made = bench(lambda ask: ok(ROWS), **WINDOWED)
    later = "2026-11-22T00:00:00.000Z"

    def overtaken(ask: Ask) -> Answer:
        made.connectors.advance(DEMO, "con_1", replace(progress(made), reached=later))
        return ok(ROWS)

    made.fetcher.answer = overtaken
    run(made)

    assert progress(made).reached == later
    assert progress(made).last


def test_an_unavailable_intake_is_left_to_the_queue() -> None:
    made = bench(lambda ask: ok(ROWS))

    def down(*given: Any) -> str:
        raise Unavailable("S3 does not answer.")

    made.landing.store = down  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        run(made)
    assert progress(made) == Progress()


def test_a_crash_at_any_call_loses_and_doubles_nothing() -> None:
    """Kill before and after each call to the outside, deliver again, and compare the end."""
    whole = bench(lambda ask: ok(ROWS), auth={"kind": "bearer"}, **WINDOWED)
    run(whole)
    crashes = 0
    for dies_at in range(1, 2 * whole.calls + 1):
        made = bench(lambda ask: ok(ROWS), auth={"kind": "bearer"}, **WINDOWED)
        made.dies_at = dies_at
        try:
            run(made)
        except Crash:
            crashes += 1
            made.dies_at = 0
            run(made)

        assert list(made.landing.uploads.items()) == list(whole.landing.uploads.items()), dies_at
        assert progress(made).reached == AT, dies_at
        assert len(made.connectors.events) == 1, dies_at
    assert crashes == 2 * whole.calls


def test_a_crash_while_content_changes_ends_with_the_newer_content_stored() -> None:
    made = bench(lambda ask: ok(ROWS), **WINDOWED)
    run(made)
    made.connectors.read.clear()
    made.fetcher.answer = lambda ask: ok(ROWS.replace('"id": 2', '"id": 3'))
    run(made)

    assert [b'"3"' in parcel.body for parcel in made.landing.uploads.values()] == [False, True]


def test_a_failure_in_the_adapter_is_a_failed_run() -> None:
    def down(ask: Ask) -> Answer:
        raise PullFailed("The host is not known.", code="unknown_host")

    made = bench(down)
    done = run(made)
    assert done
    assert (done.code, done.problem) == ("unknown_host", "The host is not known.")
