"""The demo tenant's upload files, written from one recorded history."""

from pathlib import Path

from simulation.history import History, record
from simulation.tables import (
    competitor_rows,
    holiday_rows,
    product_rows,
    promotion_rows,
    receipt_rows,
    sales_rows,
    stock_rows,
    store_rows,
    supplier_rows,
    write_csv,
)
from simulation.truth import write_truth
from simulation.world import DAYS, build

DEMO_SEED = 2026

HEADERS = {
    "stores": "store_id,store_name,city,region,state,country,format,opened_on,latitude,longitude",
    "products": (
        "sku_id,product_name,category,subcategory,brand,pack_size,mrp,map_price,unit_cost,"
        "min_margin_pct,private_label,supplier_id,order_multiple,moq,shelf_life_days,role"
    ),
    "suppliers": "supplier_id,supplier_name,lead_time_days,review_days,min_order_value",
    "holidays": "date,region,name,kind",
    "promotions": (
        "promo_id,sku_id,category,store_id,region,starts_on,ends_on,mechanic,discount_pct"
    ),
    "sales": "date,store_id,sku_id,units_sold,price,revenue,promo_flag",
    "inventory": (
        "date,store_id,sku_id,on_hand,in_transit,backorder,lead_time_days,capacity_units,"
        "min_display_units"
    ),
    "receipts": (
        "receipt_id,order_id,sku_id,store_id,supplier_id,ordered_on,received_on,"
        "ordered_units,received_units"
    ),
    "competitor-prices": "date,sku_id,competitor,competitor_price,url,confidence",
}


def write_demo(folder: Path, seed: int = DEMO_SEED, *, days: int = DAYS) -> dict[str, Path]:
    """Write the demo files and `truth/`; return the path of each file by its ingest table.

    The files hold the newest facts last; the same seed gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    history = record(build(seed, days=days))
    paths = write_files(folder, history)
    write_truth(folder / "truth", history)
    return paths


def write_files(folder: Path, history: History) -> dict[str, Path]:
    """Write one CSV per ingest table."""
    catalogue = history.world.catalogue
    rows = {
        "stores": store_rows(catalogue),
        "products": product_rows(catalogue),
        "suppliers": supplier_rows(catalogue),
        "holidays": holiday_rows(history.world.calendar.festivals),
        "promotions": promotion_rows(history),
        "sales": sales_rows(history),
        "inventory": stock_rows(history),
        "receipts": receipt_rows(history),
        "competitor-prices": competitor_rows(history),
    }
    paths = {table: folder / f"{table}.csv" for table in HEADERS}
    for table, path in paths.items():
        write_csv(path, HEADERS[table], rows[table])
    return paths
