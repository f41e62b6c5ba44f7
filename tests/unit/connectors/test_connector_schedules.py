"""When a connector is due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.connectors.schedule import latest_slot, parse_schedule

BEGAN = datetime(2026, 11, 1, 10, 7, tzinfo=UTC)


def slot(expression: str, now: datetime, zone: str = "UTC") -> datetime | None:
    return latest_slot(expression, zone, BEGAN, now)


def test_a_rate_counts_from_its_beginning_which_is_its_first_moment() -> None:
    assert slot("rate(6 hours)", BEGAN - timedelta(seconds=1)) is None
    assert slot("rate(6 hours)", BEGAN) == BEGAN
    assert slot("rate(6 hours)", BEGAN + timedelta(hours=13)) == BEGAN + timedelta(hours=12)
    assert slot("rate(1 day)", BEGAN + timedelta(hours=23)) == BEGAN


def test_cron_reads_local_time() -> None:
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    assert slot("cron(30 5 * * ? *)", now, "Asia/Kolkata") == now.replace(hour=0, minute=0)
    assert slot("cron(0 0/6 * * ? *)", now) == now.replace(hour=6, minute=0)
    assert slot("cron(0 9-17 ? * MON-FRI *)", now) == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert slot("cron(15 3 1,15 * ? *)", now) == datetime(2026, 11, 15, 3, 15, tzinfo=UTC)
    assert slot("cron(0 8 ? * 1 *)", now) == datetime(2026, 11, 15, 8, tzinfo=UTC)
    assert slot("cron(0 8 ? * SAT-SUN *)", now) == now.replace(hour=8, minute=0)


def test_cron_before_the_beginning_is_not_due() -> None:
    assert slot("cron(0 10 * * ? *)", BEGAN) is None


def test_a_clock_change_neither_drops_nor_repeats_a_day() -> None:
    began = datetime(2026, 3, 1, tzinfo=UTC)
    days = [datetime(2026, 3, 27, 12, tzinfo=UTC) + timedelta(days=each) for each in range(5)]
    slots = [latest_slot("cron(30 2 * * ? *)", "Europe/Berlin", began, day) for day in days]

    assert [found.day for found in slots if found] == [27, 28, 29, 30, 31]
    assert len(set(slots)) == 5


@pytest.mark.parametrize(
    "expression",
    [
        *("rate(30 minutes)", "rate(0 hours)", "rate(32 days)", "at(2026-01-01T00:00:00)", ""),
        *("cron(* * * * ? *)", "cron(0/5 * * * ? *)", "cron(61 1 * * ? *)", "cron(0 25 * * ? *)"),
        *("cron(0 5 L * ? *)", "cron(0 5 1 * MON *)", "cron(0 5 31 * ? *)", "cron(0 5 * 2 ? *)"),
        *("cron(0 5 ? * MON#1 *)", "cron(0 9-5 * * ? *)", "cron(0 */0 * * ? *)"),
    ],
)
def test_what_is_too_often_or_unknown_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"must be|cannot be read|has|beyond"):
        parse_schedule(expression)


@given(
    st.sampled_from(
        ["rate(1 hour)", "rate(5 days)", "cron(30 5 * * ? *)", "cron(0 1,13 ? * 2-6 *)"]
    ),
    st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"]),
    st.datetimes(datetime(2026, 11, 1), datetime(2027, 12, 1)),
    st.timedeltas(timedelta(0), timedelta(days=3)),
)
def test_slots_never_lie_ahead_and_never_go_back(
    expression: str, zone: str, at: datetime, later: timedelta
) -> None:
    now = at.replace(tzinfo=UTC)
    first = latest_slot(expression, zone, BEGAN, now)
    second = latest_slot(expression, zone, BEGAN, now + later)

    assert first is None or BEGAN <= first <= now
    assert first is None or (second is not None and second >= first)
