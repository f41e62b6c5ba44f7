"""What a way to run the shops may know, and what it decides; arrays run by store and SKU."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """What a planner knows in the morning, before the doors open.

    `sales` runs by day, store and SKU up to yesterday; `competitor_price` by rival and SKU.
    """

    day: int
    date: date
    on_hand: Ints
    in_transit: Ints
    sales: Ints
    price: Floats
    planned_price: Floats
    promoted: Bools
    competitor_price: Floats
    orderable: Bools
    capacity: Ints


@dataclass(frozen=True)
class Decision:
    """Today's shelf prices and the units ordered, in whole cases and not below the minimum."""

    price: Floats
    order: Ints


class Policy(Protocol):
    """A way to run the shops."""

    def decide(self, seen: Seen) -> Decision:
        """Set prices and orders for the day."""
        ...


@dataclass(frozen=True)
class DayResult:
    """What happened on a day; `demand` and `mean` are the truth no retailer sees."""

    price: Floats
    ordered: Ints
    received: Ints
    mean: Floats
    demand: Ints
    sold: Ints
    on_hand: Ints
    in_transit: Ints
    competitor_price: Floats
