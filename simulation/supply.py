"""How suppliers deliver: lead times and short deliveries of every day, fixed by the world."""

import numpy as np
from numpy.typing import NDArray

from simulation.catalogue import Catalogue, Supplier
from simulation.streams import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHORT_SHARE = (0.2, 0.7)


def lead_days(catalogue: Catalogue, days: int, seed: int) -> Ints:
    """Return the days an order takes, by day of order, store and supplier: a rounded gamma."""
    rng = stream(seed, "lead times")
    shape = (days, len(catalogue.stores))
    return np.stack([_rounded(s, shape, rng) for s in catalogue.suppliers], axis=-1)


def short_shares(catalogue: Catalogue, days: int, seed: int) -> Floats:
    """Return the share missing from a delivery, by day of order, store and SKU; mostly 0."""
    rng = stream(seed, "short deliveries")
    rates = {s.supplier_id: s.short_rate for s in catalogue.suppliers}
    rate = np.array([rates[p.supplier_id] for p in catalogue.products])
    shape = (days, len(catalogue.stores), len(rate))
    short = rng.random(shape) < rate
    return np.where(short, rng.uniform(*SHORT_SHARE, shape), 0.0)


def _rounded(supplier: Supplier, shape: tuple[int, int], rng: np.random.Generator) -> Ints:
    scale = supplier.true_sd_days**2 / supplier.true_mean_days
    drawn = rng.gamma(supplier.true_mean_days / scale, scale, shape)
    return np.maximum(np.round(drawn), 1).astype(np.int64)
