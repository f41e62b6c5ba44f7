"""Numbers and dates as people write them; what is not certain stays as it is."""

from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail_etl.reading.dates import iso_dates
from smartretail_etl.reading.numbers import NumberStyle

POINT, COMMA = NumberStyle("."), NumberStyle(",")
RUPEES = NumberStyle(".", "INR")
EUROS = NumberStyle(",", "EUR")
PER_CENT = NumberStyle(".", None, percent=True)


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        (POINT, "1,234,567.80", "1234567.80"),
        (POINT, "1,23,456.78", "123456.78"),
        (POINT, "1 234.5", "1234.5"),
        (POINT, "1'234.5", "1234.5"),
        (POINT, "(1,234.50)", "-1234.50"),
        (POINT, "12.5-", "-12.5"),
        (POINT, "\u221212.5", "-12.5"),
        (POINT, "1.5E+3", "1500"),
        (POINT, "2.5e-05", "0.000025"),
        (POINT, "0.30000000000000004", "0.300000000000"),
        (POINT, "\u0967\u0968.\u096b", "12.5"),
        (POINT, "\u0661\u0662\u066b\u0665", "12.5"),
        (COMMA, "1.234,56", "1234.56"),
        (COMMA, "1 234,56", "1234.56"),
        (COMMA, "7,25", "7.25"),
        (COMMA, "1.234", "1234"),
        (RUPEES, "\u20b9 1,23,456", "123456"),
        (RUPEES, "Rs. 99.50", "99.50"),
        (RUPEES, "INR 5", "5"),
        (RUPEES, "-\u20b95", "-5"),
        (RUPEES, "(\u20b9 5)", "-5"),
        (EUROS, "1.234,56 \u20ac", "1234.56"),
        (PER_CENT, "12.5 %", "12.5"),
    ],
)
def test_a_number_in_any_dress_is_one_number(style: NumberStyle, text: str, expected: str) -> None:
    assert style.plain(text) == expected


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (POINT, "1,2"),
        (POINT, "12,34.5"),
        (POINT, "1.234.567"),
        (POINT, "--5"),
        (POINT, "(-5)"),
        (POINT, "$5"),
        (POINT, "5 %"),
        (POINT, "5 pcs"),
        (POINT, "."),
        (POINT, "()"),
        (RUPEES, "$5"),
        (RUPEES, "USD 5"),
        (COMMA, "1,234.5"),
    ],
)
def test_what_is_no_certain_number_stays_as_it_is(style: NumberStyle, text: str) -> None:
    assert style.plain(text) == text


def test_a_point_in_a_column_of_commas_is_not_taken_for_one() -> None:
    assert COMMA.plain("12.5") == '"12.5"'


@settings(deadline=None, max_examples=50)
@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'")]),
    st.sampled_from(["{}", "{} EUR", "\u20ac{}"]),
)
def test_any_amount_is_read_back(amount: Decimal, signs: tuple[str, str], dress: str) -> None:
    point, group = signs
    table = str.maketrans({",": group, ".": point})
    text = dress.format(f"{amount:,.2f}".translate(table))

    assert Decimal(NumberStyle(point, "EUR").plain(text)) == amount


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 80_000))
def test_excel_day_numbers_are_read_only_where_the_format_says_so(days: int) -> None:
    day = (date(1899, 12, 30) + timedelta(days)).isoformat()

    texts = pa.array([str(days), f"{days}.75", "2025-01-02"])
    assert iso_dates(texts, "excel_serial").to_pylist() == [day, day, "2025-01-02"]
    assert iso_dates(texts, "%d.%m.%Y").to_pylist()[0] == str(days)
