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
    "ragged_row": "The row does not have as many fields as the header, or is no JSON object.",
    "non_product_code": "A service code (postage, fee, voucher, manual entry), not a product.",
    "negative_price": "A price below zero is a correction of accounts, not a sale.",
    "zero_price": "Goods without a price: samples, gifts or unpriced lines.",
    "stock_adjustment": "Negative units without a price: a stock correction, not a return.",
    "sign_differs_from_units": "Units and revenue point in opposite directions.",
    "ends_before_start": "Ends before it starts.",
    "no_scope": "Names neither a SKU nor a category.",
    "duplicates": "The same row came more than once; it counts once.",
    "superseded": "A later row of the file has the same key; the later one counts.",
    "returns": "Negative units or cancelled invoices, kept apart from sales.",
    "cancelled_invoices": "Returned lines whose invoice number is marked with C.",
    "winsorised": "Days above the SKU's 99th percentile outside promotions, capped.",
    "imputed_price": "Days without a price that carry the last known one.",
    "also_in_other_uploads": "Lines of other uploads on the same days; they count together.",
}


@dataclass
class Report:
    """Collects counts, findings and the time of each stage."""

    clock: Callable[[], datetime]
    currency: str | None
    stages: list[dict[str, str]] = field(default_factory=list)
    quality: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

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
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode()
