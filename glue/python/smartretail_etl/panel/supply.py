"""Lead times: learned from receipts where there are enough, else as declared, else unknown."""

import narwhals as nw

from smartretail_etl.days import day_number
from smartretail_etl.engine import Frame
from smartretail_etl.panel.inputs import PAIR, Inputs

ENOUGH = 5
NUMBER = nw.Float64()


def lead_times(inputs: Inputs, found: Frame) -> Frame:
    """Add lead time, its deviation and the review period.

    From the receipts of this SKU in this store, of its supplier, the stock file, the supplier file.
    """
    delivered = _deliveries(inputs)
    own = _learned(delivered, PAIR, "own")
    of_supplier = _learned(
        delivered.filter(~nw.col("supplier_id").is_null()), ("supplier_id",), "supplier"
    )
    declared = inputs.suppliers.select(
        "supplier_id", "review_days", declared_lead_time=nw.col("lead_time_days")
    )
    joined = (
        found.join(own, on=list(PAIR), how="left")
        .join(of_supplier, on="supplier_id", how="left")
        .join(declared, on="supplier_id", how="left")
    )
    lead = nw.coalesce(
        nw.col("own_lead_time"),
        nw.col("supplier_lead_time"),
        nw.col("stock_lead_time").cast(NUMBER),
        nw.col("declared_lead_time").cast(NUMBER),
    )
    deviation = nw.coalesce(nw.col("own_lead_time_sd"), nw.col("supplier_lead_time_sd"))
    return joined.with_columns(lead_time_days=lead, lead_time_sd=deviation)


def _deliveries(inputs: Inputs) -> Frame:
    """Days from order to receipt."""
    dated = inputs.receipts.filter(~nw.col("ordered_on").is_null())
    taken = day_number(nw.col("received_on")) - day_number(nw.col("ordered_on"))
    return dated.select(*PAIR, "supplier_id", taken=taken.cast(NUMBER))


def _learned(delivered: Frame, by: tuple[str, ...], name: str) -> Frame:
    taken = nw.col("taken")
    found = delivered.group_by(*by).agg(
        mean=taken.mean(), deviation=taken.std(), deliveries=taken.count()
    )
    return found.filter(nw.col("deliveries") >= ENOUGH).select(
        *by,
        nw.col("mean").alias(f"{name}_lead_time"),
        nw.col("deviation").alias(f"{name}_lead_time_sd"),
    )
