"""One way to write a text: NFKC, trimmed, empty is null; ids upper case, numbers with a point."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from smartretail_etl.reading.dates import iso_dates
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import Field

NOTHING = pa.array(["-", "#N/A", "N/A", "NA", "NAN", "NONE", "NULL"])
GROUPED = r"^[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?$"
POINT_GROUPED_COMMA = r"^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$"


def canonical_text(column: Any) -> Any:
    """Normalise Unicode, trim, and turn the empty text into null."""
    if not pc.all(pc.string_is_ascii(column), skip_nulls=True, min_count=0).as_py():
        column = pc.utf8_normalize(column, form="NFKC")
    column = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def canonical(column: Any, field: Field, request: CurateRequest) -> Any:
    """Write the values of a field in the one way the rules expect; never repair a value."""
    column = canonical_text(column)
    if field.kind == "id":
        return pc.utf8_upper(column)
    if field.kind == "text":
        return column
    nothing = pc.is_in(pc.utf8_upper(column), value_set=NOTHING)
    column = pc.if_else(nothing, pa.scalar(None, pa.string()), column)
    if field.kind == "date":
        return iso_dates(column, request.date_format)
    if field.kind in {"money", "number", "integer"}:
        return _number(column, request.format.decimal)
    return column


def _number(column: Any, decimal: str) -> Any:
    if decimal == ",":
        fits = pc.match_substring_regex(column, POINT_GROUPED_COMMA)
        plain = pc.replace_substring(pc.replace_substring(column, ".", ""), ",", ".")
        return pc.if_else(fits, plain, column)
    if pc.any(pc.match_substring(column, ","), skip_nulls=True, min_count=0).as_py():
        fits = pc.match_substring_regex(column, GROUPED)
        column = pc.if_else(fits, pc.replace_substring(column, ",", ""), column)
    return pc.replace_substring_regex(column, pattern=r"^([+-]?)\.", replacement=r"\10.")
