"""Dates as text: a strftime format becomes a pattern, a match becomes an ISO date."""

import re
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from smartretail_etl.request import RequestError

CLOCK = (
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?Z| ?UTC| ?[+-]\d{2}:?\d{2})?)?"
)
"""A time of day, which is passed over: dates are local business dates as written."""
ISO = rf"^(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}}){CLOCK}$"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXCEL_SERIAL = "excel_serial"
"""The format of a column that holds Excel's day numbers; only said, never guessed."""
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_LAST = 2_958_465
TOKENS = {
    "%Y": r"(?P<year>\d{4})",
    "%y": r"(?P<short>\d{2})",
    "%m": r"(?P<month>\d{1,2})",
    "%d": r"(?P<day>\d{1,2})",
    "%b": r"(?P<name>[A-Za-z]{3})[a-z]*\.?",
    "%B": r"(?P<name>[A-Za-z]{3})[a-z]*\.?",
    "%H": r"\d{1,2}",
    "%I": r"\d{1,2}",
    "%M": r"\d{1,2}",
    "%S": r"\d{1,2}(?:\.\d+)?",
    "%f": r"\d{1,6}",
    "%p": r"[AaPp]\.?[Mm]\.?",
    "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
}


def pattern_of(date_format: str) -> str:
    """Translate a strftime format into a pattern with named parts."""
    pieces = re.findall(r"%.|[^%]+", date_format)
    unknown = [piece for piece in pieces if piece.startswith("%") and piece not in TOKENS]
    if unknown:
        raise RequestError(f"The date format '{date_format}' uses {unknown[0]}, which is unknown.")
    body = "".join(TOKENS.get(piece, re.escape(piece)) for piece in pieces)
    clock = "" if "%H" in date_format or "%I" in date_format else CLOCK
    parts = set(re.findall(r"\?P<(\w+)>", body))
    if "day" not in parts or not parts & {"month", "name"} or not parts & {"year", "short"}:
        raise RequestError(f"The date format '{date_format}' lacks a day, month or year.")
    return f"^{body}{clock}$"


def iso_dates(column: Any, date_format: str | None) -> Any:
    """Write dates as YYYY-MM-DD; what fits neither ISO nor the format stays as it is."""
    found = _convert(column, ISO)
    if date_format == EXCEL_SERIAL:
        found = pc.coalesce(found, _from_serial(column))
    elif date_format is not None:
        found = pc.coalesce(found, _convert(column, pattern_of(date_format)))
    return pc.coalesce(found, column)


def _from_serial(column: Any) -> Any:
    days = pc.struct_field(pc.extract_regex(column, r"^(?P<days>\d{1,7})(?:[.,]\d+)?$"), "days")
    dates = [
        (EXCEL_EPOCH + timedelta(int(day))).isoformat()
        if day is not None and 0 < int(day) <= EXCEL_LAST
        else None
        for day in days.to_pylist()
    ]
    return pa.array(dates, pa.string())


def _convert(column: Any, pattern: str) -> Any:
    parts = pc.extract_regex(column, pattern)
    names = {field.name for field in parts.type}
    year = _part(parts, "year") if "year" in names else _century(_part(parts, "short"))
    month = _part(parts, "month") if "month" in names else _month(_part(parts, "name"))
    day = pc.utf8_lpad(_part(parts, "day"), 2, "0")
    return pc.binary_join_element_wise(year, pc.utf8_lpad(month, 2, "0"), day, "-")


def _part(parts: Any, name: str) -> Any:
    return pc.struct_field(parts, name)


def _century(short: Any) -> Any:
    """Two-digit years as POSIX reads them: 69-99 are 1969-1999, 00-68 are 2000-2068."""
    century = pc.if_else(pc.greater_equal(short, "69"), "19", "20")
    return pc.binary_join_element_wise(century, short, "")


def _month(name: Any) -> Any:
    at = pc.index_in(pc.ascii_lower(name), pa.array(MONTHS))
    return pc.cast(pc.add(at, 1), pa.string())
