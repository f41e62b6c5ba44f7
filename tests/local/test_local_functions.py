"""Lambda as we rely on it: own environment, least privilege, prompt answers, logs."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any


def test_a_function_sees_nothing_of_this_shell(cloud: Any) -> None:
    seen = json.load(cloud.client("lambda").invoke(FunctionName="small-environment")["Payload"])

    assert "SECRET_OF_THIS_SHELL" not in seen
    assert seen["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert seen["AWS_ENDPOINT_URL"] == cloud.address


def test_a_function_without_a_permission_is_denied(cloud: Any) -> None:
    answer = cloud.client("lambda").invoke(FunctionName="small-trespass")

    failure = json.load(answer["Payload"])
    assert failure["errorType"] == "ClientError"
    assert "AccessDenied" in failure["errorMessage"]
    assert "dynamodb:Scan" in failure["errorMessage"]


def test_a_function_whose_process_dies_is_told_from_one_that_raises(cloud: Any) -> None:
    """Step Functions retries `Runtime.ExitError`, the name that Lambda gives to it."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr(
            "dying.py", "import os\n\ndef handler(e, c):\n    os.kill(os.getpid(), 9)\n"
        )
    lambda_ = cloud.client("lambda")
    known = lambda_.get_function_configuration(FunctionName="small-echo")
    lambda_.create_function(
        FunctionName="small-dying",
        Runtime=known["Runtime"],
        Role=known["Role"],
        Handler="dying.handler",
        Code={"ZipFile": code.getvalue()},
    )

    failure = json.load(lambda_.invoke(FunctionName="small-dying")["Payload"])

    assert failure["errorType"] == "Runtime.ExitError"


def test_a_silent_function_answers_without_waiting_for_its_log(cloud: Any) -> None:
    lambda_ = cloud.client("lambda")
    took = []
    for _ in range(8):
        started = time.perf_counter()
        lambda_.invoke(FunctionName="small-echo", Payload=b"{}")
        took.append(time.perf_counter() - started)

    assert sorted(took)[3] < 0.045


def test_what_a_function_prints_is_in_its_log(cloud: Any, wait: Callable[..., Any]) -> None:
    event = json.dumps({"name": "logged"}).encode()
    cloud.client("lambda").invoke(FunctionName="small-record", Payload=event)

    def lines() -> list[str]:
        found = cloud.client("logs").filter_log_events(logGroupName="/aws/lambda/small-record")
        return [one["message"] for one in found["events"] if "recording" in one["message"]]

    assert wait(lines)
