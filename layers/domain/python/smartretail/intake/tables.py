"""What each uploadable table needs: one typed definition for mapping, validation and cleaning."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Kind = Literal["date", "id", "text", "integer", "number", "money", "percent", "flag", "currency"]


class Table(StrEnum):
    """The tables a retailer may upload, as they appear in routes and in raw keys."""

    SALES = "sales"
    INVENTORY = "inventory"
    COMPETITOR_PRICES = "competitor-prices"
    PRODUCTS = "products"
    STORES = "stores"
    SUPPLIERS = "suppliers"
    RECEIPTS = "receipts"
    PROMOTIONS = "promotions"
    HOLIDAYS = "holidays"


@dataclass(frozen=True)
class Target:
    """A column of ours that a column of the file may fill."""

    name: str
    kind: Kind
    description: str
    required: bool = False


@dataclass(frozen=True)
class TableSpec:
    """A table: its name in the lake, and its targets in the order a person reads them."""

    table: Table
    glue_table: str
    targets: tuple[Target, ...]
    _names: dict[str, Target] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the targets by name."""
        object.__setattr__(self, "_names", {target.name: target for target in self.targets})

    @property
    def required(self) -> tuple[Target, ...]:
        """Targets without which the table cannot be built."""
        return tuple(target for target in self.targets if target.required)

    def target(self, name: str) -> Target | None:
        """Return the target with this name, or None."""
        return self._names.get(name)


def _need(name: str, kind: Kind, description: str) -> Target:
    return Target(name, kind, description, required=True)


_DATE = _need("date", "date", "Business date; a time of day is ignored")
_SKU = _need("sku_id", "id", "Your product code")
_STORE = _need("store_id", "id", "Shop, warehouse or channel the line belongs to")
_CURRENCY = Target("currency", "currency", "ISO 4217 code, where lines differ")
_RATE = Target("exchange_rate", "number", "Base currency per unit of the line's currency")

_SALES = (
    _DATE,
    _SKU,
    _STORE,
    _need("units_sold", "number", "Units; negative for a return"),
    Target("price", "money", "Price of one unit"),
    Target("revenue", "money", "Value of the line; computed from price and units when absent"),
    Target("source_event_id", "id", "Invoice or order number; C in front means cancelled"),
    Target("product_name", "text", "Product name, where no product file is uploaded"),
    Target("category", "text", "Product category, where no product file is uploaded"),
    Target("promo_flag", "flag", "Whether the line was sold on promotion"),
    _CURRENCY,
    _RATE,
)
_INVENTORY = (
    _DATE,
    _SKU,
    _STORE,
    _need("on_hand", "number", "Units on hand; empty means unknown"),
    Target("in_transit", "number", "Units ordered and not yet received"),
    Target("backorder", "number", "Units promised to customers"),
    Target("lead_time_days", "number", "Days from order to receipt"),
    Target("capacity_units", "number", "Most units the shelf and back room hold"),
    Target("min_display_units", "number", "Units that must stay on the shelf"),
)
_COMPETITORS = (
    _DATE,
    _SKU,
    _need("competitor", "text", "Name of the competitor"),
    _need("competitor_price", "money", "Their price of one unit"),
    Target("url", "text", "Page the price was seen on"),
    Target("confidence", "number", "How sure the product match is, 0 to 1"),
    _CURRENCY,
    _RATE,
)
_PRODUCTS = (
    _SKU,
    Target("product_name", "text", "Product name"),
    Target("category", "text", "Category"),
    Target("subcategory", "text", "Subcategory"),
    Target("brand", "text", "Brand"),
    Target("pack_size", "text", "Pack size, such as 500 g"),
    Target("mrp", "money", "Maximum retail price"),
    Target("map_price", "money", "Minimum advertised price"),
    Target("unit_cost", "money", "What one unit costs you"),
    Target("min_margin_pct", "percent", "Least margin for this product"),
    Target("private_label", "flag", "Whether it is your own brand"),
    Target("supplier_id", "id", "Supplier code"),
    Target("order_multiple", "number", "Units per case you must order in"),
    Target("moq", "number", "Least units per order"),
    Target("shelf_life_days", "number", "Days until it expires"),
    Target("role", "text", "key_value, core or tail"),
    Target("attributes", "text", "Anything else, as a JSON object"),
    _CURRENCY,
    _RATE,
)
_STORES = (
    _STORE,
    Target("store_name", "text", "Name shown to people"),
    Target("city", "text", "City"),
    Target("region", "text", "Region used by holidays and promotions"),
    Target("state", "text", "State"),
    Target("country", "text", "Country"),
    Target("format", "text", "Format, such as hypermarket or kiosk"),
    Target("opened_on", "date", "Opening date"),
    Target("latitude", "number", "Latitude in degrees"),
    Target("longitude", "number", "Longitude in degrees"),
)
_SUPPLIERS = (
    _need("supplier_id", "id", "Supplier code"),
    Target("supplier_name", "text", "Name"),
    Target("lead_time_days", "number", "Days from order to receipt"),
    Target("review_days", "number", "Days between two orders"),
    Target("min_order_value", "money", "Least value of an order"),
    _CURRENCY,
    _RATE,
)
_RECEIPTS = (
    _need("receipt_id", "id", "Receipt number"),
    _SKU,
    _STORE,
    _need("received_on", "date", "Day the goods came"),
    Target("ordered_on", "date", "Day the order was placed; lead times are learned from it"),
    Target("received_units", "number", "Units that came"),
    Target("ordered_units", "number", "Units that were ordered"),
    Target("order_id", "id", "Order number"),
    Target("supplier_id", "id", "Supplier code"),
)
_PROMOTIONS = (
    _need("promo_id", "id", "Promotion code"),
    _need("starts_on", "date", "First day"),
    _need("ends_on", "date", "Last day"),
    Target("sku_id", "id", "Product code; empty means the whole category"),
    Target("category", "text", "Category; empty means the one product"),
    Target("store_id", "id", "Shop; empty means all of the region"),
    Target("region", "text", "Region; empty means everywhere"),
    Target("mechanic", "text", "Kind of promotion, such as percent_off"),
    Target("discount_pct", "percent", "Discount in percent"),
)
_HOLIDAYS = (
    _need("date", "date", "Day of the holiday or event"),
    _need("name", "text", "Its name"),
    Target("region", "text", "Region; empty means everywhere"),
    Target("kind", "text", "Kind, such as public, festival or local event"),
)

TABLES: dict[Table, TableSpec] = {
    spec.table: spec
    for spec in (
        TableSpec(Table.SALES, "sales_transactions", _SALES),
        TableSpec(Table.INVENTORY, "inventory_snapshots", _INVENTORY),
        TableSpec(Table.COMPETITOR_PRICES, "competitor_prices", _COMPETITORS),
        TableSpec(Table.PRODUCTS, "product_master", _PRODUCTS),
        TableSpec(Table.STORES, "stores", _STORES),
        TableSpec(Table.SUPPLIERS, "suppliers", _SUPPLIERS),
        TableSpec(Table.RECEIPTS, "receipts", _RECEIPTS),
        TableSpec(Table.PROMOTIONS, "promotions", _PROMOTIONS),
        TableSpec(Table.HOLIDAYS, "holidays", _HOLIDAYS),
    )
}
