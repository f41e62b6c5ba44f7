"""A table written in any supported way is read as it was meant, or a person is asked."""

import csv
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from smartretail.intake.files.model import Unreadable

from simulation.broken_files.case import Case, Read
from simulation.broken_files.desk import desk
from simulation.broken_files.packing import zipped

PHASES = (Phase.explicit, Phase.generate)
TITLES = st.lists(st.sampled_from(["Sales report", "Printed by Ann", ""]), max_size=3)
DAYS = st.lists(st.dates(date(1990, 1, 1), date(2026, 1, 30)), min_size=2, max_size=30, unique=True)
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%y/%m/%d", "%d %b %Y")
NAMES = st.sampled_from(["Tea", "Café £5", "Crème brûlée", "Straße 5", "Jalapeño, mild", ""])
PACKING: dict[str, Callable[[bytes], bytes]] = {
    "none": lambda data: data,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zip": lambda data: zipped({"sales.csv": data}),
}
HEADER = ["date", "sku_id", "store_id", "units_sold", "revenue", "product_name"]


@dataclass(frozen=True)
class Way:
    """How a table is written."""

    delimiter: str
    encoding: str
    decimal: str
    grouped: bool
    date_format: str
    quote: Literal[0, 1, 2, 3]
    end: str
    packing: str
    titles: list[str]

    def number(self, cents: int) -> str:
        text = f"{cents / 100:,.2f}" if self.grouped else f"{cents / 100:.2f}"
        return text.translate(str.maketrans(",.", ".,")) if self.decimal == "," else text


WAYS = st.builds(
    Way,
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    decimal=st.sampled_from(".,"),
    grouped=st.booleans(),
    date_format=st.sampled_from(FORMATS),
    quote=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    packing=st.sampled_from(list(PACKING)),
    titles=TITLES,
)


def written(way: Way, rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    for title in way.titles:
        text.write(title + way.end)
    writer = csv.writer(text, delimiter=way.delimiter, quoting=way.quote, lineterminator=way.end)
    writer.writerows([HEADER, *rows])
    return PACKING[way.packing](text.getvalue().encode(way.encoding))


def inspected(data: bytes) -> tuple[dict[str, Any] | None, list[str]]:
    outcome = desk(Case("any", lambda: data, Read(0))).run()
    return outcome.request, outcome.questions


def agreed(way: Way, request: dict[str, Any], days: list[date]) -> bool:
    """Whether the request reads every date and amount as it was meant."""
    form = request["format"]
    told = request["date_formats"].get("date", "%Y-%m-%d")
    texts = [day.strftime(way.date_format) for day in days]
    same_days = way.date_format == told or (told.lower() == way.date_format.lower() and not texts)
    decimal = request["decimals"].get("revenue", form["decimal"])
    return same_days and decimal == way.decimal and form["delimiter"] == way.delimiter


@settings(max_examples=80, deadline=None, phases=PHASES)
@given(WAYS, DAYS, st.lists(st.integers(1, 99_999_999), min_size=30, max_size=30), NAMES)
def test_any_way_of_writing_is_read_right_or_asked_about(
    way: Way, days: list[date], cents: list[int], name: str
) -> None:
    rows = [
        [day.strftime(way.date_format), f"A{n}", "S01", str(n + 1), way.number(cents[n]), name]
        for n, day in enumerate(days)
    ]
    try:
        request, questions = inspected(written(way, rows))
    except Unreadable as refusal:
        raise AssertionError(refusal.detail) from refusal

    if request is None:
        assert questions
        return
    assert agreed(way, request, days)
    assert request["format"]["header_row"] == len(way.titles) + 1
    assert request["mapping"] == {name: name for name in HEADER}


@settings(max_examples=30, deadline=None, phases=PHASES)
@given(
    st.lists(st.integers(1, 999), min_size=2, max_size=12),
    st.sampled_from([".", ","]),
)
def test_thousands_are_never_taken_for_decimals(thousands: list[int], mark: str) -> None:
    """1,234 is one thousand or one and a bit; without other evidence only a person knows."""
    rows = [f"2024-01-{n + 1:02d};A{n};S01;1;{t}{mark}250" for n, t in enumerate(thousands)]
    data = "\n".join(["date;sku_id;store_id;units_sold;revenue", *rows]).encode()
    request, questions = inspected(data)

    assert request is None
    assert questions == ["decimals.revenue"]
