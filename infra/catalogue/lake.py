"""The curated tables of the lake, as the Glue Data Catalog must know them."""

from dataclasses import dataclass

NUMBER = "decimal(18,4)"


@dataclass(frozen=True)
class LakeTable:
    """A table partitioned by tenant, and by date when it holds facts."""

    name: str
    columns: dict[str, str]
    by_date: bool = False


def _table(name: str, *columns: dict[str, str], by_date: bool = False) -> LakeTable:
    merged = {column: type_ for part in columns for column, type_ in part.items()}
    return LakeTable(name, merged, by_date)


def _text(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "string")


def _numbers(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, NUMBER)


def _dates(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "date")


def _flags(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "boolean")


LAKE_TABLES = (
    _table(
        "sales_transactions",
        _text("sku_id", "store_id"),
        _numbers("units_sold", "units_sold_original", "revenue", "price"),
        _flags("imputed_price", "promo_flag"),
        _text("source", "source_event_id"),
        by_date=True,
    ),
    _table(
        "sales_returns",
        _text("sku_id", "store_id"),
        _numbers("units_returned", "refund"),
        _text("source", "source_event_id"),
        by_date=True,
    ),
    _table(
        "inventory_snapshots",
        _text("sku_id", "store_id"),
        _numbers("on_hand", "in_transit", "backorder", "lead_time_days"),
        _numbers("capacity_units", "min_display_units"),
        by_date=True,
    ),
    _table(
        "competitor_prices",
        _text("sku_id", "competitor"),
        _numbers("competitor_price"),
        _text("url"),
        _numbers("confidence"),
        by_date=True,
    ),
    _table(
        "product_master",
        _text("sku_id", "product_name", "category", "subcategory", "brand", "pack_size"),
        _numbers("mrp", "map_price", "unit_cost", "min_margin_pct"),
        _flags("private_label"),
        _text("supplier_id"),
        _numbers("order_multiple", "moq", "shelf_life_days"),
        _text("role", "attributes"),
    ),
    _table(
        "stores",
        _text("store_id", "store_name", "city", "region", "state", "country", "format"),
        _dates("opened_on"),
        _numbers("latitude", "longitude"),
    ),
    _table(
        "suppliers",
        _text("supplier_id", "supplier_name"),
        _numbers("lead_time_days", "review_days", "min_order_value"),
    ),
    _table(
        "receipts",
        _text("receipt_id", "order_id", "sku_id", "store_id", "supplier_id"),
        _dates("ordered_on", "received_on"),
        _numbers("ordered_units", "received_units"),
    ),
    _table(
        "promotions",
        _text("promo_id", "sku_id", "category", "store_id", "region"),
        _dates("starts_on", "ends_on"),
        _text("mechanic"),
        _numbers("discount_pct"),
    ),
    _table("holidays", _dates("date"), _text("region", "name", "kind")),
)
