"""Sales lines: what is no sale of a product, what is a return, what came twice."""

from typing import Any

import narwhals as nw

from smartretail_etl.checks import coded
from smartretail_etl.engine import Engine, Frame
from smartretail_etl.reading.source import CONTENT, LINE
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import DECIMAL

VOUCHER = r"^GIFT[ _-]?(CARD|VOUCHER|\d{4})"
SHORT_CODE = 2
SERVICE_NAME = r"^(?i:manual|discount|samples?|adjust bad debt|carriage|postage|fees?)$"
"""A code of one or two characters is a service only where its line says so."""
CANCELLED = r"^C\d+$"
PLAIN_INVOICE = r"^\d+$"
SALE, RETURN = "sale", "return"
SIMULATED, UPLOADED = "simulated", "upload"


def sales_rules(request: CurateRequest) -> dict[str, nw.Expr]:
    """Refuse service codes and lines that name no positive price."""
    sku, units = nw.col("sku_id"), nw.col("units_sold")
    price, revenue = nw.col("price"), nw.col("revenue")
    said = nw.coalesce(nw.col("product_name").str.contains(SERVICE_NAME), nw.lit(value=False))
    short = (sku.str.len_chars() <= SHORT_CODE) & said
    service = sku.is_in(request.non_product_codes) | sku.str.contains(VOUCHER) | short
    zero = _unit_value() == 0
    rules = {
        "sku_id": coded([(service, "non_product_code")]),
        "price": coded(
            [
                (price < 0, "negative_price"),
                (~price.is_null() & zero & (units < 0), "stock_adjustment"),
                (~price.is_null() & zero, "zero_price"),
            ]
        ),
        "revenue": coded(
            [
                (price.is_null() & zero & (units < 0), "stock_adjustment"),
                (price.is_null() & zero & (units > 0), "zero_price"),
                ((revenue < 0) & (units > 0), "sign_differs_from_units"),
                ((revenue > 0) & (units < 0), "sign_differs_from_units"),
            ]
        ),
    }
    return {name: rule for name, rule in rules.items() if name in request.mapping}


def _unit_value() -> nw.Expr:
    """What decides whether a line has a price: its price, else its revenue."""
    return nw.coalesce(nw.col("price"), nw.col("revenue"))


def sales_lines(good: Frame, *, simulated: bool, marked: bool) -> Frame:
    """Type the kept lines; units and revenue of returns become positive.

    An event id identifies a line across uploads; only lines without one need their content.
    `marked` tells that this file marks cancelled invoices with a leading C.
    """
    units, event = nw.col("units_sold"), nw.col("source_event_id")
    cancelled = event.str.contains(CANCELLED) if marked else nw.lit(value=False)
    turned = (units < 0) | nw.coalesce(cancelled, nw.lit(value=False))
    revenue = nw.coalesce(nw.col("revenue"), (nw.col("price") * units).cast(DECIMAL)).abs()
    price = nw.coalesce(nw.col("price"), _ratio(revenue, units.abs()))
    return good.with_columns(
        kind=nw.when(turned).then(nw.lit(RETURN)).otherwise(nw.lit(SALE)),
        units=units.abs(),
        price=price,
        revenue=revenue,
        source=nw.lit(SIMULATED if simulated else UPLOADED),
    )


def marks_cancellations(engine: Engine, good: Frame) -> bool:
    """Whether C marks a cancelled invoice here: the other invoice numbers are plain digits."""
    event = nw.col("source_event_id")
    found = good.select(
        plain=event.str.contains(PLAIN_INVOICE).cast(nw.Int64()).max(),
        marked=event.str.contains(CANCELLED).cast(nw.Int64()).max(),
    )
    row = engine.rows(found)[0]
    return bool(row["plain"] and row["marked"])


def _ratio(amount: nw.Expr, units: nw.Expr) -> nw.Expr:
    """Amount per unit, rounded half up to four places; the same on every engine."""
    whole = nw.when(units > 0).then(units).cast(nw.Float64())
    scaled = amount.cast(nw.Float64()) / whole * 10_000 + 0.5
    return (scaled.floor() / 10_000).cast(DECIMAL)


def price_per_unit(amount: nw.Expr, units: nw.Expr) -> nw.Expr:
    """Average price of the units sold."""
    return _ratio(amount, units)


def stored_lines(lines: Frame) -> Frame:
    """What the clean layer keeps of lines: of equal ones the first."""
    repeated = lines.group_by(CONTENT).agg(first=nw.col(LINE).min(), times=nw.len())
    repeated = repeated.filter(nw.col("times") > 1).select(CONTENT, "first")
    kept = lines.join(repeated, on=CONTENT, how="left")
    kept = kept.filter(nw.col("first").is_null() | (nw.col("first") == nw.col(LINE)))
    anonymous = nw.col("source_event_id").is_null()
    return kept.drop("first").with_columns(content=nw.when(anonymous).then(nw.col(CONTENT)))


def product_names(lines: Frame) -> Frame:
    """Names and categories that the lines give to products, and when each was last seen."""
    named = lines.filter(
        ~nw.col("product_name").is_null() | ~nw.col("category").is_null(), nw.col("kind") == SALE
    )
    return named.group_by("sku_id", "product_name", "category").agg(
        last_seen=nw.col("date").max(), line=nw.col(LINE).min()
    )


def line_counts(engine: Engine, stored: Frame) -> list[dict[str, Any]]:
    """Count the sales and returns of each day that the clean layer keeps."""
    sale = (nw.col("kind") == SALE).cast(nw.Int64())
    negative = nw.col("source_event_id").str.contains(CANCELLED).cast(nw.Int64())
    counted = stored.with_columns(
        kept=sale, returns=1 - sale, cancelled=(1 - sale) * nw.coalesce(negative, nw.lit(0))
    )
    return engine.rows(counted.group_by("date").agg(nw.col("kept", "returns", "cancelled").sum()))
