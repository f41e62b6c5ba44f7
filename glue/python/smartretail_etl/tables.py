"""The nine tables a retailer may bring, and the two that sales files become."""

from typing import Any

from smartretail_etl.schema import Field, TableSpec, arrow_schema

SALES = TableSpec(
    "sales",
    "sales_transactions",
    (
        Field("date", "date", required=True),
        Field("sku_id", "id", required=True),
        Field("store_id", "id", required=True),
        Field("units_sold", "number", required=True),
        Field("price", "money"),
        Field("revenue", "money"),
        Field("promo_flag", "flag"),
        Field("source_event_id", "id"),
        Field("product_name", "text"),
        Field("category", "text"),
    ),
    ("date", "sku_id", "store_id", "source_event_id"),
    by_date=True,
)
INVENTORY = TableSpec(
    "inventory",
    "inventory_snapshots",
    (
        Field("date", "date", required=True),
        Field("sku_id", "id", required=True),
        Field("store_id", "id", required=True),
        Field("on_hand", "number", low=0),
        Field("in_transit", "number", low=0),
        Field("backorder", "number", low=0),
        Field("lead_time_days", "number", low=0, high=730),
        Field("capacity_units", "number", low=0),
        Field("min_display_units", "number", low=0),
    ),
    ("date", "sku_id", "store_id"),
    by_date=True,
)
COMPETITOR_PRICES = TableSpec(
    "competitor-prices",
    "competitor_prices",
    (
        Field("date", "date", required=True),
        Field("sku_id", "id", required=True),
        Field("competitor", "text", required=True),
        Field("competitor_price", "money", required=True, above=0),
        Field("url", "text"),
        Field("confidence", "number", low=0, high=1),
    ),
    ("date", "sku_id", "competitor"),
    by_date=True,
)
PRODUCTS = TableSpec(
    "products",
    "product_master",
    (
        Field("sku_id", "id", required=True),
        Field("product_name", "text"),
        Field("category", "text"),
        Field("subcategory", "text"),
        Field("brand", "text"),
        Field("pack_size", "text"),
        Field("mrp", "money", above=0),
        Field("map_price", "money", above=0),
        Field("unit_cost", "money", low=0),
        Field("min_margin_pct", "number", low=-100, high=100),
        Field("private_label", "flag"),
        Field("supplier_id", "id"),
        Field("order_multiple", "number", above=0),
        Field("moq", "number", low=0),
        Field("shelf_life_days", "number", above=0),
        Field("role", "text"),
        Field("attributes", "text"),
    ),
    ("sku_id",),
)
STORES = TableSpec(
    "stores",
    "stores",
    (
        Field("store_id", "id", required=True),
        Field("store_name", "text"),
        Field("city", "text"),
        Field("region", "text"),
        Field("state", "text"),
        Field("country", "text"),
        Field("format", "text"),
        Field("opened_on", "date", may_be_ahead=True),
        Field("latitude", "number", low=-90, high=90),
        Field("longitude", "number", low=-180, high=180),
    ),
    ("store_id",),
)
SUPPLIERS = TableSpec(
    "suppliers",
    "suppliers",
    (
        Field("supplier_id", "id", required=True),
        Field("supplier_name", "text"),
        Field("lead_time_days", "number", low=0, high=730),
        Field("review_days", "number", low=0, high=365),
        Field("min_order_value", "money", low=0),
    ),
    ("supplier_id",),
)
RECEIPTS = TableSpec(
    "receipts",
    "receipts",
    (
        Field("receipt_id", "id", required=True),
        Field("order_id", "id"),
        Field("sku_id", "id", required=True),
        Field("store_id", "id", required=True),
        Field("supplier_id", "id"),
        Field("ordered_on", "date"),
        Field("received_on", "date", required=True),
        Field("ordered_units", "number", low=0),
        Field("received_units", "number", low=0),
    ),
    ("receipt_id", "sku_id", "store_id"),
)
PROMOTIONS = TableSpec(
    "promotions",
    "promotions",
    (
        Field("promo_id", "id", required=True),
        Field("sku_id", "id"),
        Field("category", "text"),
        Field("store_id", "id"),
        Field("region", "text"),
        Field("starts_on", "date", required=True, may_be_ahead=True),
        Field("ends_on", "date", required=True, may_be_ahead=True),
        Field("mechanic", "text"),
        Field("discount_pct", "number", low=0, high=100),
    ),
    ("promo_id", "sku_id", "category", "store_id", "region"),
)
HOLIDAYS = TableSpec(
    "holidays",
    "holidays",
    (
        Field("date", "date", required=True, may_be_ahead=True),
        Field("region", "text"),
        Field("name", "text", required=True),
        Field("kind", "text"),
    ),
    ("date", "region", "name"),
)
TABLES = {
    table.route: table
    for table in (
        SALES,
        INVENTORY,
        COMPETITOR_PRICES,
        PRODUCTS,
        STORES,
        SUPPLIERS,
        RECEIPTS,
        PROMOTIONS,
        HOLIDAYS,
    )
}


SALES_CELLS: Any = arrow_schema(
    (
        ("date", "date"),
        ("sku_id", "id"),
        ("store_id", "id"),
        ("units_sold", "number"),
        ("units_sold_original", "number"),
        ("revenue", "money"),
        ("price", "money"),
        ("imputed_price", "flag"),
        ("promo_flag", "flag"),
        ("source", "text"),
        ("source_event_id", "id"),
    )
)
RETURN_CELLS: Any = arrow_schema(
    (
        ("date", "date"),
        ("sku_id", "id"),
        ("store_id", "id"),
        ("units_returned", "number"),
        ("refund", "money"),
        ("source", "text"),
        ("source_event_id", "id"),
    )
)
SALES_LINES: Any = arrow_schema(
    (
        ("date", "date"),
        ("sku_id", "id"),
        ("store_id", "id"),
        ("kind", "text"),
        ("units", "number"),
        ("price", "money"),
        ("revenue", "money"),
        ("promo_flag", "flag"),
        ("source_event_id", "id"),
        ("source", "text"),
        ("upload_id", "text"),
        ("version", "text"),
        ("line", "integer"),
        ("content", "text"),
    )
)
SALES_RETURNS = "sales_returns"
NAMES: Any = arrow_schema(
    (
        ("sku_id", "id"),
        ("product_name", "text"),
        ("category", "text"),
        ("last_seen", "date"),
        ("line", "integer"),
    )
)
"""What a sales file says of its products; kept apart from an uploaded products file."""
