"""One training on simulated sales, looked at from several sides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from smartretail_ml.artefact import load, save
from smartretail_ml.panel import build_panel
from smartretail_ml.records import Series, parse
from smartretail_ml.report import metrics
from smartretail_ml.serving import forecast
from smartretail_ml.settings import Settings
from smartretail_ml.training import Learned, train

SETTINGS = Settings(seed=3, num_threads=1, rounds=40, rows_per_block=15_000)


@pytest.fixture(scope="module")
def learned(series: list[Series]) -> Learned:
    return train(build_panel(series), SETTINGS)


@pytest.fixture(scope="module")
def forecasts(series: list[Series], learned: Learned) -> list[dict[str, Any]]:
    return forecast(series, learned.artefact)


@pytest.fixture(scope="module")
def folders(
    series: list[Series], learned: Learned, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Path]]:
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    save(learned.artefact, first)
    save(train(build_panel(series), SETTINGS).artefact, second)
    yield first, second


def test_the_same_data_and_seed_give_the_same_bytes(folders: tuple[Path, Path]) -> None:
    first, second = folders
    names = sorted(file.name for file in first.iterdir())

    assert names == ["block-0.txt", "block-1.txt", "block-2.txt", "model.json", "series.parquet"]
    assert all((first / n).read_bytes() == (second / n).read_bytes() for n in names)


def test_a_saved_model_forecasts_exactly_what_it_did_before(
    folders: tuple[Path, Path], series: list[Series], forecasts: list[dict[str, Any]]
) -> None:
    assert forecast(series, load(folders[0])) == forecasts


def test_a_forecast_does_not_depend_on_its_neighbours_in_the_request(
    learned: Learned, series: list[Series], forecasts: list[dict[str, Any]]
) -> None:
    assert forecast(series[7:9], learned.artefact) == forecasts[7:9]


def test_the_model_beats_the_yardsticks_where_there_is_something_to_learn(
    series: list[Series], learned: Learned
) -> None:
    report = metrics(build_panel(series), learned, SETTINGS)
    overall = report["overall"]

    assert overall["wape"] < 0.95 * overall["moving_average_wape"]
    assert overall["wape"] < 0.85 * overall["naive_wape"]
    assert abs(overall["bias"]) < 0.08
    assert overall["n"] == 3 * 28 * len(series)
    assert set(report["by_category"]) == {"C0", "C1", "C2"}


def test_intervals_cover_sales_that_came_after_they_were_learned(
    series: list[Series], learned: Learned
) -> None:
    covered = metrics(build_panel(series), learned, SETTINGS)["coverage"]

    assert covered["n"] == 28 * len(series)
    assert 0.77 <= covered["interval_80"] <= 0.90
    assert covered["below_0.95"] >= 0.93


def test_a_forecast_record_is_whole(forecasts: list[dict[str, Any]]) -> None:
    for record in forecasts:
        days = record["series"]
        quantiles = [record["quantiles"][level] for level in ("0.1", "0.5", "0.9", "0.95")]
        assert record["reason"] is None and not record["degraded"]
        assert [days[0]["date"], days[-1]["date"]] == ["2024-07-01", "2024-07-28"]
        assert all(0 <= d["yhat_lower"] <= d["yhat"] <= d["yhat_upper"] for d in days)
        assert (np.diff(np.array(quantiles), axis=0) >= 0).all()
        assert record["backtest"]["units"] > 0
        assert record["elasticity"]["identified"] and record["elasticity"]["value"] < 0


def test_drivers_are_named_in_units_strongest_first(forecasts: list[dict[str, Any]]) -> None:
    for record in forecasts:
        sizes = [abs(driver["contribution"]) for driver in record["drivers"]]
        assert sizes == sorted(sizes, reverse=True)
        assert {driver["impact"] for driver in record["drivers"]} <= {"high", "medium", "low"}


def test_a_planned_promotion_lifts_the_forecast_and_is_named_as_driver(
    learned: Learned, records: list[dict[str, Any]]
) -> None:
    plain, promoted = forecast(
        [parse(records[0]), parse(records[0] | {"promo_ahead": [1] * 28})], learned.artefact
    )
    lift = _total(promoted) / _total(plain)
    named = {d["feature"]: d["contribution"] for d in promoted["drivers"]}

    assert 1.3 < lift < 1.9
    assert named["promotion"] > 0


def test_a_young_series_is_answered_by_the_fallback_and_says_why(
    learned: Learned, records: list[dict[str, Any]]
) -> None:
    (young,) = forecast([parse(_newest(records[0], 30))], learned.artefact)

    assert young["degraded"] and young["reason"] == "short_history"
    assert _total(young) > 0


def test_a_rarely_sold_series_is_answered_by_the_fallback_and_says_why(
    learned: Learned, records: list[dict[str, Any]]
) -> None:
    units = [0.0] * len(records[0]["units"])
    units[5] = units[250] = 3.0
    (rare,) = forecast([parse(records[0] | {"units": units})], learned.artefact)

    assert rare["degraded"] and rare["reason"] == "intermittent"


def test_without_an_artefact_every_answer_is_degraded(series: list[Series]) -> None:
    answers = forecast(series[:3], None)

    assert {a["reason"] for a in answers} == {"model_failed"}
    assert {a["model_version"] for a in answers} == {"seasonal-naive"}
    assert all(_total(a) > 0 and a["elasticity"]["value"] is None for a in answers)


def test_too_little_data_trains_no_model_but_still_answers(
    records: list[dict[str, Any]], tmp_path: Path
) -> None:
    short = [parse(_newest(raw, 40)) for raw in records[:5]]
    learned = train(build_panel(short), SETTINGS)
    save(learned.artefact, tmp_path)

    assert learned.artefact.model is None and learned.reason
    assert {a["reason"] for a in forecast(short, load(tmp_path))} == {"short_history"}


def test_other_days_in_one_request_are_forecast_from_their_own_end(
    learned: Learned, records: list[dict[str, Any]]
) -> None:
    early = records[0] | {name: records[0][name][:-5] for name in ("units", "price", "promo")}
    late, earlier = forecast([parse(records[1]), parse(early)], learned.artefact)

    assert [late["as_of"], earlier["as_of"]] == ["2024-06-30", "2024-06-25"]


def _total(record: dict[str, Any]) -> float:
    return float(sum(day["yhat"] for day in record["series"]))


def _newest(raw: dict[str, Any], days: int) -> dict[str, Any]:
    cut = {name: raw[name][-days:] for name in ("units", "price", "promo")}
    start = np.datetime64(raw["start"]) + (len(raw["units"]) - days)
    return raw | cut | {"start": str(start)}
