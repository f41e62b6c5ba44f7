"""What the intake step asks the curate job to do with one upload."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from smartretail_etl.schema import TableSpec

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
    """How the raw file is written."""

    kind: str
    delimiter: str = ","
    encoding: str = "utf-8"
    quote: str | None = '"'
    decimal: str = "."
    sheet: str | None = None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> "Format":
        """Read the format part of a request; missing parts keep their defaults."""
        known = {name: body[name] for name in cls.__dataclass_fields__ if name in body}
        given = cls(**{"kind": "csv"} | known)
        if given.kind not in {"csv", "jsonl", "xlsx", "parquet"}:
            raise RequestError(f"Files of the kind '{given.kind}' cannot be read.")
        return given


@dataclass(frozen=True)
class CurateRequest:
    """One upload's mapping, currency and limits."""

    mapping: dict[str, str]
    currency: str | None
    base_currency: str | None
    rate: Decimal | None
    simulated: bool
    format: Format
    date_format: str | None
    as_of_limit: date
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
            date_format=body.get("date_format"),
            as_of_limit=date.fromisoformat(body["as_of_limit"][:10]),
            non_product_codes=tuple(body.get("non_product_codes", NON_PRODUCT_CODES)),
            stores=frozenset(body.get("stores", EVERYTHING)),
            skus=frozenset(body.get("skus", EVERYTHING)),
        )

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
