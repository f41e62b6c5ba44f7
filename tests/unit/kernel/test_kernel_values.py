from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.kernel.clock import FixedClock, SystemClock, timestamp
from smartretail.kernel.currencies import is_currency
from smartretail.kernel.errors import Invalid
from smartretail.kernel.events import happened
from smartretail.kernel.ids import business_id, new_id
from smartretail.kernel.money import round_down, round_up, to_cents
from smartretail.kernel.paging import from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal

AMOUNTS = st.decimals("-99999", "99999", places=6)


def test_ids_made_later_sort_later() -> None:
    made = [new_id("x", at) for at in (1, 2, 1_000, 1_795_253_400_000, 1_795_253_400_001)]

    assert made == sorted(made)


def test_ids_are_unique_within_a_millisecond() -> None:
    assert len({new_id("x", 7) for _ in range(2000)}) == 2000


@pytest.mark.parametrize("written", [" ab-1 ", "AB-1", "ａｂ-1", "ab-1\t"])  # noqa: RUF001
def test_a_business_id_is_the_same_however_it_is_typed(written: str) -> None:
    assert business_id(written) == "AB-1"


@given(AMOUNTS)
def test_rounding_a_floor_up_never_goes_below_it(amount: Decimal) -> None:
    assert amount <= round_up(amount) < amount + Decimal("0.01")


@given(AMOUNTS)
def test_rounding_a_ceiling_down_never_goes_above_it(amount: Decimal) -> None:
    assert amount - Decimal("0.01") < round_down(amount) <= amount


def test_halves_of_a_cent_go_to_the_even_one() -> None:
    assert [to_cents(Decimal(a)) for a in ("0.125", "0.135")] == [Decimal("0.12"), Decimal("0.14")]


@given(st.dictionaries(st.text(min_size=1), st.one_of(st.text(), st.integers())))
def test_a_cursor_comes_back_as_it_went(position: dict[str, object]) -> None:
    assert from_cursor(to_cursor(position)) == position


@pytest.mark.parametrize("cursor", ["not base64!", "AAAA", "WzFd", "bnVsbA=="])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="cursor"):
        from_cursor(cursor)


def test_no_cursor_is_the_start() -> None:
    assert from_cursor(None) == from_cursor("") == {}


def test_timestamps_are_utc_with_milliseconds() -> None:
    india = timezone(timedelta(hours=5, minutes=30))

    assert timestamp(datetime(2026, 11, 21, 15, tzinfo=india)) == "2026-11-21T09:30:00.000Z"
    assert SystemClock().now().tzinfo is UTC


def test_an_event_names_who_and_correlates_with_its_cause() -> None:
    clock = FixedClock(datetime(2026, 11, 21, tzinfo=UTC))
    first = happened(Principal.job("DEMO"), clock, "intake", "UploadCurated.v1", {"n": 1})
    second = happened(Principal.job("DEMO"), clock, "actions", "X.v1", {}, first.correlation_id)

    assert (first.tenant, first.actor, first.source) == ("DEMO", "job", "smartretail.intake")
    assert first.correlation_id == first.id
    assert second.correlation_id == first.id
    assert first.detail()["data"] == {"n": 1}


@pytest.mark.parametrize(("code", "known"), [("INR", True), ("GBP", True), ("GPB", False)])
def test_only_active_currencies_are_currencies(code: str, known: bool) -> None:
    assert is_currency(code) is known
