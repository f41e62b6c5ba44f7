"""What a table is: typed fields, the key that makes a row unique, and how it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import pyarrow as pa

Kind = Literal["id", "text", "date", "money", "number", "integer", "flag"]
"""`money` is converted to the base currency; `number` is an exact decimal without a currency."""

ARROW: dict[str, Any] = {
    "id": pa.string(),
    "text": pa.string(),
    "date": pa.date32(),
    "money": pa.decimal128(18, 4),
    "number": pa.decimal128(18, 4),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}
DECIMAL = nw.Decimal(18, 4)
NARWHALS: dict[str, Any] = {
    "id": nw.String(),
    "text": nw.String(),
    "date": nw.Date(),
    "money": DECIMAL,
    "number": DECIMAL,
    "integer": nw.Int64(),
    "flag": nw.Boolean(),
}

EXTRA = "extra_"
"""Staged columns that no target is mapped to begin like this."""


@dataclass(frozen=True)
class Field:
    """One target column and the limits its values must keep."""

    name: str
    kind: Kind
    required: bool = False
    low: int | None = None
    high: int | None = None
    above: int | None = None
    may_be_ahead: bool = False
    """A date may lie after the business day (plans, promotions, holidays)."""


CURRENCY_FIELDS = (Field("currency", "id"), Field("exchange_rate", "number", above=0))


@dataclass(frozen=True)
class TableSpec:
    """A table of the contract, as a file can bring it and as the lake keeps it."""

    route: str
    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    by_date: bool = False

    def field(self, name: str) -> Field:
        """Return the field called `name`."""
        return next(field for field in self.fields if field.name == name)

    @property
    def source_fields(self) -> tuple[Field, ...]:
        """Fields a file may bring: the table's own, and the currency of its money."""
        return self.fields + (CURRENCY_FIELDS if self.has_money else ())

    @property
    def has_money(self) -> bool:
        """Whether a currency matters for this table."""
        return any(field.kind == "money" for field in self.fields)

    def arrow(self) -> Any:
        """Return the stored schema."""
        return arrow_schema((field.name, field.kind) for field in self.fields)


def arrow_schema(columns: Iterable[tuple[str, Kind]]) -> Any:
    """Build an Arrow schema from names and kinds."""
    return pa.schema([pa.field(name, ARROW[kind]) for name, kind in columns])


def with_extras(schema: Any, staged: Iterable[str]) -> tuple[Any, dict[str, str]]:
    """Add further columns of a file to a stored schema, as text under their own names.

    `staged` are column names that begin with `extra_`; a name the schema holds already keeps that.
    Returns the schema and the stored name of each staged one.
    """
    taken = {name.lower() for name in schema.names}
    stored: dict[str, str] = {}
    for name in sorted(name for name in staged if name.startswith(EXTRA)):
        own = name.removeprefix(EXTRA)
        stored[name] = name if own.lower() in taken else own
    extra = [pa.field(name, pa.string()) for name in stored.values()]
    return pa.schema([*schema, *extra]), stored
