"""Simulated stock, cost and suppliers beside a real sales file, so that the whole plan can run.

Names and sales are the file's own; unit costs, suppliers, lead times and stock are invented from
a seed. Stock follows an (s, S) rule against the real sales: units sold beyond the simulated stock
are taken as delivered that morning, so no sale is contradicted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.streams import stream
from simulation.tables import Row, money, write_csv
from simulation.transactions import DailySales, daily_sales, low_prices, product_names, read_lines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SUPPLIERS, LEAD_DAYS, REVIEW_DAYS = 8, (4, 22), 7
COST_SHARE, MIN_MARGIN_PCT = (0.48, 0.68), 15
CASES = np.array([1, 2, 4, 6, 12, 24])
MEMORY_DAYS, COVER_DAYS, SAFETY = 28, 14, 1.25
SNAPSHOT_DAYS = 28

PRODUCTS = "sku_id,product_name,unit_cost,min_margin_pct,supplier_id,order_multiple,moq,currency"
INVENTORY = "date,store_id,sku_id,on_hand,in_transit,backorder,lead_time_days"
SUPPLIER_TERMS = "supplier_id,supplier_name,lead_time_days,review_days"


@dataclass(frozen=True)
class Terms:
    """Invented terms of each SKU."""

    unit_cost: dict[str, float]
    supplier: dict[str, int]
    case: dict[str, int]
    lead_days: Ints


def write_companions(
    sales: Path, folder: Path, *, currency: str = "GBP", seed: int = 1
) -> dict[str, Path]:
    """Write the simulated companions of a sales file; return their paths by ingest table."""
    lines = read_lines(sales)
    daily = daily_sales(lines)
    terms = _terms(low_prices(lines), _typical_order(daily), seed)
    names = product_names(lines)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {t: folder / f"{t}-simulated.csv" for t in ("products", "suppliers", "inventory")}
    write_csv(paths["products"], PRODUCTS, _product_rows(names, terms, currency))
    write_csv(paths["suppliers"], SUPPLIER_TERMS, _supplier_rows(terms))
    write_csv(paths["inventory"], INVENTORY, _stock_rows(daily, terms))
    return paths


def _typical_order(daily: DailySales) -> dict[str, float]:
    """Return the mean units per selling day of each SKU."""
    units: dict[str, list[float]] = {}
    for (_, sku), column in zip(daily.pairs, daily.units.T, strict=True):
        units.setdefault(sku, []).append(float(column[column > 0].mean()))
    return {sku: float(np.mean(values)) for sku, values in units.items()}


def _terms(prices: dict[str, float], typical: dict[str, float], seed: int) -> Terms:
    rng = stream(seed, "companion terms")
    lead_days = rng.integers(*LEAD_DAYS, SUPPLIERS)
    cost, supplier, case = {}, {}, {}
    for sku, price in prices.items():
        cost[sku] = max(round(price * rng.uniform(*COST_SHARE), 2), 0.01)
        supplier[sku] = int(rng.integers(SUPPLIERS))
        case[sku] = int(CASES[np.searchsorted(CASES, min(typical.get(sku, 1.0), 24.0))])
    return Terms(cost, supplier, case, lead_days)


def _supplier_id(number: int) -> str:
    return f"SIM-{number + 1:02d}"


def _product_rows(names: dict[str, str], terms: Terms, currency: str) -> Iterator[Row]:
    for sku, name in names.items():
        case = terms.case[sku]
        yield (
            *(sku, quoted(name), money(terms.unit_cost[sku]), MIN_MARGIN_PCT),
            *(_supplier_id(terms.supplier[sku]), case, case, currency),
        )


def _supplier_rows(terms: Terms) -> Iterator[Row]:
    for number, lead in enumerate(terms.lead_days.tolist()):
        yield _supplier_id(number), f"Simulated supplier {number + 1}", lead, REVIEW_DAYS


def quoted(text: str) -> str:
    """Quote a text for CSV where it needs it."""
    if any(mark in text for mark in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _stock_rows(daily: DailySales, terms: Terms) -> Iterator[Row]:
    skus = [sku for _, sku in daily.pairs]
    lead = terms.lead_days[[terms.supplier[sku] for sku in skus]]
    on_hand, in_transit = replenish(daily.units, lead, np.array([terms.case[s] for s in skus]))
    for day in range(len(daily.dates) - SNAPSHOT_DAYS, len(daily.dates)):
        for n, (store, sku) in enumerate(daily.pairs):
            yield (
                *(daily.dates[day], quoted(store), sku, on_hand[day, n], in_transit[day, n]),
                *(0, lead[n]),
            )


def replenish(units: Ints, lead: Ints, case: Ints) -> tuple[Ints, Ints]:
    """Return stock and goods under way at the close of each day under the (s, S) rule."""
    days, pairs = units.shape
    arriving = np.zeros((days + int(lead.max()) + 1, pairs), dtype=np.int64)
    on_hand, in_transit = np.zeros_like(units), np.zeros_like(units)
    stock = _whole(units[:MEMORY_DAYS].mean(axis=0) * (lead + COVER_DAYS), case)
    transit = np.zeros(pairs, dtype=np.int64)
    for day in range(days):
        stock = np.maximum(stock + arriving[day] - units[day], 0)
        transit = transit - arriving[day]
        rate = units[max(day - MEMORY_DAYS + 1, 0) : day + 1].mean(axis=0)
        point = rate * (lead + REVIEW_DAYS) * SAFETY
        due = (day + np.arange(pairs)) % REVIEW_DAYS == 0
        short = due & (stock + transit < point)
        order = np.where(short, _whole(point + rate * COVER_DAYS - stock - transit, case), 0)
        np.add.at(arriving, (day + lead, np.arange(pairs)), order)
        transit = transit + order
        on_hand[day], in_transit[day] = stock, transit
    return on_hand, in_transit


def _whole(units: Floats, case: Ints) -> Ints:
    return np.asarray(np.ceil(np.maximum(units, 0) / case) * case, dtype=np.int64)
