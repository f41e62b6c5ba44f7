"""What customers want: a log-linear mean with known effects, and negative binomial noise."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr, pdtrik

from simulation.calendar import Calendar
from simulation.catalogue import Catalogue
from simulation.streams import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROLE_ELASTICITY = {"key_value": 1.2, "core": 1.0, "tail": 0.75}
ROLE_RIVALRY = {"key_value": 0.7, "core": 0.4, "tail": 0.15}
WEEKDAY_SHAPE = (-0.35, -0.25, -0.20, -0.15, 0.20, 0.80, 1.0)
COMPLEMENTS = (("Tea", "Biscuits", -0.12), ("Besan & other flour", "Edible oil", -0.08))
FOOTFALL_SD, DRIFT_SD, DRIFT_MEMORY = 0.06, 0.12, 0.985
YEAR = 365.25


@dataclass(frozen=True)
class Traits:
    """The true parameters of demand, per SKU; cross[k, j] is the effect of price j on demand k."""

    elasticity: Floats
    cross: Floats
    rivalry: Floats
    dispersion: Floats
    growth: Floats
    taste: Floats


@dataclass(frozen=True)
class Luck:
    """The noise of every day, store and SKU, drawn once: the same for every policy."""

    mood: Floats
    draw: Floats


def draw_traits(catalogue: Catalogue, seed: int) -> Traits:
    """Draw the true parameters around the values of each subcategory and role."""
    rng = stream(seed, "traits")
    count = len(catalogue.products)
    typical = np.array([catalogue.shelf(p).elasticity for p in catalogue.products])
    role = np.array([ROLE_ELASTICITY[p.role] for p in catalogue.products])
    elasticity = -typical * role * rng.uniform(0.85, 1.15, count)
    volume = np.array([p.units_per_day for p in catalogue.products])
    return Traits(
        elasticity=elasticity,
        cross=_cross_effects(catalogue, rng),
        rivalry=np.array([ROLE_RIVALRY[p.role] for p in catalogue.products])
        * rng.uniform(0.8, 1.2, count),
        dispersion=np.clip(4 + volume * rng.uniform(0.8, 1.4, count), 3, 25),
        growth=rng.normal(0.03, 0.09, count),
        taste=rng.normal(0, 0.22, (len(catalogue.stores), count)),
    )


def _cross_effects(catalogue: Catalogue, rng: np.random.Generator) -> Floats:
    names = np.array([p.subcategory for p in catalogue.products])
    volume = np.array([p.units_per_day for p in catalogue.products])
    strength = np.array([catalogue.shelf(p).substitution for p in catalogue.products])
    rivals = (names[:, None] == names[None, :]) & ~np.eye(len(names), dtype=bool)
    share = np.where(rivals, volume[None, :], 0.0)
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-9)
    cross = strength[:, None] * share * rng.uniform(0.8, 1.2, share.shape)
    for driver, follower, total in COMPLEMENTS:
        weight = np.where(names == driver, volume, 0.0)
        cross[names == follower] += total * weight / weight.sum()
    return np.asarray(cross, dtype=np.float64)


def outside_effects(catalogue: Catalogue, calendar: Calendar, traits: Traits, seed: int) -> Floats:
    """Return log demand per day, store and SKU at regular prices: all but price and promotion."""
    level = np.log([p.units_per_day for p in catalogue.products]) + traits.taste
    level = level + np.log([s.size for s in catalogue.stores])[:, None]
    years = (np.arange(calendar.days) - calendar.days / 2) / YEAR
    growth = np.array([s.growth_per_year for s in catalogue.stores])[:, None] + traits.growth
    festival = calendar.festival_effect(
        [s.region for s in catalogue.stores],
        [catalogue.shelf(p).group for p in catalogue.products],
    )
    season = weekly(catalogue, calendar) + yearly(catalogue, calendar)
    logs: Floats = level + years[:, None, None] * growth + festival + season[:, None, :]
    return logs + _slow_noise(calendar.days, level.shape, seed)


def weekly(catalogue: Catalogue, calendar: Calendar) -> Floats:
    """Return the effect of weekday and of the first week of the month, by day and SKU."""
    shelves = [catalogue.shelf(p) for p in catalogue.products]
    shape = np.array([WEEKDAY_SHAPE[day.weekday()] for day in calendar.dates])
    payday = np.array([day.day <= 7 for day in calendar.dates], dtype=float)
    weekend = np.array([shelf.weekend for shelf in shelves])
    month_start = np.array([shelf.month_start for shelf in shelves])
    return np.asarray(np.outer(shape, weekend) + np.outer(payday, month_start))


def yearly(catalogue: Catalogue, calendar: Calendar) -> Floats:
    """Return the effect of the time of year, by day and SKU."""
    shelves = [catalogue.shelf(p) for p in catalogue.products]
    peaks = np.array([date.fromisoformat(f"2026-{s.peak}").timetuple().tm_yday for s in shelves])
    day_of_year = np.array([day.timetuple().tm_yday for day in calendar.dates])
    angle = 2 * np.pi * (day_of_year[:, None] - peaks[None, :]) / YEAR
    return np.asarray(np.array([shelf.season for shelf in shelves]) * np.cos(angle))


def _slow_noise(days: int, shape: tuple[int, ...], seed: int) -> Floats:
    rng = stream(seed, "slow noise")
    footfall = rng.normal(0, FOOTFALL_SD, (days, shape[0], 1))
    steps = rng.normal(0, DRIFT_SD * np.sqrt(1 - DRIFT_MEMORY**2), (days, *shape))
    drift = np.zeros((days, *shape))
    drift[0] = rng.normal(0, DRIFT_SD, shape)
    for n in range(1, days):
        drift[n] = DRIFT_MEMORY * drift[n - 1] + steps[n]
    return footfall + drift


def draw_luck(traits: Traits, days: int, seed: int) -> Luck:
    """Draw the noise of a whole simulation."""
    rng = stream(seed, "demand")
    shape = (days, *traits.taste.shape)
    return Luck(
        mood=rng.standard_gamma(np.broadcast_to(traits.dispersion, shape)) / traits.dispersion,
        draw=rng.random(shape),
    )


def price_effect(traits: Traits, log_price_ratio: Floats, log_rival_ratio: Floats) -> Floats:
    """Return the effect on log demand of own and rival SKUs' prices and of competitors."""
    own = traits.elasticity * log_price_ratio
    return np.asarray(own + log_price_ratio @ traits.cross.T + traits.rivalry * log_rival_ratio)


def realise(mean: Floats, mood: Floats, draw: Floats) -> Ints:
    """Turn a mean into whole units; more mean never gives fewer units for the same noise.

    A Poisson count around a gamma mean is negative binomial; the count is the inverse of the
    Poisson distribution at the drawn probability.
    """
    rate = mean * mood
    positive = rate > 0
    safe = np.where(positive, rate, 1.0)
    guess = np.ceil(np.nan_to_num(pdtrik(draw, safe), nan=0.0))
    lower = np.maximum(guess - 1, 0)
    guess = np.where(pdtr(lower, safe) >= draw, lower, guess)
    return np.where(positive, np.maximum(guess, 0), 0).astype(np.int64)
