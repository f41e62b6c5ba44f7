"""Nothing after the origin may reach a feature, a forecast or a release decision."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail_ml.events import event_names
from smartretail_ml.features import design
from smartretail_ml.groups import GroupTotals
from smartretail_ml.panel import Panel, build_panel
from smartretail_ml.records import Series
from smartretail_ml.rows import grid

AHEAD = np.arange(1, 29)


def with_future(panel: Panel, origin: int, seed: int) -> Panel:
    """Replace everything after the origin that is not known ahead."""
    rng = np.random.default_rng(seed)
    changed = {}
    for name in ("units", "demand", "price", "on_hand"):
        values = getattr(panel, name).copy()
        values[:, origin + 1 :] = rng.gamma(1.0, 50.0, values[:, origin + 1 :].shape)
        changed[name] = values
    return replace(panel, **changed)


@settings(max_examples=12, deadline=None)
@given(origin=st.integers(60, 271), seed=st.integers(0, 99))
def test_changing_the_future_changes_no_feature(
    series: list[Series], origin: int, seed: int
) -> None:
    panel = build_panel(series[:12])
    other = with_future(panel, origin, seed)
    rows, events = grid(np.arange(12), origin, AHEAD), event_names(panel)

    before = design(panel, GroupTotals.of(panel), events, rows)
    after = design(other, GroupTotals.of(other), events, rows)

    assert np.array_equal(before.values, after.values, equal_nan=True)
    assert np.array_equal(before.level, after.level)


@settings(max_examples=8, deadline=None)
@given(origin=st.integers(190, 271))
def test_features_of_an_origin_are_those_seen_on_that_day(
    series: list[Series], origin: int
) -> None:
    panel = build_panel(series[:12])
    past, events = panel.until(origin), event_names(panel)
    rows = grid(np.arange(12), origin, AHEAD)

    later = design(panel, GroupTotals.of(panel), events, rows)
    then = design(past, GroupTotals.of(past), events, rows)

    assert np.array_equal(later.values, then.values, equal_nan=True)
