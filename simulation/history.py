"""The recorded history of a shop under a policy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.inbound import Delivery
from simulation.shop import Shop
from simulation.statusquo import StatusQuo
from simulation.streams import stream
from simulation.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RETURN_RATE = {"Personal Care": 0.006, "Home Care": 0.004}
OTHER_RETURN_RATE = 0.0012
MAX_RETURN_DELAY_DAYS = 6


@dataclass(frozen=True)
class History:
    """What happened in a world; arrays run by day, store and SKU (competitor_price: by rival)."""

    world: World
    price: Floats
    mean: Floats
    demand: Ints
    sold: Ints
    received: Ints
    on_hand: Ints
    in_transit: Ints
    competitor_price: Floats
    opening_stock: Ints
    capacity: Ints
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class Return:
    """Units brought back on a day, at the price paid; they do not go back on the shelf."""

    day: int
    store: int
    sku: int
    units: int
    price: float


def record(world: World) -> History:
    """Run the world under the status quo and keep everything."""
    shop = Shop(world)
    opening_stock, policy = shop.on_hand, StatusQuo(shop)
    days = [shop.step(policy) for _ in range(world.days)]
    return History(
        world=world,
        price=np.stack([day.price for day in days]),
        mean=np.stack([day.mean for day in days]),
        demand=np.stack([day.demand for day in days]),
        sold=np.stack([day.sold for day in days]),
        received=np.stack([day.received for day in days]),
        on_hand=np.stack([day.on_hand for day in days]),
        in_transit=np.stack([day.in_transit for day in days]),
        competitor_price=np.stack([day.competitor_price for day in days]),
        opening_stock=opening_stock,
        capacity=shop.capacity,
        deliveries=tuple(shop.inbound.deliveries),
    )


def returns(history: History) -> list[Return]:
    """Draw which sold units come back within a week, in order of the day they do."""
    world = history.world
    rng = stream(world.seed, "returns")
    rate = np.array(
        [RETURN_RATE.get(p.category, OTHER_RETURN_RATE) for p in world.catalogue.products]
    )
    units = rng.binomial(history.sold, np.broadcast_to(rate, history.sold.shape))
    delay = rng.integers(1, MAX_RETURN_DELAY_DAYS + 1, units.shape)
    brought: dict[tuple[int, int, int, float], int] = {}
    for d, s, k in np.argwhere(units > 0).tolist():
        key = (d + int(delay[d, s, k]), s, k, float(history.price[d, s, k]))
        brought[key] = brought.get(key, 0) + int(units[d, s, k])
    return [
        Return(day, store, sku, count, price)
        for (day, store, sku, price), count in sorted(brought.items())
        if day < world.days
    ]
