"""Whatever a valid record holds, it gets a finite, ordered answer."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smartretail_ml.artefact import Artefact
from smartretail_ml.panel import build_panel
from smartretail_ml.records import Series, parse
from smartretail_ml.serving import forecast
from smartretail_ml.settings import Settings
from smartretail_ml.training import train

UNITS = st.one_of(st.just(0.0), st.floats(0, 5), st.floats(0, 1e6))
MAYBE = st.one_of(st.none(), st.just(0.0), st.floats(0, 1e5))


@pytest.fixture(scope="module")
def artefact(series: list[Series]) -> Artefact:
    small = Settings(num_threads=1, rounds=8, rows_per_block=3_000)
    return train(build_panel(series), small).artefact


@st.composite
def any_record(draw: st.DrawFn) -> dict[str, Any]:
    days = draw(st.integers(1, 120))

    def lists(values: st.SearchStrategy[Any], length: int = days) -> list[Any]:
        few = draw(st.lists(values, min_size=1, max_size=12))
        return [few[i % len(few)] for i in range(length)]

    return {
        "store_id": draw(st.sampled_from(["S0", "elsewhere"])),
        "sku_id": draw(st.sampled_from(["K000", "new"])),
        "category": draw(st.sampled_from(["C0", "", None, "other"])),
        "start": "2024-02-01",
        "units": lists(UNITS),
        "price": lists(MAYBE),
        "promo": lists(st.integers(0, 1)),
        "on_hand": draw(st.sampled_from([None, lists(MAYBE)])),
        "promo_ahead": lists(st.integers(0, 1), 28),
        "events": draw(st.sampled_from([{}, {"2024-02-03": "festival", "1999-01-01": "old"}])),
    }


@settings(max_examples=120, deadline=None)
@given(raw=any_record())
def test_any_valid_record_is_answered(artefact: Artefact, raw: dict[str, Any]) -> None:
    for model in (artefact, None):
        (answer,) = forecast([parse(raw)], model)
        days = answer["series"]
        quantiles = np.array(list(answer["quantiles"].values()))
        assert len(days) == 28
        assert all(0 <= d["yhat_lower"] <= d["yhat"] <= d["yhat_upper"] for d in days)
        assert (np.diff(quantiles, axis=0) >= 0).all()
        assert answer["degraded"] == (answer["reason"] is not None)
        json.dumps(answer, allow_nan=False)


@settings(max_examples=30, deadline=None)
@given(raws=st.lists(any_record(), min_size=1, max_size=5))
def test_training_on_any_panel_ends_with_an_artefact(raws: list[dict[str, Any]]) -> None:
    ends = [parse(raw) for raw in raws]
    same_end = [one for one in ends if one.as_of == ends[0].as_of]

    made = train(build_panel(same_end), Settings(num_threads=1, rounds=2, rows_per_block=300))

    assert len(made.artefact.series) >= 1
