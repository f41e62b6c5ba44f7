"""The world of one seed: all that does not depend on the retailer's decisions."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulation.anomalies import Anomaly, draw_anomalies
from simulation.calendar import Calendar, festivals
from simulation.catalogue import Catalogue, load
from simulation.competitors import Market, draw_market
from simulation.demand import Luck, Traits, draw_luck, draw_traits, outside_effects
from simulation.disruptions import Disruptions
from simulation.prices import price_plan
from simulation.promotions import PromotionPlan, plan
from simulation.supply import lead_days, short_shares

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LAST_DAY = date(2026, 10, 31)
DAYS = 500
AHEAD_DAYS = 28
PREPARE_DAYS = 14


@dataclass(frozen=True)
class World:
    """Everything fixed before the first decision; arrays run by day, store and SKU.

    Calendar, promotions and planned prices reach `AHEAD_DAYS` beyond the last simulated day.
    """

    seed: int
    days: int
    catalogue: Catalogue
    calendar: Calendar
    traits: Traits
    promotions: PromotionPlan
    planned_price: Floats
    market: Market
    luck: Luck
    anomalies: tuple[Anomaly, ...]
    log_demand: Floats
    bulk_units: Ints
    selling: Bools
    orderable: Bools
    lead_days: Ints
    short_share: Floats

    @cached_property
    def dates(self) -> list[date]:
        """Return the simulated days."""
        return self.calendar.dates[: self.days]


def build(seed: int, *, days: int = DAYS, last_day: date = LAST_DAY) -> World:
    """Draw the world of a seed."""
    catalogue = load()
    first = last_day - timedelta(days=days - 1)
    calendar = Calendar(first, days + AHEAD_DAYS, festivals())
    traits = draw_traits(catalogue, seed)
    promotions = plan(catalogue, calendar, seed)
    anomalies = draw_anomalies(catalogue, calendar, days - 1, seed)
    disruptions = Disruptions(catalogue, calendar, anomalies)
    prices = price_plan(catalogue, calendar, promotions, seed)
    return World(
        seed=seed,
        days=days,
        catalogue=catalogue,
        calendar=calendar,
        traits=traits,
        promotions=promotions,
        planned_price=disruptions.mistaken(prices),
        market=draw_market(catalogue, days, seed),
        luck=draw_luck(traits, days, seed),
        anomalies=anomalies,
        log_demand=outside_effects(catalogue, calendar, traits, seed),
        bulk_units=disruptions.bulk_units(),
        selling=_from_day(catalogue, calendar, 0) & ~disruptions.closed(),
        orderable=_from_day(catalogue, calendar, PREPARE_DAYS),
        lead_days=disruptions.delayed(lead_days(catalogue, calendar.days, seed)),
        short_share=short_shares(catalogue, calendar.days, seed),
    )


def _from_day(catalogue: Catalogue, calendar: Calendar, before: int) -> Bools:
    opened = np.array([calendar.index(s.opened_on) for s in catalogue.stores])
    launched = np.array(
        [calendar.index(p.launched_on or calendar.first) for p in catalogue.products]
    )
    start = np.maximum(opened[:, None], launched[None, :]) - before
    return np.asarray(np.arange(calendar.days)[:, None, None] >= start)
