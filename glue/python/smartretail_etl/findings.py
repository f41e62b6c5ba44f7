"""What the report tells of a file beyond counts: reasons with an example, columns, days.

Everything is aggregated by the engine; what comes home is bounded by fields and reasons.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw

from smartretail_etl.checks import problem, raw
from smartretail_etl.engine import Engine, Frame
from smartretail_etl.reading.source import BROKEN, LINE, RECORD
from smartretail_etl.schema import Field

LONGEST_EXAMPLE = 200
HAVE_RANGE = frozenset({"date", "money", "number", "integer"})
WHOLE = 100


def reasons(engine: Engine, found: Frame) -> list[dict[str, Any]]:
    """Each reason of each field with its rows and the first of them as an example.

    `found` has one row per refused field: record, field, reason, value.
    """
    key = ["field", "reason"]
    counted = found.group_by(*key).agg(rows=nw.len(), example_row=nw.col(RECORD).min())
    first = found.select(*key, example_row=RECORD, value="value")
    told = counted.join(first, on=[*key, "example_row"], how="inner")
    told = told.group_by(*key, "rows", "example_row").agg(example=nw.col("value").max())
    rows = sorted(engine.rows(told), key=lambda row: (-row["rows"], row["field"], row["reason"]))
    return [row | {"example": (row["example"] or "")[:LONGEST_EXAMPLE]} for row in rows]


def measures(fields: Sequence[Field]) -> list[nw.Expr]:
    """What to ask landed rows about the columns of these fields."""
    fine = nw.col(BROKEN).is_null()
    asked = [fine.cast(nw.Int64()).sum().alias("readable")]
    for at, field in enumerate(fields):
        asked += _measures(at, field)
    return asked


def columns(
    fields: Sequence[Field], mapping: Mapping[str, str], row: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """How far each column is filled, how often it is invalid, and its range; `row` measures it."""
    return [_column(at, field, mapping[field.name], row) for at, field in enumerate(fields)]


def _measures(at: int, field: Field) -> list[nw.Expr]:
    """A field of a good row has no text left, one of a refused row may have no value."""
    empty = nw.col(field.name).is_null() & raw(field.name).is_null()
    invalid = ~problem(field.name).is_null() & nw.col(BROKEN).is_null()
    asked = [
        (~empty).cast(nw.Int64()).sum().alias(f"filled_{at}"),
        invalid.cast(nw.Int64()).sum().alias(f"invalid_{at}"),
    ]
    if field.kind in HAVE_RANGE:
        fine = nw.when(~invalid).then(nw.col(field.name))
        asked += [fine.min().alias(f"min_{at}"), fine.max().alias(f"max_{at}")]
    return asked


def _column(at: int, field: Field, column: str, row: Mapping[str, Any]) -> dict[str, Any]:
    filled, readable = int(row[f"filled_{at}"] or 0), int(row["readable"] or 0)
    return {
        "column": column,
        "target": field.name,
        "filled_pct": round(WHOLE * filled / readable, 1) if readable else 0.0,
        "invalid": int(row[f"invalid_{at}"] or 0),
        "min": _text(row.get(f"min_{at}")),
        "max": _text(row.get(f"max_{at}")),
    }


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, date):
        return value.isoformat() if value else None
    return f"{value.normalize():f}"


def refused_days(engine: Engine, landed: Frame) -> dict[date, int]:
    """Refused rows by day; those without a readable date are on none."""
    known = landed.filter(nw.col("refused"), ~nw.col("date").is_null())
    counted = known.group_by("date").agg(rows=nw.col(LINE).len())
    return {row["date"]: row["rows"] for row in engine.rows(counted)}
