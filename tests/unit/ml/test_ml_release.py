import numpy as np
from smartretail_ml.backtest import released_classes
from smartretail_ml.scores import Compared, bias, rmse, wape

ACTUAL = np.array([[2.0, 4.0, np.nan], [1.0, 1.0, 2.0]])
LABELS = np.array(["smooth", "lumpy"])


def compared(model: float, naive: float, fallback: float) -> Compared:
    return Compared(
        ACTUAL, *(np.nan_to_num(ACTUAL) + error for error in (model, naive, fallback, 0.0))
    )


def test_scores_follow_their_definitions_and_skip_unseen_days() -> None:
    forecast = np.array([[1.0, 5.0, 99.0], [1.0, 2.0, 2.0]])

    assert wape(ACTUAL, forecast) == 3 / 10
    assert bias(ACTUAL, forecast) == 1 / 10
    assert rmse(ACTUAL, forecast) == np.sqrt(3 / 5)
    assert wape(np.zeros(3), np.ones(3)) is None


def test_what_loses_to_naive_or_to_its_own_fallback_is_not_released() -> None:
    assert released_classes(compared(0.1, 0.2, 0.3), LABELS) == ["smooth", "lumpy"]
    assert released_classes(compared(0.3, 0.2, 0.4), LABELS) == []
    assert released_classes(compared(0.3, 0.4, 0.2), LABELS) == []


def test_each_demand_class_is_judged_alone() -> None:
    mixed = compared(0.1, 0.2, 0.2)
    mixed.model[1] += 5.0

    assert released_classes(mixed, LABELS) == ["smooth"]
