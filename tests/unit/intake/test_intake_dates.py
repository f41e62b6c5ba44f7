from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartretail.intake.files.dates import ISO, formats_of, is_date, read_dates

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
WAYS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%y",
    "%Y/%m/%d",
    "%d-%b-%Y",
    "%b %d, %Y",
    "%Y%m%d",
)


@given(DAYS, st.sampled_from(WAYS))
def test_the_way_a_date_was_written_is_among_those_found(day: date, way: str) -> None:
    expected = ISO if way == "%Y-%m-%d" else way

    assert expected in formats_of(day.strftime(way))


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ("12/1/2010 8:26", "%m/%d/%Y"),
        ("2010-12-01T08:26:00Z", ISO),
        ("2026-11-21 09:30:00 +0530", ISO),
        ("1-Apr-24", "%d-%b-%y"),
        ("1 April, 2024", "%d %b, %Y"),
        ("April 1, 2024", "%b %d, %Y"),
        ("2024/4/1 23:59:59", "%Y/%m/%d"),
        ("31.12.2025 18:05 PM", "%d.%m.%Y"),
    ],
)
def test_exports_write_dates_in_many_ways(written: str, way: str) -> None:
    assert way in formats_of(written)


@pytest.mark.parametrize(
    "text", ["", "13/13/2024", "2024-02-30", "85123A", "1.5", "12/34", "0000-00-00", "1 Foo 2024"]
)
def test_what_is_no_date_has_no_way(text: str) -> None:
    assert formats_of(text) == ()


def test_one_day_past_the_twelfth_tells_day_from_month() -> None:
    undecided = [f"{day:02d}/03/2024" for day in range(1, 13)]

    assert read_dates(undecided).formats == ("%d/%m/%Y", "%m/%d/%Y")
    assert read_dates([*undecided, "13/03/2024"]).formats == ("%d/%m/%Y",)


@given(st.lists(DAYS, min_size=40, max_size=60, unique=True))
def test_a_long_column_is_never_read_the_wrong_way_round(days: list[date]) -> None:
    reading = read_dates(day.strftime("%d/%m/%Y") for day in days)

    assert "%d/%m/%Y" in reading.formats
    assert reading.share == 1.0


def test_a_few_bad_values_do_not_hide_the_way() -> None:
    start = date(2024, 1, 1)
    values = [(start + timedelta(days=n)).strftime("%d/%m/%Y") for n in range(60)] + ["n/a", "?"]
    reading = read_dates(values)

    assert reading.formats == ("%d/%m/%Y",)
    assert reading.share == pytest.approx(60 / 62)


def test_digits_in_a_row_are_no_date_in_a_header() -> None:
    assert formats_of("20240401") == ("%Y%m%d",)
    assert not is_date("20240401")
    assert is_date("2024-04-01")
