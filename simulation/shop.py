"""The retailer day by day: a policy sets prices and orders, customers and suppliers answer.

The order of a day: goods arrive, the policy decides on what it may know, customers buy what is
there, the rest of their demand is lost. All noise belongs to the world, so two policies on one
world differ by their decisions alone (common random numbers).
"""

import numpy as np
from numpy.typing import NDArray

from simulation.competitors import log_rival_ratio, opening, react
from simulation.demand import price_effect, realise
from simulation.inbound import Inbound
from simulation.policy import DayResult, Decision, Policy, Seen
from simulation.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OPENING_COVER_DAYS = 16
CAPACITY_COVER_DAYS = 45


class Shop:
    """The shops of one world, run by one policy at a time."""

    def __init__(self, world: World) -> None:
        self.world = world
        products = world.catalogue.products
        size = np.array([s.size for s in world.catalogue.stores])
        volume = np.array([p.units_per_day for p in products])
        self.expected: Floats = np.exp(world.traits.taste) * np.outer(size, volume)
        self.multiple = np.array([p.order_multiple for p in products])
        self.moq = np.array([p.moq for p in products])
        self.capacity = self._whole_cases(self.expected * CAPACITY_COVER_DAYS)
        opening_stock = self._whole_cases(self.expected * OPENING_COVER_DAYS)
        self.on_hand: Ints = np.where(world.orderable[0], opening_stock, 0)
        self.inbound = Inbound(world)
        self.day = 0
        self._market = opening(world.market)
        self._sales = np.zeros((world.days, *self.on_hand.shape), dtype=np.int64)
        self._price = world.planned_price[0]

    def step(self, policy: Policy) -> DayResult:
        """Run one day under the policy."""
        if self.day >= self.world.days:
            raise IndexError("the simulation is over")
        received = self.inbound.receive(self.day)
        stock = self.on_hand + received
        decision = policy.decide(self._seen(stock))
        self._check(decision)
        self.inbound.place(self.day, decision.order)
        mean = self._mean_demand(decision.price)
        demand = self._demand(mean)
        sold = np.minimum(stock, demand)
        rivals = self._market.price
        self._close(decision.price, sold, stock - sold)
        return DayResult(
            price=decision.price,
            ordered=decision.order,
            received=received,
            mean=mean,
            demand=demand,
            sold=sold,
            on_hand=self.on_hand,
            in_transit=self.inbound.transit,
            competitor_price=rivals,
        )

    def _seen(self, stock: Ints) -> Seen:
        return Seen(
            day=self.day,
            date=self.world.dates[self.day],
            on_hand=stock,
            in_transit=self.inbound.transit,
            sales=self._sales[: self.day],
            price=self._price,
            planned_price=self.world.planned_price[self.day],
            promoted=self.world.promotions.active[self.day],
            competitor_price=self._market.price,
            orderable=self.world.orderable[self.day],
            capacity=self.capacity,
        )

    def _close(self, price: Floats, sold: Ints, left: Ints) -> None:
        self.on_hand = left
        self._sales[self.day] = sold
        self._price = price
        self._market = react(self.world.market, self._market, self.day, price.mean(axis=0))
        self.day += 1

    def _mean_demand(self, price: Floats) -> Floats:
        world = self.world
        logs = world.log_demand[self.day] + world.promotions.lift[self.day]
        logs = logs + price_effect(
            world.traits,
            np.log(price / world.market.regular),
            log_rival_ratio(world.market, self._market),
        )
        return np.where(world.selling[self.day], np.exp(logs), 0.0)

    def _demand(self, mean: Floats) -> Ints:
        luck = self.world.luck
        units = realise(mean, luck.mood[self.day], luck.draw[self.day])
        return np.where(mean > 0, units + self.world.bulk_units[self.day], 0)

    def _check(self, decision: Decision) -> None:
        order = decision.order
        if (order < 0).any() or (order % self.multiple != 0).any():
            raise ValueError("orders must be whole cases and not negative")
        if ((order > 0) & (order < self.moq)).any():
            raise ValueError("an order is below the minimum quantity")
        if (decision.price <= 0).any():
            raise ValueError("prices must be positive")

    def _whole_cases(self, units: Floats) -> Ints:
        cases = np.maximum(np.ceil(units / self.multiple), 2 * self.moq / self.multiple)
        return np.asarray(np.ceil(cases) * self.multiple, dtype=np.int64)
