"""Continues executions that a stop cut off: the cloud's state machines outlive any one machine."""

import contextvars
import json
import threading
from collections.abc import Callable
from typing import Any

from infra.local.rewriting import rewrite

INTERRUPTED = "States.ServiceRestart"


def make_resumable(stepfunctions: Any) -> None:
    """Let an execution start at a state and with an input that its record names."""
    rewrite(
        stepfunctions,
        "_run_execution",
        (
            'current_name = definition.get("StartAt")',
            'current_name = execution.pop("resume_at", None) or definition.get("StartAt")',
        ),
        (
            "    try:\n        while current_name and",
            '    current_input = execution.pop("resume_input", current_input)\n'
            "    try:\n        while current_name and",
        ),
    )


def resume_interrupted(say: Callable[[str], None]) -> None:
    """Continue every interrupted execution with the state that it was in."""
    from ministack.services import stepfunctions

    for execution in list(stepfunctions._executions.all_values()):
        if execution.get("error") == INTERRUPTED:
            _resume(stepfunctions, execution)
            say(f"  {execution['name']} goes on; the last stop had interrupted it")


def _resume(stepfunctions: Any, execution: dict[str, Any]) -> None:
    machine = stepfunctions._state_machines.get(execution["stateMachineArn"])
    if machine is None:
        return
    states = json.loads(machine["definition"])["States"]
    for event in execution["events"]:
        entered = event.get("stateEnteredEventDetails")
        if entered and entered["name"] in states:
            execution["resume_at"] = entered["name"]
            execution["resume_input"] = json.loads(entered["input"])
    for ended in ("error", "cause"):
        execution.pop(ended, None)
    execution.update(status="RUNNING", stopDate=None)
    inside = contextvars.copy_context()
    arn = execution["executionArn"]
    threading.Thread(
        target=inside.run, args=(stepfunctions._run_execution, arn), daemon=True
    ).start()
