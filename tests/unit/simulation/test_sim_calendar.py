from datetime import date, timedelta

import pytest

from simulation.calendar import Calendar, Festival, festivals

DIWALI = Festival("Diwali", "festival", "IN", date(2025, 10, 20), 10, {"sweet": 1.0})
PUJA = Festival("Durga Puja", "festival", "East", date(2025, 9, 30), 5, {"sweet": 0.5})


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("Diwali", {date(2025, 10, 20), date(2026, 11, 8)}),
        ("Holi", {date(2026, 3, 4)}),
        ("Eid al-Fitr", {date(2026, 3, 21)}),
        ("Dussehra", {date(2025, 10, 2), date(2026, 10, 20)}),
        ("Ganesh Chaturthi", {date(2025, 8, 27), date(2026, 9, 14)}),
        ("Raksha Bandhan", {date(2025, 8, 9), date(2026, 8, 28)}),
        ("Onam", {date(2025, 9, 5), date(2026, 8, 26)}),
    ],
)
def test_festivals_fall_on_the_days_observed_in_india(name: str, days: set[date]) -> None:
    assert {f.day for f in festivals() if f.name == name} == days


def test_every_festival_of_both_years_has_one_date_a_year() -> None:
    seen = [(f.name, f.day.year) for f in festivals()]

    assert len(seen) == len(set(seen))


def test_a_festival_rises_peaks_on_its_eve_and_leaves_a_dip() -> None:
    weights = [DIWALI.weight(DIWALI.day - timedelta(days=ahead)) for ahead in range(11, -7, -1)]

    assert weights[0] == 0
    assert weights[1:11] == sorted(weights[1:11])
    assert max(weights) == weights[10] == 1
    assert all(weight < 0 for weight in weights[12:17])
    assert weights[17] == 0


def test_a_regional_festival_is_felt_in_its_region_alone() -> None:
    calendar = Calendar(date(2025, 9, 20), 45, (DIWALI, PUJA))

    effect = calendar.festival_effect(["East", "West"], ["sweet", "rice"])

    eve = calendar.index(PUJA.day) - 1
    assert effect[eve, :, 0].tolist() == [0.5, 0.0]
    assert effect[calendar.index(DIWALI.day) - 1, :, 0].tolist() == [1.0, 1.0]
    assert not effect[:, :, 1].any()
