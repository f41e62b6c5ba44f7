"""The rows of each upload file, named as the tables of the platform name them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.calendar import EVERYWHERE, Festival
from simulation.catalogue import Catalogue
from simulation.competitors import COMPETITORS
from simulation.history import History, returns
from simulation.streams import stream

Row = tuple[object, ...]
Ints = NDArray[np.int64]

STOCK_DAYS = 180
DAILY_COMPETITOR_DAYS = 28
CONFIDENCE = (0.86, 0.99)
MIN_DISPLAY_DAYS = {"key_value": 1.0, "core": 0.7, "tail": 0.5}


def write_csv(path: Path, header: str, rows: Iterable[Row]) -> None:
    """Write a table as CSV with LF line ends; the texts written here need no quotes."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header + "\n")
        file.writelines(",".join(map(str, row)) + "\n" for row in rows)


def store_rows(catalogue: Catalogue) -> Iterator[Row]:
    """Yield the stores."""
    for s in catalogue.stores:
        yield (
            *(s.store_id, s.store_name, s.city, s.region, s.state, s.country),
            *(s.format, s.opened_on, s.latitude, s.longitude),
        )


def product_rows(catalogue: Catalogue) -> Iterator[Row]:
    """Yield the products; percentages are between 0 and 100."""
    for p in catalogue.products:
        yield (
            *(p.sku_id, p.product_name, p.category, p.subcategory, p.brand, p.pack_size),
            *(money(p.mrp), "" if p.map_price is None else money(p.map_price)),
            *(money(p.unit_cost), p.min_margin_pct, str(p.private_label).lower()),
            *(p.supplier_id, p.order_multiple, p.moq, p.shelf_life_days, p.role),
        )


def supplier_rows(catalogue: Catalogue) -> Iterator[Row]:
    """Yield the suppliers as the books know them."""
    for s in catalogue.suppliers:
        yield (
            *(s.supplier_id, s.supplier_name, s.lead_time_days, s.review_days),
            money(s.min_order_value),
        )


def sales_rows(history: History) -> Iterator[Row]:
    """Yield the sales of each day, then what came back that day as negative units."""
    world = history.world
    dates, promoted = world.dates, world.promotions.active
    stores = [s.store_id for s in world.catalogue.stores]
    skus = [p.sku_id for p in world.catalogue.products]
    back: dict[int, list[Row]] = {}
    for item in returns(history):
        back.setdefault(item.day, []).append(
            (
                *(dates[item.day], stores[item.store], skus[item.sku], -item.units),
                *(money(item.price), money(-item.units * item.price), 0),
            )
        )
    for d, day in enumerate(dates):
        for s, k in np.argwhere(history.sold[d] > 0).tolist():
            units, price = int(history.sold[d, s, k]), float(history.price[d, s, k])
            yield (
                *(day, stores[s], skus[k], units, money(price), money(units * price)),
                int(promoted[d, s, k]),
            )
        yield from back.get(d, [])


def stock_rows(history: History) -> Iterator[Row]:
    """Yield the stock at the close of each of the newest days."""
    world = history.world
    leads = {s.supplier_id: s.lead_time_days for s in world.catalogue.suppliers}
    display = _min_display(history)
    for d in range(max(world.days - STOCK_DAYS, 0), world.days):
        for s, store in enumerate(world.catalogue.stores):
            for k, product in enumerate(world.catalogue.products):
                if world.orderable[d, s, k]:
                    yield (
                        *(world.dates[d], store.store_id, product.sku_id),
                        *(history.on_hand[d, s, k], history.in_transit[d, s, k], 0),
                        *(leads[product.supplier_id], history.capacity[s, k], display[s, k]),
                    )


def _min_display(history: History) -> Ints:
    products = history.world.catalogue.products
    size = np.array([s.size for s in history.world.catalogue.stores])
    days = np.array([p.units_per_day * MIN_DISPLAY_DAYS[p.role] for p in products])
    return np.maximum(np.ceil(np.outer(size, days)), 2).astype(np.int64)


def receipt_rows(history: History) -> Iterator[Row]:
    """Yield every order line received up to the last day."""
    world = history.world
    catalogue = world.catalogue
    lines = [line for line in history.deliveries if line.received_day < world.days]
    lines.sort(key=lambda line: (line.received_day, line.store, line.sku, line.ordered_day))
    for number, line in enumerate(lines, start=1):
        store, product = catalogue.stores[line.store], catalogue.products[line.sku]
        ordered_on = world.dates[line.ordered_day]
        yield (
            f"R{number:06d}",
            f"PO-{ordered_on:%Y%m%d}-{store.store_id}-{product.supplier_id}",
            *(product.sku_id, store.store_id, product.supplier_id),
            *(ordered_on, world.dates[line.received_day], line.ordered, line.received),
        )


def competitor_rows(history: History) -> Iterator[Row]:
    """Yield observed competitor prices: one day a week, every day in the newest four weeks."""
    world = history.world
    rng = stream(world.seed, "observation")
    for d, day in enumerate(world.dates):
        daily = d >= world.days - DAILY_COMPETITOR_DAYS
        for c, competitor in enumerate(COMPETITORS):
            if not daily and day.weekday() != (1, 3, 5)[c]:
                continue
            for k in np.flatnonzero(world.market.carried[c]).tolist():
                if (launched := world.catalogue.products[k].launched_on) and launched > day:
                    continue
                sku = world.catalogue.products[k].sku_id
                yield (
                    *(day, sku, competitor.name, money(history.competitor_price[d, c, k])),
                    *(f"{competitor.site}{sku.lower()}", f"{rng.uniform(*CONFIDENCE):.2f}"),
                )


def promotion_rows(history: History) -> Iterator[Row]:
    """Yield the promotion plan, the weeks ahead included."""
    for p in history.world.promotions.promotions:
        yield (
            *(p.promo_id, p.sku_id or "", p.category or "", p.store_id or "", p.region or ""),
            *(p.starts_on, p.ends_on, p.mechanic, p.discount_pct),
        )


def holiday_rows(festivals: Iterable[Festival]) -> Iterator[Row]:
    """Yield the festivals; an empty region is the whole country."""
    for festival in festivals:
        region = "" if festival.region == EVERYWHERE else festival.region
        yield festival.day, region, festival.name, festival.kind


def money(amount: float) -> str:
    """Write an amount with two decimals."""
    return f"{amount:.2f}"
