from dataclasses import replace

import numpy as np
from smartretail_ml.events import FAR, event_days, event_names
from smartretail_ml.panel import Panel, build_panel
from smartretail_ml.records import Series


def with_events(series: list[Series], *calendars: dict[str, str]) -> Panel:
    return build_panel(
        [replace(one, events=days) for one, days in zip(series, calendars, strict=False)]
    )


def test_days_to_and_since_count_from_the_event(series: list[Series]) -> None:
    panel = with_events(series, {"2024-06-10": "fair"})
    at = (np.datetime64("2024-06-10") - np.datetime64(panel.first_day)).astype(int)
    days = event_days(panel, ["fair"])

    assert days.days_to[0, at - 3 : at + 2].tolist() == [3, 2, 1, 0, FAR]
    assert days.days_since[0, at - 1 : at + 3].tolist() == [FAR, 0, 1, 2]
    assert days.code[0, at - 2] == 1
    assert days.code[0, at + 1] == 0


def test_the_nearer_of_two_events_is_named(series: list[Series]) -> None:
    panel = with_events(series, {"2024-06-10": "fair", "2024-06-05": "diwali"})
    at = (np.datetime64("2024-06-10") - np.datetime64(panel.first_day)).astype(int)
    names = event_names(panel)
    code = event_days(panel, names).code[0]

    assert names[int(code[at - 6]) - 1] == "diwali"
    assert names[int(code[at - 1]) - 1] == "fair"


def test_a_name_unknown_to_the_model_keeps_its_distance_but_no_code(series: list[Series]) -> None:
    panel = with_events(series, {"2024-07-03": "new"})
    days = event_days(panel, ["fair"])

    assert days.days_to[0, panel.days + 2] == 0
    assert not days.code.any()


def test_regions_keep_their_own_calendar(series: list[Series]) -> None:
    panel = with_events(series, {"2024-07-01": "a"}, {"2024-07-02": "b"}, {"2024-07-01": "a"})

    assert panel.calendar.tolist() == [0, 1, 0]
    assert len(panel.calendars) == 2
