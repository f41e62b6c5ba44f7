"""Goods are neither made nor lost on their way from supplier to customer."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.history import History, returns
from simulation.inbound import Inbound
from simulation.shop import Shop
from simulation.statusquo import StatusQuo
from simulation.supply import lead_days
from simulation.world import World


def test_opening_stock_plus_receipts_less_sales_is_closing_stock(history: History) -> None:
    flow = history.received - history.sold

    assert (history.opening_stock + flow.cumsum(axis=0) == history.on_hand).all()
    assert (history.on_hand >= 0).all()


def test_no_more_is_sold_than_asked_for_nor_than_there_is(history: History) -> None:
    before = np.concatenate([history.opening_stock[None], history.on_hand[:-1]])

    assert (history.sold <= history.demand).all()
    assert (history.sold == np.minimum(history.demand, before + history.received)).all()


def test_stockouts_hide_some_demand_but_not_most(history: History) -> None:
    lost = 1 - history.sold.sum() / history.demand.sum()

    assert 0.02 < lost < 0.10


def test_goods_under_way_are_those_ordered_and_not_yet_received(history: History) -> None:
    under_way = np.zeros_like(history.on_hand[-1])
    arrived = np.zeros_like(under_way)
    last = history.world.days - 1
    for line in history.deliveries:
        if line.received_day > last:
            under_way[line.store, line.sku] += line.ordered
        else:
            arrived[line.store, line.sku] += line.received

    assert (under_way == history.in_transit[-1]).all()
    assert (arrived == history.received.sum(axis=0)).all()


def test_orders_come_in_whole_cases_of_at_least_the_minimum(history: History) -> None:
    products = history.world.catalogue.products
    for line in history.deliveries:
        product = products[line.sku]
        assert line.ordered % product.order_multiple == 0
        assert line.ordered >= product.moq
        assert line.received_day > line.ordered_day


def test_lead_times_have_the_mean_the_truth_names(history: History) -> None:
    catalogue = history.world.catalogue
    drawn = lead_days(catalogue, 500, seed=1)
    for n, supplier in enumerate(catalogue.suppliers):
        assert drawn[:, :, n].mean() == pytest.approx(supplier.true_mean_days, abs=0.1)
        assert drawn[:, :, n].std() == pytest.approx(supplier.true_sd_days, abs=0.12)


def test_a_supplier_delay_makes_its_orders_late(history: History) -> None:
    world = history.world
    event = next(e for e in world.anomalies if e.kind == "supplier_delay")
    usual = lead_days(world.catalogue, world.calendar.days, world.seed)
    supplier = [s.supplier_id for s in world.catalogue.suppliers].index(str(event.supplier_id))
    during = slice(world.calendar.index(event.starts_on), world.calendar.index(event.ends_on) + 1)

    late = world.lead_days[during, :, supplier] - usual[during, :, supplier]
    assert (late >= event.size).all()


def test_a_store_sells_nothing_before_it_opens_and_on_days_it_is_shut(history: History) -> None:
    world = history.world
    store = [s.store_id for s in world.catalogue.stores].index("S06")
    opened = world.calendar.index(world.catalogue.stores[store].opened_on)

    assert not history.sold[:opened, store].any()
    assert history.sold[opened, store].any()
    assert not history.sold[~world.selling[: world.days]].any()
    assert sum(event.kind == "store_closed" for event in world.anomalies) == 3


def test_a_new_product_has_goods_before_its_first_day(history: History) -> None:
    world = history.world
    for k, product in enumerate(world.catalogue.products):
        if product.launched_on is not None:
            n = world.calendar.index(product.launched_on)
            assert history.on_hand[n - 1, :, k].any()
            assert history.sold[n:, :, k].any()
            assert not history.sold[:n, :, k].any()


def test_a_short_delivery_ends_its_order(small_world: World) -> None:
    inbound = Inbound(replace(small_world, short_share=np.full_like(small_world.short_share, 0.5)))
    order = np.zeros(small_world.short_share.shape[1:], dtype=np.int64)
    order[0, 0] = 12

    inbound.place(0, order)
    arrived = sum(inbound.receive(day)[0, 0] for day in range(1, 40))

    assert arrived == 6
    assert inbound.transit[0, 0] == 0


def test_what_comes_back_was_sold_within_the_week_before(history: History) -> None:
    for item in returns(history):
        window = slice(max(item.day - 6, 0), item.day)
        assert history.sold[window, item.store, item.sku].sum() >= item.units


def test_the_status_quo_orders_nothing_for_goods_not_yet_sold(small_world: World) -> None:
    shop = Shop(small_world)
    policy = StatusQuo(shop)

    ordered = [shop.step(policy).ordered for _ in range(30)]

    assert not np.stack(ordered)[~small_world.orderable[:30]].any()
