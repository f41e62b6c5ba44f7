"""Events: what is taken, how it travels, and what the worker makes of it."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail.intake.model import Origin, State
from smartretail.intake.stream.aside import SetAside
from smartretail.intake.stream.envelope import MAX_MESSAGE_BYTES, Envelope, opened
from smartretail.intake.stream.event import lines, streamed, version_of
from smartretail.intake.streaming import TakeEvents
from smartretail.kernel.errors import Invalid, NotFound
from smartretail.kernel.ids import new_id
from smartretail.kernel.messages import Message
from smartretail.kernel.tenancy import Principal, Role

from tests.kit.stream import CLOCK, NOW, SALE, WHO, FakeQueue, Outside, message


def wrong(*events: Mapping[str, Any], who: Principal = WHO) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        TakeEvents(FakeQueue(), CLOCK).take(who, "sales", events)
    return {fault.field: fault.reason for fault in refusal.value.errors}


def test_events_are_sent_with_tenant_table_user_and_scope() -> None:
    queue = FakeQueue()

    assert TakeEvents(queue, CLOCK).take(WHO, "sales", [SALE]) == 1
    [body] = queue.sent
    sent = opened(body)
    assert (sent.tenant, sent.table, sent.user) == ("SHOP", "sales", "seller@shop.example")
    assert (sent.stores, list(sent.events)) == (["*"], [SALE])


@pytest.mark.parametrize(
    ("change", "named", "reason"),
    [
        ({"event_id": " "}, "event_id", "missing"),
        ({"event_id": "x" * 129}, "event_id", "too_long"),
        ({"occurred_at": None}, "occurred_at", "missing"),
        ({"occurred_at": "yesterday"}, "occurred_at", "not_a_moment"),
        ({"occurred_at": "2026-11-21T09:00:00"}, "occurred_at", "not_utc"),
        ({"occurred_at": "2026-11-21T09:00:00+05:30"}, "occurred_at", "not_utc"),
        ({"occurred_at": "2026-11-21T23:30:01Z"}, "occurred_at", "moment_in_future"),
        ({"occurred_at": "1901-01-01T00:00:00Z"}, "occurred_at", "moment_too_old"),
        ({"date": "21/11/2026"}, "date", "not_a_date"),
        ({"date": "2026-02-30"}, "date", "not_a_date"),
        ({"date": "2026-11-23"}, "date", "date_in_future"),
        ({"units_sold": "two"}, "units_sold", "not_a_number"),
        ({"units_sold": True}, "units_sold", "not_a_number"),
        ({"units_sold": float("nan")}, "units_sold", "not_a_number"),
        ({"price": 1e15}, "price", "too_large"),
        ({"price": [1]}, "price", "not_a_plain_value"),
        ({"promo_flag": "maybe"}, "promo_flag", "not_yes_or_no"),
        ({"currency": "GPB"}, "currency", "not_a_currency"),
        ({"product_name": "n" * 4001}, "product_name", "too_long"),
        ({"_version": "upl_9"}, "_version", "reserved_name"),
        ({"note": "x" * 40_000}, "event_id", "event_too_large"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_event(
    change: dict[str, Any], named: str, reason: str
) -> None:
    assert wrong(SALE, SALE | change) == {f"events[1].{named}": reason}


def test_rows_beyond_the_senders_stores_are_refused() -> None:
    scoped = Principal("SHOP", "u", frozenset({Role.SELLER}), stores=frozenset({"S02"}))

    assert wrong(SALE, who=scoped) == {"events[0].store_id": "outside_your_scope"}


def test_only_sales_and_inventory_take_events() -> None:
    with pytest.raises(NotFound):
        TakeEvents(FakeQueue(), CLOCK).take(WHO, "products", [SALE])


def test_a_call_above_one_mebibyte_is_refused() -> None:
    events = [SALE | {"event_id": str(n), "note": "x" * 30_000} for n in range(36)]

    with pytest.raises(Invalid, match="1 MiB"):
        TakeEvents(FakeQueue(), CLOCK).take(WHO, "sales", events)


def test_unknown_fields_are_kept_and_known_ones_written_in_one_way() -> None:
    sent = SALE | {"sku_id": " tea ", "price": 0.00001, "till": {"no": 7}, "event_id": 17}
    [line] = lines(WHO, streamed("sales"), [sent], NOW)
    found = json.loads(line)

    assert (found["sku_id"], found["price"], found["event_id"]) == ("TEA", "0.00001", "17")
    assert json.loads(found["other_fields"]) == {"till": {"no": 7}}


def test_versions_sort_by_moment_among_upload_ids() -> None:
    early, late = NOW, NOW + timedelta(milliseconds=1)
    between = new_id("upl", int(early.timestamp() * 1000))

    assert version_of(early, "f" * 64) < between < version_of(late, "0" * 64)
    assert version_of(early, "a" * 64) == version_of(early, "a" * 64)


@given(sizes=st.lists(st.integers(0, 30_000), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_messages_hold_every_event_once_within_the_limit(sizes: list[int]) -> None:
    events = [SALE | {"event_id": str(n), "note": "x" * size} for n, size in enumerate(sizes)]
    bodies = list(Envelope("SHOP", "sales", "u", ("*",), ("*",), "2026", events).bodies())

    assert all(len(body) <= MAX_MESSAGE_BYTES for body in bodies)
    assert [event for body in bodies for event in json.loads(body)["events"]] == events


def test_a_batch_becomes_one_object_per_table_and_a_repeat_changes_nothing(tmp_path: Path) -> None:
    outside = Outside(tmp_path)
    stock = {**SALE, "on_hand": 4}
    batch = [message("1", SALE), message("2", SALE | {"event_id": "B"}), message("3", SALE)]
    batch += [message("4", stock, table="inventory")]

    assert outside.worker().take(batch) == {}
    once = outside.parts()
    assert outside.worker().take(list(reversed(batch))) == {}

    assert outside.parts() == once
    assert sorted(map(len, once)) == [1, 2]
    [sales, _] = sorted(outside.uploads.kept.values(), key=lambda u: u.table, reverse=True)
    assert (sales.upload_id, sales.origin) == ("stream-2026-11-21-sales", Origin.STREAM)


def test_one_poison_message_stops_no_other(tmp_path: Path) -> None:
    outside = Outside(tmp_path)
    bad = message("2", SALE | {"units_sold": "two"})
    batch = [Message("1", "{not json"), bad, message("3", SALE)]

    failures = outside.worker().take(batch)

    assert {name: type(why) for name, why in failures.items()} == {"1": Invalid, "2": Invalid}
    assert len(outside.parts()) == 1
    for poison in batch[:2]:
        SetAside(outside).keep(poison, Invalid("It cannot be used.", code="invalid_events"))
    kept = [json.loads(path.read_text()) for path in sorted(tmp_path.glob("quarantine/**/*.json"))]
    assert {one["message"] for one in kept} == {batch[0].body, bad.body}
    assert (tmp_path / "quarantine/stream/tenant=UNKNOWN/1.json").is_file()
    assert (tmp_path / "quarantine/stream/tenant=SHOP/2.json").is_file()


def test_a_deleted_days_stream_takes_no_more_events(tmp_path: Path) -> None:
    outside = Outside(tmp_path)
    outside.worker().take([message("1", SALE)])
    [upload] = outside.uploads.kept.values()
    outside.uploads.save(WHO, upload.moved(State.DELETED, NOW))

    outside.worker().take([message("2", SALE)])

    assert {u.upload_id for u in outside.uploads.kept.values()} == {
        "stream-2026-11-21-sales",
        "stream-2026-11-21-sales-2",
    }


def test_whichever_call_outside_fails_a_redelivery_completes(tmp_path: Path) -> None:
    batch = [message("1", SALE), message("2", SALE | {"event_id": "B"})]
    batch += [message("3", {**SALE, "on_hand": 4}, table="inventory")]
    whole = Outside(tmp_path / "whole")
    whole.worker().take(batch)

    for fails_at in range(1, whole.calls + 1):
        outside = Outside(tmp_path / str(fails_at), fails_at=fails_at)
        failures = outside.worker().take(batch)
        assert failures
        again = outside.worker().take([one for one in batch if one.id in failures])
        assert again == {}
        assert outside.parts() == whole.parts()
        assert outside.uploads.kept.keys() == whole.uploads.kept.keys()
