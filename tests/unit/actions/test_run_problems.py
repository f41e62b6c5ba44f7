"""A failed run is told in words, whatever service the error came from."""

import json

import pytest
from smartretail.actions.runs import problem_of


@pytest.mark.parametrize(
    ("cause", "detail"),
    [
        ({"errorMessage": "No manifest.", "errorType": "NotFound"}, "No manifest."),
        ({"JobRunState": "FAILED", "ErrorMessage": "Out of memory."}, "Out of memory."),
        ({"TransformJobStatus": "Failed", "FailureReason": "Bad line 3."}, "Bad line 3."),
    ],
)
def test_the_reason_is_found_in_the_cause(cause: dict[str, str], detail: str) -> None:
    assert problem_of({"Error": "States.TaskFailed", "Cause": json.dumps(cause)}).detail == detail


@pytest.mark.parametrize("error", [{}, {"Error": "States.Timeout"}, {"Cause": "[1]"}])
def test_an_empty_error_still_says_something(error: dict[str, str]) -> None:
    found = problem_of(error)

    assert found.title
    assert found.detail


def test_a_plain_cause_is_kept_short() -> None:
    assert len(problem_of({"Cause": "x" * 5000}).detail) == 500
