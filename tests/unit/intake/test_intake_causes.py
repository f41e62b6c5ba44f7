"""What went wrong, in words for the person who uploaded the file."""

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
        {"Error": "States.TaskFailed", "Cause": '{"JobRunState":"FAILED","ErrorMessage":""}'},
        {
            "Error": "States.TaskFailed",
            "Cause": '{"JobRunState":"FAILED","ErrorMessage":"SystemExit: 1"}',
        },
        {"Error": "X", "Cause": "[1]"},
    ],
)
def test_what_is_not_for_people_stays_inside(error: dict[str, str] | None) -> None:
    assert problem_from(error).detail.startswith("Something failed on our side")


def test_a_timeout_has_its_own_word() -> None:
    assert "too long" in problem_from({"Error": "States.Timeout", "Cause": ""}).title
