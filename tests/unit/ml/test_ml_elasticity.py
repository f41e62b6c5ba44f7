from typing import Any

import numpy as np
import pytest
from smartretail_ml.elasticity import Elasticity, estimate
from smartretail_ml.panel import build_panel
from smartretail_ml.pooling import combine, nested, pool
from smartretail_ml.records import parse


def estimates(records: list[dict[str, Any]]) -> list[Elasticity]:
    return estimate(build_panel([parse(raw) for raw in records]))


@pytest.mark.parametrize("truth", [-0.6, -1.5, -3.0])
def test_the_true_elasticity_is_recovered_with_honest_intervals(
    retailer: Any, truth: float
) -> None:
    found = estimates(retailer(stores=2, skus=40, elasticity=truth))
    values = np.array([one.value for one in found], float)
    covered = [one.low <= truth <= one.high for one in found if one.low and one.high]

    assert all(one.identified for one in found)
    assert values.mean() == pytest.approx(truth, abs=0.12)
    assert np.abs(values - truth).max() < 0.6
    assert np.mean(covered) >= 0.85


def test_categories_with_different_elasticities_stay_apart(retailer: Any) -> None:
    steep = retailer(stores=1, skus=40, elasticity=-3.0, seed=2)
    flat = retailer(stores=1, skus=40, elasticity=-0.5, seed=3)
    for kind, records in (("steep", steep), ("flat", flat)):
        for raw in records:
            raw["category"], raw["sku_id"] = kind, kind + raw["sku_id"]
    values = np.array([one.value for one in estimates(steep + flat)], float)

    assert values[:40].mean() == pytest.approx(-3.0, abs=0.2)
    assert values[40:].mean() == pytest.approx(-0.5, abs=0.2)


def test_a_price_that_never_moved_borrows_from_its_group_and_says_so(retailer: Any) -> None:
    records = retailer(stores=1, skus=30, elasticity=-2.0)
    records[0]["price"] = [10.0] * len(records[0]["price"])
    still, *moved = estimates(records)

    assert not still.identified
    assert all(one.identified for one in moved)
    assert still.value == pytest.approx(-2.0, abs=0.4)
    assert still.low is not None and moved[0].low is not None


def test_nothing_is_claimed_when_no_price_moved_or_none_is_known(retailer: Any) -> None:
    fixed = retailer(stores=1, skus=3)
    for raw, price in zip(fixed, (10.0, 10.0, None), strict=True):
        raw["price"] = [price] * len(raw["units"])

    assert all(one.value is None and not one.identified for one in estimates(fixed))


def test_a_promotion_is_not_mistaken_for_the_price(retailer: Any) -> None:
    records = retailer(stores=1, skus=40, elasticity=-1.0, seed=6)
    for raw in records:
        cut = np.where(np.array(raw["promo"]) == 1, 0.9, 1.0)
        raw["price"] = (np.array(raw["price"]) * cut).round(2).tolist()
    values = np.array([one.value for one in estimates(records)], float)

    assert values.mean() == pytest.approx(-1.0, abs=0.3)


def test_a_positive_elasticity_is_never_used(retailer: Any) -> None:
    found = estimates(retailer(stores=1, skus=20, elasticity=1.5))

    assert all(one.value is None or one.value <= 0 for one in found)
    assert all(one.high is None or one.high <= 0 for one in found)


def test_pooling_finds_mean_and_spread_of_true_values() -> None:
    rng = np.random.default_rng(4)
    truth = rng.normal(-2.0, 0.5, 4_000)
    noise = rng.uniform(0.2, 1.5, 4_000)
    found = pool(rng.normal(truth, noise), noise**2)

    assert found.mean == pytest.approx(-2.0, abs=0.05)
    assert found.spread == pytest.approx(0.25, abs=0.05)


def test_shrinkage_lowers_the_error_and_leaves_precise_estimates_alone() -> None:
    rng = np.random.default_rng(9)
    truth = rng.normal(-2.0, 0.4, 500)
    noise = rng.uniform(0.1, 2.0, 500)
    raw = rng.normal(truth, noise)
    shrunk, _ = combine(pool(raw, noise**2), raw, noise**2)

    assert np.mean((shrunk - truth) ** 2) < 0.3 * np.mean((raw - truth) ** 2)
    assert np.abs(shrunk - raw)[noise < 0.12].max() < 0.25


def test_a_group_of_one_leans_on_the_level_above() -> None:
    estimate_, variance = np.array([-2.0, -2.1, -1.9, -9.0]), np.full(4, 0.3)
    groups = nested(pool(estimate_[:3], variance[:3]), estimate_, variance, np.array([0, 0, 0, 1]))

    assert -9.0 < groups[1].mean < -2.0
