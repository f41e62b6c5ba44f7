"""What a person reads of a curated upload."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from smartretail_etl.schema import TableSpec

DETAILS = {
    "missing": "A required value is missing.",
    "not_a_date": "Neither an ISO date nor the given format, or no such day.",
    "date_too_old": "Before 1980.",
    "date_in_future": "After today.",
    "not_a_number": "Not a plain number.",
    "too_large": "More than eleven digits before the point.",
    "negative": "Must not be below zero.",
    "below_minimum": "Below the smallest value allowed.",
    "above_maximum": "Above the largest value allowed.",
    "not_above_zero": "Must be above zero.",
    "not_yes_or_no": "Neither yes nor no.",
    "too_long": "Longer than any real value.",
    "no_exchange_rate": "No rate into the base currency is known; amounts are never guessed.",
    "outside_your_scope": "A store or SKU that the uploader's account does not cover.",
    "ragged_row": "The row does not have as many fields as the header.",
    "bad_encoding": "The row has bytes that are no text in the encoding of the file.",
    "bad_quotes": "A quotation mark is opened and not closed, or stands inside a quoted value.",
    "row_too_long": "The row is longer than any real one; its beginning is shown.",
    "repeated_header": "The header stands once more among the rows.",
    "not_json": "The line is no JSON object.",
    "repeated_field": "The JSON object names a field twice.",
    "no_row_number": "A mended row without the number of the row that it mends.",
    "non_product_code": "A service code (postage, fee, voucher, manual entry), not a product.",
    "negative_price": "A price below zero is a correction of accounts, not a sale.",
    "zero_price": "Goods without a price: samples, gifts or unpriced lines.",
    "stock_adjustment": "Negative units without a price: a stock correction, not a return.",
    "sign_differs_from_units": "Units and revenue point in opposite directions.",
    "ends_before_start": "Ends before it starts.",
    "no_scope": "Names neither a SKU nor a category.",
    "unknown_sku": "The SKU is not in the products that were uploaded.",
    "unknown_store": "The store is not among the stores that were uploaded.",
    "negative_stock": "Stock below zero, kept as unknown; it is never taken for zero.",
    "duplicates": "The same row came more than once; it counts once.",
    "superseded": "A later row of the file has the same key; the later one counts.",
    "returns": "Negative units or cancelled invoices, kept apart from sales.",
    "cancelled_invoices": "Returned lines whose invoice number is marked with C.",
    "winsorised": "Days above the SKU's 99th percentile outside promotions, capped.",
    "imputed_price": "Days without a price that carry the last known one.",
    "also_in_other_uploads": "Lines of other uploads on the same days; they count together.",
}
MOST_DAYS = 400


@dataclass
class Report:
    """Collects counts, findings and the time of each stage."""

    clock: Callable[[], datetime]
    currency: str | None
    stages: list[dict[str, str]] = field(default_factory=list)
    quality: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    reasons: list[dict[str, Any]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    kept_days: dict[date, int] = field(default_factory=dict)
    refused_days: dict[date, int] = field(default_factory=dict)

    def stage(self, name: str) -> None:
        """Note that a stage is done."""
        self.stages.append({"stage": name, "at": self.clock().isoformat()})

    def found(self, rules: Mapping[str, int]) -> None:
        """Add the rules that met any rows."""
        self.quality += [
            {"rule": rule, "rows": rows, "detail": DETAILS[rule]}
            for rule, rows in sorted(rules.items())
            if rows
        ]

    def body(
        self, table: TableSpec, upload: str, days: list[date], as_of: date | None, parts: list[str]
    ) -> bytes:
        """Return the report document."""
        document = {
            "currency": self.currency,
            "upload_id": upload,
            "table": table.route,
            "counts": self.counts,
            "quality": self.quality,
            "dates": {"first": days[0].isoformat(), "last": days[-1].isoformat()} if days else None,
            "touched": parts,
            "as_of": as_of.isoformat() if as_of else None,
            "stages": self.stages,
            "days": by_day(self.kept_days, self.refused_days),
            "reasons": self.reasons,
            "columns": self.columns,
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode()


def by_day(kept: Mapping[date, int], rejected: Mapping[date, int]) -> list[dict[str, Any]]:
    """Rows kept and refused by day; by month where the days would be too many."""
    every = sorted(kept.keys() | rejected.keys())
    shown = len("YYYY-MM") if len(every) > MOST_DAYS else None
    found: dict[str, dict[str, Any]] = {}
    for day in every:
        name = day.isoformat()[:shown]
        one = found.setdefault(name, {"date": name, "kept": 0, "rejected": 0})
        one["kept"] += kept.get(day, 0)
        one["rejected"] += rejected.get(day, 0)
    return list(found.values())
