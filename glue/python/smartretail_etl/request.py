"""What the intake step asks the curate job to do with one upload."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from smartretail_etl.schema import Field, TableSpec

NON_PRODUCT_CODES = (
    "ADJUST",
    "ADJUST2",
    "ADJUSTMENT",
    "AMAZONFEE",
    "BANK CHARGES",
    "CARRIAGE",
    "CRUK",
    "DELIVERY",
    "DISCOUNT",
    "DOT",
    "FREIGHT",
    "MANUAL",
    "POST",
    "POSTAGE",
    "SAMPLES",
    "SHIPPING",
)
EVERYTHING = frozenset({"*"})


class RequestError(ValueError):
    """The request cannot be carried out; the message says why, for people."""


@dataclass(frozen=True)
class Format:
    """How the raw file is written.

    `header_row` is the record number of the header, counted from 1; 0 = the file has none.
    `packed` is None, gzip or zip; `member` names the one data file of a zip.
    """

    kind: str
    delimiter: str = ","
    encoding: str = "utf-8"
    quote: str | None = '"'
    decimal: str = "."
    sheet: str | None = None
    header_row: int = 1
    packed: str | None = None
    member: str | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Format":
        """Read the format part of a request; missing parts keep their defaults."""
        known = {name: body[name] for name in cls.__dataclass_fields__ if name in body}
        given = cls(**{"kind": "csv"} | known | {"quote": known.get("quote", '"') or None})
        if given.kind not in {"csv", "jsonl", "xlsx", "parquet"}:
            raise RequestError(f"Files of the kind '{given.kind}' cannot be read.")
        if given.packed not in {None, "gzip", "zip"}:
            raise RequestError(f"Files packed as '{given.packed}' cannot be read.")
        marks = (given.delimiter, given.quote or '"')
        if any(len(mark.encode()) != 1 or mark in "\r\n" for mark in marks):
            raise RequestError("The delimiter and the quote must be one plain character each.")
        return given


@dataclass(frozen=True)
class Policy:
    """What a tenant wants done with rows that may be right or wrong."""

    unknown_ids: str = "accept"
    """`quarantine` sets rows aside whose SKU or store is in no uploaded master."""
    negative_stock: str = "quarantine"
    """`unknown` keeps the row and forgets the number."""

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Policy":
        """Read a policy; missing parts keep their defaults."""
        return cls(**{name: body[name] for name in cls.__dataclass_fields__ if name in body})


@dataclass(frozen=True)
class CurateRequest:
    """One upload's mapping, formats, currency, policy and limits."""

    mapping: dict[str, str]
    currency: str | None
    base_currency: str | None
    rate: Decimal | None
    simulated: bool
    format: Format
    as_of_limit: date
    date_formats: dict[str, str] = field(default_factory=dict)
    """By target; a target without one holds ISO dates."""
    decimals: dict[str, str] = field(default_factory=dict)
    """By target, where it differs from the file's decimal sign."""
    policy: Policy = Policy()
    origin: str = "file"
    mends: str | None = None
    """The root upload whose rejected rows this file brings back."""
    non_product_codes: tuple[str, ...] = NON_PRODUCT_CODES
    stores: frozenset[str] = EVERYTHING
    skus: frozenset[str] = EVERYTHING

    @classmethod
    def parse(cls, body: dict[str, Any]) -> "CurateRequest":
        """Read a request document."""
        rate = body.get("rate")
        return cls(
            mapping={target: column for target, column in body["mapping"].items() if column},
            currency=body.get("currency"),
            base_currency=body.get("base_currency"),
            rate=None if rate is None else Decimal(str(rate)),
            simulated=bool(body.get("simulated", False)),
            format=Format.parse(body.get("format") or {}),
            as_of_limit=date.fromisoformat(body["as_of_limit"][:10]),
            date_formats=dict(body.get("date_formats") or {}),
            decimals=dict(body.get("decimals") or {}),
            policy=Policy.parse(body.get("policy") or {}),
            origin=body.get("origin") or "file",
            mends=body.get("mends"),
            non_product_codes=tuple(body.get("non_product_codes", NON_PRODUCT_CODES)),
            stores=frozenset(body.get("stores", EVERYTHING)),
            skus=frozenset(body.get("skus", EVERYTHING)),
        )

    def decimal(self, target: str) -> str:
        """Return the decimal sign of a target's texts."""
        return self.decimals.get(target, self.format.decimal)

    def given(self, table: TableSpec) -> list[Field]:
        """Fields of a table that the file brings."""
        return [field for field in table.source_fields if field.name in self.mapping]

    @property
    def column_decimals(self) -> dict[str, str]:
        """Columns whose texts write the decimal sign in another way than a point."""
        signs = {column: self.decimal(target) for target, column in self.mapping.items()}
        return {column: sign for column, sign in signs.items() if sign != "."}

    @property
    def limits(self) -> dict[str, frozenset[str]]:
        """Ids that the uploader may write, by field; a field without a limit is left out."""
        scopes = {"store_id": self.stores, "sku_id": self.skus}
        return {field: scope for field, scope in scopes.items() if scope != EVERYTHING}

    @property
    def file_rate(self) -> Decimal | None:
        """Rate from the file's currency into the base currency; unknown stays unknown."""
        if self.currency is None or self.base_currency in (None, self.currency):
            return Decimal(1)
        return self.rate

    def checked(self, table: TableSpec) -> "CurateRequest":
        """Refuse a mapping that misses a required field."""
        missing = [f.name for f in table.fields if f.required and f.name not in self.mapping]
        if missing:
            raise RequestError(f"No column is mapped to {', '.join(missing)}.")
        return self
