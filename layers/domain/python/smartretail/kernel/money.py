"""Amounts are `Decimal`; rounding is always named, never left to chance."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def round_up(amount: Decimal, step: Decimal = CENT) -> Decimal:
    """Round towards the next multiple of `step` above: right for floors such as a margin floor."""
    return (amount / step).to_integral_value(ROUND_CEILING) * step


def round_down(amount: Decimal, step: Decimal = CENT) -> Decimal:
    """Round towards the next multiple of `step` below: right for ceilings such as an MRP."""
    return (amount / step).to_integral_value(ROUND_FLOOR) * step


def to_cents(amount: Decimal) -> Decimal:
    """Round to two decimals, halves to even (IEEE 754 banker's rounding)."""
    return amount.quantize(CENT, ROUND_HALF_EVEN)
