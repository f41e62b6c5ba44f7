"""Wire shapes of stock and its risks."""

from typing import Literal

from pydantic import Field

from smartretail.kernel.wire import Wire

Risk = Literal["stockout_7d", "overstock", "none", "unknown"]


class StockQuery(Wire):
    """Where the page begins."""

    cursor: str | None = Field(default=None, max_length=400)


class StockRow(Wire):
    """Stock of one SKU and what it means; null is unknown, never guessed."""

    sku_id: str
    product_name: str | None
    category: str | None
    on_hand: float | None
    in_transit: float | None
    backorder: float | None
    days_of_cover: float | None
    risk: Risk
    stockout_probability_7d: float | None
    overstock_days: float | None = Field(description="Days of cover beyond the tenant's limit")
    reorder_point: float | None
    safety_stock: float | None
    order_up_to: float | None
    reorder_qty: float | None
    service_level: float | None
    abc_class: Literal["A", "B", "C"] | None
    lead_time_days: float | None
    degraded: bool = Field(description="True when a moving average stood in for the forecast")
    assumed: list[str] = Field(description="Inputs taken from defaults because no file gave them")


class StockList(Wire):
    """A page of SKUs, the most urgent first."""

    as_of: str
    items: list[StockRow]
    next: str | None


class StockItem(StockRow):
    """Stock of one SKU in one store."""

    as_of: str
    store_id: str
