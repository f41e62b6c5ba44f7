"""The promotion plan: which SKU is cheaper or on display, where, when, and what that adds."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from simulation.calendar import Calendar, Festival
from simulation.catalogue import Catalogue, Product, Store
from simulation.streams import stream

Floats = NDArray[np.float64]

MEAN_GAP_DAYS = {"key_value": 42.0, "core": 75.0, "tail": 150.0}
DISCOUNTS = {"key_value": (5, 8, 10, 12), "core": (8, 10, 15, 20), "tail": (10, 15, 20, 25)}
LENGTHS = (5, 7, 10)
DISPLAY_LIFT = {"price_off": 0.12, "multibuy": 0.22, "festival_offer": 0.28}
SCOPES = ("chain", "region", "store")
SCOPE_ODDS = (0.5, 0.3, 0.2)
FESTIVAL_OFFERS = {
    "Diwali": ("Oil & Ghee", "Snacks & Sweets", "Home Care"),
    "Dussehra": ("Snacks & Sweets",),
    "Holi": ("Snacks & Sweets", "Tea & Beverages"),
    "Eid al-Fitr": ("Rice",),
    "Independence Day": ("Home Care", "Personal Care"),
    "Republic Day": ("Home Care", "Personal Care"),
    "Christmas": ("Snacks & Sweets",),
}
FESTIVAL_DISCOUNTS = (5, 6, 8)


@dataclass(frozen=True)
class Promotion:
    """One line of the plan; `lift` is its true effect on log demand beyond the lower price."""

    promo_id: str
    sku_id: str | None
    category: str | None
    store_id: str | None
    region: str | None
    starts_on: date
    ends_on: date
    mechanic: str
    discount_pct: int
    lift: float

    def covers(self, store: Store, product: Product) -> bool:
        """Tell whether the promotion holds for this SKU in this store."""
        goods = self.sku_id == product.sku_id or self.category == product.category
        place = (self.store_id in (None, store.store_id)) and (self.region in (None, store.region))
        return goods and place


@dataclass(frozen=True)
class PromotionPlan:
    """All promotions, and their strongest discount and lift per day, store and SKU."""

    promotions: tuple[Promotion, ...]
    discount: Floats
    lift: Floats

    @property
    def active(self) -> NDArray[np.bool_]:
        """Tell on which day, store and SKU a promotion runs."""
        return np.asarray(self.discount > 0)


def plan(catalogue: Catalogue, calendar: Calendar, seed: int) -> PromotionPlan:
    """Draw the promotion plan of the whole calendar."""
    rng = stream(seed, "promotions")
    drawn = _festival_offers(calendar, rng)
    for product in catalogue.products:
        drawn += _offers(product, catalogue.stores, calendar, rng)
    ordered = sorted(drawn, key=lambda p: (p.starts_on, p.sku_id or "", p.category or ""))
    numbered = tuple(replace(p, promo_id=f"P{n:04d}") for n, p in enumerate(ordered, start=1))
    return _spread(numbered, catalogue, calendar)


def _festival_offers(calendar: Calendar, rng: np.random.Generator) -> list[Promotion]:
    return [
        _festival_offer(festival, category, rng)
        for festival in calendar.festivals
        for category in FESTIVAL_OFFERS.get(festival.name, ())
        if 0 <= calendar.index(festival.day) < calendar.days + festival.lead_days
    ]


def _festival_offer(festival: Festival, category: str, rng: np.random.Generator) -> Promotion:
    return Promotion(
        promo_id="",
        sku_id=None,
        category=category,
        store_id=None,
        region=None,
        starts_on=festival.day - timedelta(days=min(festival.lead_days, 10)),
        ends_on=festival.day,
        mechanic="festival_offer",
        discount_pct=int(rng.choice(FESTIVAL_DISCOUNTS)),
        lift=round(DISPLAY_LIFT["festival_offer"] * rng.uniform(0.7, 1.3), 4),
    )


def _offers(
    product: Product, stores: tuple[Store, ...], calendar: Calendar, rng: np.random.Generator
) -> list[Promotion]:
    offers: list[Promotion] = []
    day = int(rng.exponential(MEAN_GAP_DAYS[product.role]))
    while day < calendar.days:
        length = int(rng.choice(LENGTHS))
        starts = calendar.first + timedelta(days=day)
        if product.launched_on is None or starts > product.launched_on:
            offers.append(_offer(product, stores, starts, length, rng))
        day += length + 7 + int(rng.exponential(MEAN_GAP_DAYS[product.role]))
    return offers


def _offer(
    product: Product,
    stores: tuple[Store, ...],
    starts: date,
    length: int,
    rng: np.random.Generator,
) -> Promotion:
    scope = str(rng.choice(SCOPES, p=SCOPE_ODDS))
    place = stores[int(rng.integers(len(stores)))]
    mechanic = "multibuy" if rng.random() < 0.3 else "price_off"
    return Promotion(
        promo_id="",
        sku_id=product.sku_id,
        category=None,
        store_id=place.store_id if scope == "store" else None,
        region=place.region if scope == "region" else None,
        starts_on=starts,
        ends_on=starts + timedelta(days=length - 1),
        mechanic=mechanic,
        discount_pct=int(rng.choice(_discounts(product))),
        lift=round(DISPLAY_LIFT[mechanic] * rng.uniform(0.7, 1.3), 4),
    )


def _discounts(product: Product) -> tuple[int, ...]:
    """Return the discounts a product may have; a MAP agreement rules out the deep ones."""
    usual = DISCOUNTS[product.role]
    if product.map_price is None:
        return usual
    room = 100 * (1 - product.map_price / product.regular_price)
    return tuple(pct for pct in usual if pct <= room) or (5,)


def _spread(
    promotions: tuple[Promotion, ...], catalogue: Catalogue, calendar: Calendar
) -> PromotionPlan:
    shape = (calendar.days, len(catalogue.stores), len(catalogue.products))
    discount, lift = np.zeros(shape), np.zeros(shape)
    for promotion in promotions:
        days = slice(
            max(calendar.index(promotion.starts_on), 0),
            max(calendar.index(promotion.ends_on) + 1, 0),
        )
        for s, store in enumerate(catalogue.stores):
            for k, product in enumerate(catalogue.products):
                if promotion.covers(store, product):
                    view = discount[days, s, k]
                    np.maximum(view, promotion.discount_pct / 100, out=view)
                    np.maximum(lift[days, s, k], promotion.lift, out=lift[days, s, k])
    return PromotionPlan(promotions, discount, lift)
