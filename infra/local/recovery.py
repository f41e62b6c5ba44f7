"""Starts again what a stop cut off: the cloud's state machines outlive one machine, ours do not."""

import json
from collections.abc import Callable
from typing import Any

from infra.local.resources import Resources

INTERRUPTED = "States.ServiceRestart"
SUFFIX = "-resumed"


def resume_interrupted(
    stepfunctions: Any, resources: Resources, say: Callable[[str], None]
) -> None:
    """Start every execution that the last stop interrupted once more, with the same input."""
    for machine in resources.of_type("AWS::StepFunctions::StateMachine"):
        pages = stepfunctions.get_paginator("list_executions")
        for page in pages.paginate(stateMachineArn=machine, statusFilter="FAILED"):
            for found in page["executions"]:
                _resume(stepfunctions, machine, found["executionArn"], say)


def _resume(
    stepfunctions: Any, machine: str, execution: str, say: Callable[[str], None]
) -> None:
    found = stepfunctions.describe_execution(executionArn=execution)
    if found.get("error") != INTERRUPTED or found["name"].endswith(SUFFIX):
        return
    try:
        stepfunctions.start_execution(
            stateMachineArn=machine,
            name=f"{found['name'][: 80 - len(SUFFIX)]}{SUFFIX}",
            input=found.get("input", json.dumps({})),
        )
    except stepfunctions.exceptions.ExecutionAlreadyExists:
        return
    say(f"  resumed {found['name']}, which the last stop had interrupted")
