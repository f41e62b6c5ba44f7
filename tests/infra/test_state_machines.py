import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from smartretail.intake.limits import LINK_SECONDS

from infra.config import Settings
from infra.ledger import Templates, resources

FOLDER = Path(__file__).parents[2] / "stepfunctions"
FILES = sorted(FOLDER.glob("*.asl.json"))
State = dict[str, Any]
TERMINAL = ("Succeed", "Fail")


def _read(file: Path) -> dict[str, Any]:
    definition: dict[str, Any] = json.loads(file.read_text())
    return definition


def _machines(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The machine and those inside its Map and Parallel states."""
    yield definition
    for state in definition["States"].values():
        inner = [state["ItemProcessor"]] if "ItemProcessor" in state else []
        for machine in (*inner, *state.get("Branches", [])):
            yield from _machines(machine)


def _tasks(definition: dict[str, Any]) -> Iterator[tuple[str, State, bool]]:
    """Every task, and whether it is inside a Map that catches for it."""
    for depth, machine in enumerate(_machines(definition)):
        for name, state in machine["States"].items():
            if state["Type"] == "Task":
                yield name, state, depth > 0


def _next(state: State) -> set[str]:
    targets = {state[key] for key in ("Next", "Default") if key in state}
    return targets | {one["Next"] for one in (*state.get("Choices", []), *state.get("Catch", []))}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_state_exists_is_reached_and_leads_on(file: Path) -> None:
    for machine in _machines(_read(file)):
        states = machine["States"]
        reached = {machine["StartAt"]}.union(*(_next(state) for state in states.values()))

        assert reached == states.keys()
        for name, state in states.items():
            assert _next(state) or state.get("End") or state["Type"] in TERMINAL, name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_task_ends_in_time_is_retried_with_jitter_and_caught(file: Path) -> None:
    definition = _read(file)
    assert definition["TimeoutSeconds"] > 0
    for name, task, caught_outside in _tasks(definition):
        assert task["TimeoutSeconds"] > 0, name
        assert task["Retry"], name
        for retry in task["Retry"]:
            assert retry["JitterStrategy"] == "FULL", name
            assert retry["MaxAttempts"] > 0 and retry["MaxDelaySeconds"] > 0, name
            assert "States.ALL" not in retry["ErrorEquals"], name
        assert caught_outside or task["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_map_is_bounded_and_fails_as_a_whole(file: Path) -> None:
    for machine in _machines(_read(file)):
        for name, state in machine["States"].items():
            if state["Type"] == "Map":
                assert 0 < state["MaxConcurrency"] <= 40, name
                assert state["Catch"], name
                assert not [key for key in state if key.startswith("Tolerated")], name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_definitions_are_plain_json_path(file: Path) -> None:
    for machine in _machines(_read(file)):
        assert machine.get("QueryLanguage", "JSONPath") == "JSONPath"
        for state in machine["States"].values():
            assert not {"Assign", "Arguments", "Output"} & state.keys()


def test_placeholders_are_those_that_the_template_fills(templates: Templates) -> None:
    for _, _, machine in resources(templates, "AWS::StepFunctions::StateMachine"):
        file = FOLDER / f"{machine['StateMachineName'].rpartition('-')[2]}.asl.json"
        wanted = set(re.findall(r"\$\{(\w+)\}", file.read_text()))

        assert machine["DefinitionSubstitutions"].keys() == wanted
        assert json.loads(machine["DefinitionString"]) == _read(file)


def test_training_may_fail_without_failing_the_plan() -> None:
    states = _read(FOLDER / "plan.asl.json")["States"]

    [catch] = states["Train"]["Catch"]
    naive = states[catch["Next"]]["Parameters"]["PrimaryContainer"]

    assert "ModelDataUrl.$" not in naive
    assert naive["Image"] == "${ForecastImage}"


def _leads_to(states: dict[str, State], start: str) -> set[str]:
    found, open_ones = {start}, {start}
    while open_ones:
        open_ones = set().union(*(_next(states[name]) for name in open_ones)) - found
        found |= open_ones
    return found


def test_a_file_that_nobody_announced_ends_in_a_failed_execution() -> None:
    """Neither inspection nor its failure can be recorded, and only `Failed` is left."""
    states = _read(FOLDER / "intake.asl.json")["States"]
    [refused, failed] = states["Inspect"]["Catch"]

    assert (refused["ErrorEquals"], failed["Next"]) == (["Unreadable", "Invalid"], "Fail")
    assert [catch["Next"] for catch in states["Fail"]["Catch"]] == ["Failed"]
    assert states["Failed"]["Type"] == "Fail"


@pytest.mark.parametrize("name", ["intake", "forget", "erase", "plan"])
def test_every_failed_execution_and_every_lost_event_calls_somebody(
    templates: Templates, name: str
) -> None:
    alarms = [a for _, _, a in resources(templates, "AWS::CloudWatch::Alarm")]
    names = {alarm["AlarmName"].partition("-")[2].partition("-")[2] for alarm in alarms}

    assert {f"{name}-failed", f"{name}-timedout", f"{name}-events-dlq-not-empty"} <= names
    assert all(alarm["AlarmActions"] for alarm in alarms)


def test_a_deletion_that_fails_is_put_back_and_fails_loudly() -> None:
    states = _read(FOLDER / "forget.asl.json")["States"]

    assert {catch["Next"] for name in ("Forget", "Record") for catch in states[name]["Catch"]} == {
        "Fail"
    }
    assert states["Fail"]["Next"] == "Failed"
    assert states["Fail"]["Parameters"]["Payload"]["deleting"] is True


def test_a_job_that_ends_after_its_upload_was_deleted_leaves_no_trace() -> None:
    """It may have written rows after the forget job ended, so that job runs once more."""
    states = _read(FOLDER / "intake.asl.json")["States"]
    for end, otherwise in (("Finish", "Done"), ("Fail", "Failed")):
        choice = states[states[end]["Next"]]
        asked = {one["StringEquals"]: one["Next"] for one in choice["Choices"]}

        assert states[end]["OutputPath"] == "$.Payload"
        assert asked == {"deleting": "Forget", "deleted": "Forget"}
        assert choice["Default"] == otherwise


def test_a_tenant_is_locked_out_before_anything_else_and_erased_to_the_last_item() -> None:
    states = _read(FOLDER / "erase.asl.json")["States"]
    more, ended = states["Erased?"]["Choices"]

    assert states["Lock out"]["Next"] == "First round"
    assert (more["Variable"], more["BooleanEquals"], more["Next"]) == ("$.done", False, "Erase")
    assert (ended["Variable"], ended["BooleanEquals"], ended["Next"]) == ("$.last", True, "Done")


def test_an_erasure_sweeps_again_when_all_that_could_still_write_has_ended() -> None:
    """A token may announce a file, its link bring it, it is curated, and a plan follows."""
    erase = _read(FOLDER / "erase.asl.json")
    states = erase["States"]
    wait = states[states["Erased?"]["Default"]]
    intake, plan = (_read(FOLDER / f"{name}.asl.json") for name in ("intake", "plan"))
    announced = Settings.token_minutes * 60 + LINK_SECONDS

    assert wait["Seconds"] > announced + intake["TimeoutSeconds"] + plan["TimeoutSeconds"]
    assert states[wait["Next"]]["Parameters"]["last"] is True
    assert states[wait["Next"]]["Next"] == states["First round"]["Next"] == "Forget"
    assert erase["TimeoutSeconds"] > wait["Seconds"] + 2 * states["Forget"]["TimeoutSeconds"]
