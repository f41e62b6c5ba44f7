"""The small cloud that the conformance tests share."""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.testing import LocalCloud

SMALL = Path(__file__).parent / "small_cloud"
WAIT_SECONDS = 15.0


class SmallCloud(LocalCloud):
    """The small template's resources, by the names of its outputs."""

    def __init__(self, state_dir: Path) -> None:
        super().__init__(state_dir, assembly=SMALL, programs=SMALL / "programs", seed="none")
        self._outputs: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if not self._outputs:
            stack = self.client("cloudformation").describe_stacks(StackName="Small")["Stacks"][0]
            self._outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
        return self._outputs[name]

    def item(self, sk: str, pk: str = "seen") -> dict[str, Any] | None:
        """An item of the table."""
        found = self.client("dynamodb").get_item(
            TableName=self["Table"], Key={"pk": {"S": pk}, "sk": {"S": sk}}
        )
        return dict(found["Item"]) if "Item" in found else None

    def put_outbox(self, sk: str) -> None:
        """Put an item that the stream's filter lets through."""
        item = {"pk": {"S": "T#1"}, "sk": {"S": sk}, "body": {"S": "{}"}}
        self.client("dynamodb").put_item(TableName=self["Table"], Item=item)

    def run_machine(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """Start a state machine and wait for its end."""
        states = self.client("stepfunctions")
        arn = f"arn:aws:states:ap-south-1:000000000000:stateMachine:small-{name}"
        run = states.start_execution(stateMachineArn=arn, input=json.dumps(given))
        ended: dict[str, Any] = eventually(
            lambda: _ended(states.describe_execution(executionArn=run["executionArn"]))
        )
        return ended


def eventually(look: Callable[[], Any], seconds: float = WAIT_SECONDS) -> Any:
    """What `look` returns as soon as it returns something true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def _ended(execution: dict[str, Any]) -> dict[str, Any] | None:
    return execution if execution["status"] != "RUNNING" else None


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCloud]:
    """A running small cloud, shared by the whole session."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(os.environ, "SECRET_OF_THIS_SHELL", "hush")
        with SmallCloud(tmp_path_factory.mktemp("cloud") / "state") as running:
            yield running


@pytest.fixture(scope="session")
def wait() -> Callable[..., Any]:
    """`eventually`, for tests."""
    return eventually
