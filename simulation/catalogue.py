"""Stores, suppliers and products of the simulated retailer, read from the data folder."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path
from typing import Literal

DATA = Path(__file__).parent / "data"

Role = Literal["key_value", "core", "tail"]
ROLES: dict[str, Role] = {"key_value": "key_value", "core": "core", "tail": "tail"}
MARGIN_FACTOR: dict[Role, float] = {"key_value": 0.9, "core": 1.15, "tail": 1.35}
DISCOUNT_FACTOR: dict[Role, float] = {"key_value": 1.3, "core": 1.0, "tail": 0.6}
PRIVATE_LABEL_MARGIN = 0.05
MIN_MARGIN_SHARE = 0.45
MAP_SHARE_OF_MRP = 0.85
OFFER_FLOOR_SHARE = 0.9
HALF_RUPEE_BELOW = 40.0


@dataclass(frozen=True)
class Store:
    """One shop; `size` scales its demand, `growth_per_year` is its trend."""

    store_id: str
    store_name: str
    city: str
    region: str
    state: str
    country: str
    format: str
    opened_on: date
    latitude: float
    longitude: float
    size: float
    growth_per_year: float


@dataclass(frozen=True)
class Supplier:
    """A supplier as the books know it, and the lead times and short deliveries it really has."""

    supplier_id: str
    supplier_name: str
    lead_time_days: int
    review_days: int
    min_order_value: float
    true_mean_days: float
    true_sd_days: float
    short_rate: float


@dataclass(frozen=True)
class Subcategory:
    """What products of one shelf have in common."""

    group: str
    margin: float
    discount: float
    elasticity: float
    substitution: float
    season: float
    peak: str
    shelf_days: int
    case: int
    month_start: float
    weekend: float


@dataclass(frozen=True)
class Product:
    """One SKU with its regular price and the terms that bound price and order."""

    sku_id: str
    product_name: str
    brand: str
    category: str
    subcategory: str
    pack_size: str
    mrp: float
    role: Role
    private_label: bool
    supplier_id: str
    units_per_day: float
    launched_on: date | None
    regular_price: float
    unit_cost: float
    min_margin_pct: float
    map_price: float | None
    order_multiple: int
    moq: int
    shelf_life_days: int

    @property
    def lowest_price(self) -> float:
        """The label under which the margin floor or the MAP agreement breaks."""
        return shop_price_up(
            max(self.unit_cost / (1 - self.min_margin_pct / 100), self.map_price or 0.0)
        )

    @property
    def lowest_offer(self) -> float:
        """The label under which no offer goes: suppliers fund what is lost below cost."""
        return shop_price_up(max(self.unit_cost * OFFER_FLOOR_SHARE, self.map_price or 0.0))


@dataclass(frozen=True)
class Catalogue:
    """Everything the retailer is made of."""

    stores: tuple[Store, ...]
    suppliers: tuple[Supplier, ...]
    products: tuple[Product, ...]
    subcategories: dict[str, Subcategory]

    def shelf(self, product: Product) -> Subcategory:
        """Return the traits of the product's subcategory."""
        return self.subcategories[product.subcategory]


def shop_price(amount: float) -> float:
    """Round to a price that a shelf label shows: whole rupees, half rupees below 40."""
    return round(amount * 2) / 2 if amount < HALF_RUPEE_BELOW else float(round(amount))


def shop_price_up(amount: float) -> float:
    """Round up to a price that a shelf label shows."""
    return ceil(amount * 2) / 2 if amount < HALF_RUPEE_BELOW else float(ceil(amount))


def load() -> Catalogue:
    """Read the catalogue."""
    shelves = json.loads((DATA / "subcategories.json").read_text(encoding="utf-8"))
    subcategories = {name: Subcategory(**traits) for name, traits in shelves.items()}
    return Catalogue(
        stores=tuple(_store(row) for row in _rows("stores.csv")),
        suppliers=tuple(_supplier(row) for row in _rows("suppliers.csv")),
        products=tuple(
            _product(row, subcategories[row["subcategory"]]) for row in _rows("products.csv")
        ),
        subcategories=subcategories,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _store(row: dict[str, str]) -> Store:
    return Store(
        store_id=row["store_id"],
        store_name=row["store_name"],
        city=row["city"],
        region=row["region"],
        state=row["state"],
        country=row["country"],
        format=row["format"],
        opened_on=date.fromisoformat(row["opened_on"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        size=float(row["size"]),
        growth_per_year=float(row["growth_per_year"]),
    )


def _supplier(row: dict[str, str]) -> Supplier:
    return Supplier(
        supplier_id=row["supplier_id"],
        supplier_name=row["supplier_name"],
        lead_time_days=int(row["lead_time_days"]),
        review_days=int(row["review_days"]),
        min_order_value=float(row["min_order_value"]),
        true_mean_days=float(row["true_mean_days"]),
        true_sd_days=float(row["true_sd_days"]),
        short_rate=float(row["short_rate"]),
    )


def _product(row: dict[str, str], shelf: Subcategory) -> Product:
    role = ROLES[row["role"]]
    private = row["private_label"] == "true"
    mrp = float(row["mrp"])
    price = shop_price(mrp * (1 - shelf.discount * DISCOUNT_FACTOR[role]))
    margin = shelf.margin * MARGIN_FACTOR[role] + PRIVATE_LABEL_MARGIN * private
    small = role == "tail"
    multiple = max(1, shelf.case // 4) if small else shelf.case
    return Product(
        sku_id=row["sku_id"],
        product_name=row["product_name"],
        brand=row["brand"],
        category=row["category"],
        subcategory=row["subcategory"],
        pack_size=row["pack_size"],
        mrp=mrp,
        role=role,
        private_label=private,
        supplier_id=row["supplier_id"],
        units_per_day=float(row["units_per_day"]),
        launched_on=date.fromisoformat(row["launched_on"]) if row["launched_on"] else None,
        regular_price=price,
        unit_cost=round(price * (1 - margin), 2),
        min_margin_pct=max(2.0, round(margin * MIN_MARGIN_SHARE * 200) / 2),
        map_price=shop_price(mrp * MAP_SHARE_OF_MRP) if row["map_brand"] == "true" else None,
        order_multiple=multiple,
        moq=multiple if small else 2 * multiple,
        shelf_life_days=shelf.shelf_days,
    )
