"""One way to write a text: NFKC, trimmed, empty is null; ids upper case, numbers with a point."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from smartretail_etl.reading.dates import iso_dates
from smartretail_etl.reading.numbers import INTEGER, PLAIN, NumberStyle
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import Field

NOTHING = pa.array(["-", "#N/A", "N/A", "NA", "NAN", "NONE", "NULL"])
ERRORS = pa.array(["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"])
"""What a spreadsheet shows where a formula has no value."""
INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
"""Marks of text direction and width, which stick to the ends of copied text."""
NO_TEXT = pa.scalar(None, pa.string())


class Coded:
    """A column of text as its different values and where each stands.

    Most columns repeat few values: work on the values, then spread the result.
    """

    def __init__(self, column: Any) -> None:
        found = column.dictionary_encode()
        few = len(found.dictionary) * 2 < len(column)
        self._indices = found.indices if few else None
        self.values = canonical_text(found.dictionary if few else column)
        """The values in canonical form."""

    def spread(self, values: Any) -> Any:
        """Bring one result per value back to the rows."""
        return values if self._indices is None else values.take(self._indices)


def canonical_text(column: Any) -> Any:
    """Normalise Unicode, trim blanks and invisible marks, and turn the empty text into null."""
    if not pc.all(pc.string_is_ascii(column), skip_nulls=True, min_count=0).as_py():
        column = pc.utf8_normalize(column, form="NFKC")
        column = pc.utf8_trim(column, characters=f"{INVISIBLE} \t\r\n")
    column = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(column, ""), NO_TEXT, column)


def canonical(column: Any, field: Field, request: CurateRequest) -> Any:
    """Write canonical texts of a field in the one way the rules expect; never repair a value."""
    if field.kind in {"id", "text"}:
        column = pc.if_else(pc.is_in(column, value_set=ERRORS), NO_TEXT, column)
        return pc.utf8_upper(column) if field.kind == "id" else column
    column = pc.if_else(pc.is_in(pc.utf8_upper(column), value_set=NOTHING), NO_TEXT, column)
    if field.kind == "date":
        return iso_dates(column, request.date_formats.get(field.name))
    if field.kind in {"money", "number", "integer"}:
        return _numbers(column, number_style(field, request))
    return column


def number_style(field: Field, request: CurateRequest) -> NumberStyle:
    """How the texts of a field write numbers."""
    by_row = "currency" in request.mapping
    currency = ("" if by_row else request.currency or "") if field.kind == "money" else None
    return NumberStyle(request.decimal(field.name), currency, field.name.endswith("_pct"))


def _numbers(column: Any, style: NumberStyle) -> Any:
    plain = pc.match_substring_regex(column, PLAIN if style.decimal == "." else INTEGER)
    if pc.all(plain, skip_nulls=True, min_count=0).as_py():
        return column
    return _mapped(column, pc.invert(plain), style.plain)


def _mapped(column: Any, where: Any, change: Callable[[str], str]) -> Any:
    """Change the texts that a mask points out; nulls are left alone."""
    changed = [change(text) for text in column.filter(where).to_pylist()]
    return pc.replace_with_mask(column, pc.fill_null(where, False), pa.array(changed, pa.string()))
