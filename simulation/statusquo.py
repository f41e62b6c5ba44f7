"""How the shops are run today: the price plan as printed, and (s, S) orders on past sales."""

import numpy as np
from numpy.typing import NDArray

from simulation.policy import Decision, Seen
from simulation.shop import Shop
from simulation.streams import stream
from simulation.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOW_DAYS = 28
SHELF_LIFE_SHARE = 0.5
COVER_DAYS = {"key_value": 8.0, "core": 12.0, "tail": 20.0}


class StatusQuo:
    """Order up to S when the position falls to s, both from the mean sales of four weeks.

    Sales are taken for demand, so a stockout lowers the next order, and no festival is foreseen:
    the usual faults of the rule are kept on purpose.
    """

    def __init__(self, shop: Shop) -> None:
        world = shop.world
        suppliers = {s.supplier_id: s for s in world.catalogue.suppliers}
        terms = [suppliers[p.supplier_id] for p in world.catalogue.products]
        ids = list(suppliers)
        self._prior = shop.expected
        self._multiple, self._moq, self._capacity = shop.multiple, shop.moq, shop.capacity
        self._lead = np.array([t.lead_time_days for t in terms])
        self._review = np.array([t.review_days for t in terms])
        self._supplier = np.array([ids.index(t.supplier_id) for t in terms])
        self._min_value = np.array([suppliers[i].min_order_value for i in ids])
        self._cost = np.array([p.unit_cost for p in world.catalogue.products])
        self._cover = np.array([COVER_DAYS[p.role] for p in world.catalogue.products])
        self._shelf_days = np.array([p.shelf_life_days for p in world.catalogue.products])
        self._first_sale = world.selling.argmax(axis=0)
        self._safety = _habits(world)

    def decide(self, seen: Seen) -> Decision:
        """Keep the printed prices and order what the rule says."""
        rate = self._rate(seen)
        point = rate * (self._lead + self._review) * self._safety
        target = np.minimum(point + rate * self._cover, rate * self._shelf_days * SHELF_LIFE_SHARE)
        position = seen.on_hand + seen.in_transit
        wanted = np.where(position <= point, np.minimum(target, seen.capacity) - position, 0)
        due = self._due(seen.day, position.shape[0]) & seen.orderable
        order = self._cases(np.where(due, np.maximum(wanted, 0), 0))
        return Decision(seen.planned_price, self._worth_a_trip(order, seen.on_hand))

    def _rate(self, seen: Seen) -> Floats:
        window = seen.sales[-WINDOW_DAYS:]
        known = np.clip(seen.day - self._first_sale, 0, WINDOW_DAYS)
        return np.asarray((window.sum(axis=0) + self._prior * (WINDOW_DAYS - known)) / WINDOW_DAYS)

    def _due(self, day: int, stores: int) -> Bools:
        turn = day + np.arange(stores)[:, None] + self._supplier[None, :]
        return np.asarray(turn % self._review == 0)

    def _cases(self, wanted: Floats) -> Ints:
        cases = np.ceil(wanted / self._multiple) * self._multiple
        return np.where(wanted > 0, np.maximum(cases, self._moq), 0).astype(np.int64)

    def _worth_a_trip(self, order: Ints, on_hand: Ints) -> Ints:
        """Wait with a supplier's order below its minimum value, unless a shelf is empty."""
        kept = order.copy()
        for number, minimum in enumerate(self._min_value):
            mine = self._supplier == number
            value = (order[:, mine] * self._cost[mine]).sum(axis=1)
            empty = ((on_hand[:, mine] == 0) & (order[:, mine] > 0)).any(axis=1)
            kept[np.ix_((value < minimum) & ~empty, mine)] = 0
        return kept


def _habits(world: World) -> Floats:
    """Draw how generous the buyer of each SKU is."""
    rng = stream(world.seed, "buyers")
    habits: Floats = np.clip(rng.lognormal(0.25, 0.25, len(world.catalogue.products)), 0.9, 2.2)
    return habits
