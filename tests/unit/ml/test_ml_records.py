import json
from typing import Any

import numpy as np
import pytest
from smartretail_ml.records import BadRecordError, read_records

GOOD: dict[str, Any] = {
    "store_id": "S1",
    "sku_id": "K1",
    "category": "tea",
    "start": "2024-01-01",
    "units": [1, 0, 2.5],
    "price": [None, 9.5, 9.5],
    "promo": [0, 1, 0],
    "on_hand": None,
    "promo_ahead": [0] * 28,
    "events": {"2024-01-02": "fair"},
}


def line(**changes: Any) -> str:
    return json.dumps(GOOD | changes)


def test_a_record_keeps_unknown_values_unknown() -> None:
    (one,) = read_records([line()])

    assert one.as_of.isoformat() == "2024-01-03"
    assert np.isnan(one.price[0])
    assert np.isnan(one.on_hand).all()


def test_blank_lines_are_passed_over() -> None:
    assert len(list(read_records([line(), "", "\n", line()]))) == 2


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{not json", "line 2"),
        ("[]", "line 2: not a JSON object"),
        (line(store_id=""), "field store_id"),
        (line(sku_id=7), "field sku_id"),
        (line(start="yesterday"), "field start"),
        (line(units=[]), "field units"),
        (line(units=[1, -1, 0]), "field units: values must be finite and not negative"),
        (line(units=[1, None, 0]), "field units: no value may be missing"),
        (line(units=["1", 2, 3]), "field units: only numbers"),
        (line(units=[True, 2, 3]), "field units: only numbers"),
        (line(units=[1, float("nan"), 0]), "field units: no value may be missing"),
        (line(units=[1, float("inf"), 0]), "field units: values must be finite"),
        (line(price=[1.0]), "field price: 3 values are needed, got 1"),
        (line(promo="none"), "field promo: a list is needed"),
        (line(promo_ahead=[0]), "field promo_ahead: 28 values are needed, got 1"),
        (line(events=["fair"]), "field events"),
        (line(events={"soon": "fair"}), "Invalid isoformat"),
    ],
)
def test_a_malformed_line_is_named_with_its_field(broken: str, said: str) -> None:
    with pytest.raises(BadRecordError, match="line 2") as problem:
        list(read_records([line(), broken]))

    assert said in str(problem.value)
