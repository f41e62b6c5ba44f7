"""What went wrong, in words for the person who uploaded the file."""

import json

import pytest
from smartretail.intake.causes import problem_from

from tests.kit.calls import sample


def test_our_own_sentences_reach_the_person() -> None:
    error = sample("states/lambda_failed.json")["error"]

    assert problem_from(error).detail == "The file is a PDF. Export the table as CSV or XLSX."


@pytest.mark.parametrize(
    "error",
    [
        None,
        {},
        {"Error": "KeyError", "Cause": '{"errorType":"KeyError","errorMessage":"secret key"}'},
        {"Error": "States.Runtime", "Cause": "not json: arn:aws:iam::123456789012:role/x"},
        {"Error": "X", "Cause": "[1]"},
    ],
)
def test_what_is_not_for_people_stays_inside(error: dict[str, str] | None) -> None:
    assert problem_from(error).detail.startswith("Something failed on our side")


def test_a_timeout_has_its_own_word() -> None:
    assert "too long" in problem_from({"Error": "States.Timeout", "Cause": ""}).title
    assert "too long" in problem_from(job("", state="TIMEOUT")).title


def job(message: str, state: str = "FAILED") -> dict[str, str]:
    cause = {"JobName": "curate", "JobRunState": state, "ErrorMessage": message}
    return {"Error": "States.TaskFailed", "Cause": json.dumps(cause)}


@pytest.mark.parametrize(
    "message",
    [
        "",
        "SystemExit: 1",
        "The container was stopped by signal 9",
        "Command failed with exit code 137",
        "java.lang.OutOfMemoryError: Java heap space",
    ],
)
def test_after_a_crash_the_person_reads_how_to_go_on(message: str) -> None:
    problem = problem_from(job(message))

    assert problem.title == "The cleaning broke off"
    assert problem.detail.startswith("Something failed on our side")
    assert "confirm its columns again" in problem.detail


def test_the_last_sentence_of_a_job_reaches_the_person() -> None:
    assert problem_from(job("SystemExit: The rates end in May.")).detail == "The rates end in May."
