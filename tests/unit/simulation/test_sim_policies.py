"""Two policies on one world differ by their decisions alone."""

from dataclasses import dataclass

import numpy as np
import pytest

from simulation.policy import Decision, Policy, Seen
from simulation.shop import Shop
from simulation.statusquo import StatusQuo
from simulation.world import World

SKU = 1


@dataclass(frozen=True)
class Cheaper:
    """The status quo with one SKU at a different price."""

    usual: Policy
    factor: float

    def decide(self, seen: Seen) -> Decision:
        usual = self.usual.decide(seen)
        price = usual.price.copy()
        price[:, SKU] *= self.factor
        return Decision(price, usual.order)


@dataclass(frozen=True)
class NeverOrders:
    def decide(self, seen: Seen) -> Decision:
        return Decision(seen.planned_price, np.zeros_like(seen.on_hand))


@dataclass(frozen=True)
class Orders:
    units: int

    def decide(self, seen: Seen) -> Decision:
        return Decision(seen.planned_price, np.full_like(seen.on_hand, self.units))


def shops(world: World) -> tuple[Shop, Shop]:
    return Shop(world), Shop(world)


def test_the_same_policy_gives_the_same_days(small_world: World) -> None:
    one, two = shops(small_world)
    first, second = StatusQuo(one), StatusQuo(two)

    for _ in range(40):
        a, b = one.step(first), two.step(second)
        assert (a.demand == b.demand).all()
        assert (a.on_hand == b.on_hand).all()


def test_a_price_cut_moves_mean_demand_by_the_true_elasticity(small_world: World) -> None:
    one, two = shops(small_world)
    usual = one.step(StatusQuo(one))
    cheaper = two.step(Cheaper(StatusQuo(two), 0.9))

    truth = small_world.traits
    open_stores = usual.mean[:, SKU] > 0
    change = np.log((cheaper.mean / np.where(usual.mean > 0, usual.mean, 1))[open_stores, SKU])
    assert change == pytest.approx(truth.elasticity[SKU] * np.log(0.9))
    assert (cheaper.demand[:, SKU] >= usual.demand[:, SKU]).all()


def test_a_price_cut_takes_demand_from_substitutes_and_leaves_the_rest(small_world: World) -> None:
    one, two = shops(small_world)
    usual, cheaper = one.step(StatusQuo(one)), two.step(Cheaper(StatusQuo(two), 0.9))

    effect = small_world.traits.cross[:, SKU]
    assert (cheaper.mean[0, effect > 0] < usual.mean[0, effect > 0]).all()
    untouched = (effect == 0) & (np.arange(len(effect)) != SKU)
    assert (cheaper.demand[:, untouched] == usual.demand[:, untouched]).all()


def test_noise_does_not_depend_on_what_was_ordered(small_world: World) -> None:
    one, two = shops(small_world)
    usual, lazy = StatusQuo(one), NeverOrders()

    for _ in range(40):
        a, b = one.step(usual), two.step(lazy)
        assert (a.demand == b.demand).all()
    assert (b.on_hand <= a.on_hand).all()


def test_competitors_answer_a_lasting_cut(small_world: World) -> None:
    one, two = shops(small_world)
    usual, cheaper = StatusQuo(one), Cheaper(StatusQuo(two), 0.8)
    for _ in range(60):
        a, b = one.step(usual), two.step(cheaper)

    carried = small_world.market.carried[:, SKU]
    assert carried.any()
    assert (b.competitor_price[carried, SKU] < a.competitor_price[carried, SKU]).any()
    assert (b.competitor_price[:, SKU] <= a.competitor_price[:, SKU]).all()


def test_a_planner_sees_the_past_and_never_the_day_itself(small_world: World) -> None:
    days_seen: list[int] = []

    class Watching(NeverOrders):
        def decide(self, seen: Seen) -> Decision:
            days_seen.append(len(seen.sales))
            return super().decide(seen)

    shop = Shop(small_world)
    policy = Watching()
    for _ in range(3):
        shop.step(policy)

    assert days_seen == [0, 1, 2]


@pytest.mark.parametrize("units", [-1, 1])
def test_an_order_that_no_supplier_takes_is_refused(small_world: World, units: int) -> None:
    shop = Shop(small_world)

    with pytest.raises(ValueError, match="order"):
        shop.step(Orders(units))


def test_the_simulation_ends(small_world: World) -> None:
    shop = Shop(small_world)
    for _ in range(small_world.days):
        shop.step(NeverOrders())

    with pytest.raises(IndexError):
        shop.step(NeverOrders())
