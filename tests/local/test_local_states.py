"""Step Functions as we rely on them: error names, roles, resumed executions."""

import json
from typing import Any


def test_the_class_of_a_handlers_exception_is_the_states_error(cloud: Any) -> None:
    ended = cloud.run_machine("catching", {"day": "Friday"})

    caught = json.loads(ended["output"])["error"]
    assert ended["status"] == "SUCCEEDED"
    assert caught["Error"] == "NotReadyYet"
    assert json.loads(caught["Cause"])["errorMessage"] == "not before Friday"


def test_a_machine_cannot_call_what_its_role_does_not_allow(cloud: Any) -> None:
    ended = cloud.run_machine("forbidden", {})

    assert ended["status"] == "FAILED"
    assert ended["error"] == "Lambda.AWSLambdaException"
    assert "not authorized to perform: lambda:InvokeFunction" in ended["cause"]


def test_a_worker_survives_its_handlers_exception(cloud: Any) -> None:
    lambda_ = cloud.client("lambda")
    answers = [lambda_.invoke(FunctionName="small-refuse", Payload=b"{}") for _ in range(2)]

    assert [answer["FunctionError"] for answer in answers] == ["Unhandled", "Unhandled"]
    assert json.load(answers[1]["Payload"])["errorType"] == "NotReadyYet"
