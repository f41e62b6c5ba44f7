"""Three competitors who watch our prices and answer, each in its own way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.catalogue import Catalogue
from simulation.prices import shelf_labels
from simulation.streams import stream

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CHANGE_ODDS, OFFER_ODDS, OFFER_DAYS, OFFER_DISCOUNT = 0.12, 0.008, 7, 0.12
LEVEL_SD, CHANGE_SD = 0.04, 0.02


@dataclass(frozen=True)
class Competitor:
    """A rival: how dear it is, how much of our price move it follows, how broad its range is."""

    name: str
    site: str
    level: float
    reaction: float
    coverage: float


COMPETITORS = (
    Competitor("Mahasagar Mart", "https://mahasagar-mart.example/p/", -0.02, 0.6, 0.80),
    Competitor("Turant Kart", "https://turant-kart.example/item/", 0.03, 0.8, 0.70),
    Competitor("Gali Kirana Online", "https://gali-kirana.example/sku/", 0.01, 0.25, 0.55),
)


@dataclass(frozen=True)
class Market:
    """What is fixed about the competitors before the first day: range, level, noise of each day."""

    carried: Bools
    level: Floats
    reaction: Floats
    regular: Floats
    ceiling: Floats
    change_draw: Floats
    change_noise: Floats
    offer_draw: Floats


@dataclass(frozen=True)
class MarketState:
    """Regular competitor prices of today and the days their offers still run."""

    listed: Floats
    offer_days: NDArray[np.int64]

    @property
    def price(self) -> Floats:
        """Return the shelf prices of today."""
        return shelf_labels(self.listed * np.where(self.offer_days > 0, 1 - OFFER_DISCOUNT, 1.0))


def draw_market(catalogue: Catalogue, days: int, seed: int) -> Market:
    """Draw ranges, price levels and the noise of every day; private labels have no rivals."""
    rng = stream(seed, "competitors")
    count = len(catalogue.products)
    shape = (days, len(COMPETITORS), count)
    national = np.array([not p.private_label for p in catalogue.products])
    coverage = np.array([c.coverage for c in COMPETITORS])[:, None]
    level = np.array([c.level for c in COMPETITORS])[:, None]
    return Market(
        carried=(rng.random(shape[1:]) < coverage) & national,
        level=level + rng.normal(0, LEVEL_SD, shape[1:]),
        reaction=np.array([c.reaction for c in COMPETITORS])[:, None],
        regular=np.array([p.regular_price for p in catalogue.products]),
        ceiling=np.array([p.mrp for p in catalogue.products]),
        change_draw=rng.random(shape),
        change_noise=rng.normal(0, CHANGE_SD, shape),
        offer_draw=rng.random(shape),
    )


def opening(market: Market) -> MarketState:
    """Return the market before the first day."""
    listed = np.minimum(market.regular * np.exp(market.level), market.ceiling)
    return MarketState(listed, np.zeros(listed.shape, dtype=np.int64))


def react(market: Market, state: MarketState, day: int, our_prices: Floats) -> MarketState:
    """Move to the next day; a competitor that changes a price follows ours by its reaction."""
    anchor = market.regular * (our_prices / market.regular) ** market.reaction
    wanted = anchor * np.exp(market.level + market.change_noise[day])
    changes = market.change_draw[day] < CHANGE_ODDS
    starts = market.offer_draw[day] < OFFER_ODDS
    return MarketState(
        np.where(changes, np.minimum(wanted, market.ceiling), state.listed),
        np.where(starts, OFFER_DAYS, np.maximum(state.offer_days - 1, 0)),
    )


def log_rival_ratio(market: Market, state: MarketState) -> Floats:
    """Return the log of the mean competitor price over our regular price; 0 without rivals."""
    logs = np.log(state.price / market.regular)
    rivals = market.carried.sum(axis=0)
    total = np.where(market.carried, logs, 0.0).sum(axis=0)
    return np.where(rivals > 0, total / np.maximum(rivals, 1), 0.0)
