"""The retailer's own price plan: regular prices that step, store tests, promotions."""

import numpy as np
from numpy.typing import NDArray

from simulation.calendar import Calendar
from simulation.catalogue import HALF_RUPEE_BELOW, Catalogue
from simulation.promotions import PromotionPlan
from simulation.streams import stream

Floats = NDArray[np.float64]

LEVEL_SD, MEAN_LEVEL_DAYS = 0.055, 70.0
TEST_SIZE, MEAN_TEST_GAP_DAYS, TEST_DAYS = 0.10, 80.0, (14, 29)
FORMAT_OFFSET = {"hypermarket": -0.01, "supermarket": 0.0, "express": 0.02}


def shelf_labels(amounts: Floats) -> Floats:
    """Round to prices that a shelf label shows: whole rupees, half rupees below 40."""
    return np.where(
        amounts < HALF_RUPEE_BELOW, np.round(amounts * 2) / 2, np.round(amounts)
    ).astype(np.float64)


def price_plan(
    catalogue: Catalogue, calendar: Calendar, promotions: PromotionPlan, seed: int
) -> Floats:
    """Return the price of every day, store and SKU.

    No price is above MRP; a regular price keeps the lowest price, an offer the lowest offer.
    """
    rng = stream(seed, "prices")
    products = catalogue.products
    regular = np.array([p.regular_price for p in products])
    offset = np.array([FORMAT_OFFSET[s.format] for s in catalogue.stores])
    logs = _levels(calendar.days, len(regular), rng)[:, None, :] + offset[None, :, None]
    logs = logs + _store_tests(calendar.days, len(offset), len(regular), rng)
    listed = np.clip(
        shelf_labels(regular * np.exp(logs)),
        np.array([p.lowest_price for p in products]),
        np.array([p.mrp for p in products]),
    )
    cheaper = shelf_labels(listed * (1 - promotions.discount))
    offered = np.maximum(cheaper, np.array([p.lowest_offer for p in products]))
    return np.where(promotions.active, np.minimum(offered, listed), listed)


def _levels(days: int, skus: int, rng: np.random.Generator) -> Floats:
    levels = np.zeros((days, skus))
    for k in range(skus):
        day = int(rng.exponential(MEAN_LEVEL_DAYS))
        while day < days:
            levels[day:, k] = rng.normal(0, LEVEL_SD)
            day += 14 + int(rng.exponential(MEAN_LEVEL_DAYS))
    return levels


def _store_tests(days: int, stores: int, skus: int, rng: np.random.Generator) -> Floats:
    tests = np.zeros((days, stores, skus))
    for s in range(stores):
        for k in range(skus):
            day = int(rng.exponential(MEAN_TEST_GAP_DAYS))
            while day < days:
                end = day + int(rng.integers(*TEST_DAYS))
                tests[day:end, s, k] = rng.uniform(-TEST_SIZE, TEST_SIZE)
                day = end + int(rng.exponential(MEAN_TEST_GAP_DAYS))
    return tests
