"""Deploys an assembly into the local cloud through the CloudFormation API."""

import json
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from infra.local import assets
from infra.local.adapting import adapted, digest
from infra.local.assembly import Stack
from infra.local.failure import LocalError

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
TEMPLATES = "local-templates"
STACK_SECONDS = 300
SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
Say = Callable[[str], None]


class Deployer:
    """Brings stacks to the state that their templates describe."""

    def __init__(self, cloudformation: Any, s3: Any, endpoint: str, say: Say) -> None:
        self._cloudformation = cloudformation
        self._s3 = s3
        self._endpoint = endpoint
        self._say = say

    def deploy(self, stack: Stack, deployed: str | None) -> str:
        """Create or update the stack unless its digest is `deployed`; return its digest."""
        template = adapted(stack.template)
        wanted = digest(template)
        if wanted == deployed:
            return wanted
        started = time.monotonic()
        published = self._publish(stack)
        self._apply(stack.name, template, wanted)
        took = time.monotonic() - started
        count = len(template["Resources"])
        self._say(f"  {stack.name}: {count} resources, {published} assets, {took:.1f} s")
        return wanted

    def _publish(self, stack: Stack) -> int:
        for bucket in {asset.bucket for asset in stack.assets}:
            assets.ensure_bucket(self._s3, bucket)
        return sum(assets.publish(self._s3, asset) for asset in stack.assets)

    def _apply(self, name: str, template: dict[str, Any], wanted: str) -> None:
        assets.ensure_bucket(self._s3, TEMPLATES)
        key = f"{name}-{wanted}.json"
        self._s3.put_object(Bucket=TEMPLATES, Key=key, Body=json.dumps(template).encode())
        request = {
            "StackName": name,
            "TemplateURL": f"{self._endpoint}/{TEMPLATES}/{key}",
            "Capabilities": CAPABILITIES,
        }
        if self._status(name) is None:
            self._cloudformation.create_stack(**request)
        else:
            try:
                self._cloudformation.update_stack(**request)
            except ClientError as error:
                if "No updates are to be performed" in str(error):
                    return
                raise LocalError(f"Could not update {name}: {_message(error)}") from error
        self._wait(name)

    def _wait(self, name: str) -> None:
        deadline = time.monotonic() + STACK_SECONDS
        while time.monotonic() < deadline:
            status = self._status(name) or ""
            if status in SETTLED and "ROLLBACK" not in status:
                return
            if not status.endswith("_IN_PROGRESS"):
                raise LocalError(f"Stack {name} ended as {status}: {self._reason(name)}")
            time.sleep(0.1)
        raise LocalError(f"Stack {name} did not settle within {STACK_SECONDS} s.")

    def _status(self, name: str) -> str | None:
        try:
            found = self._cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError:
            return None
        return str(found[0]["StackStatus"])

    def _reason(self, name: str) -> str:
        events = self._cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        reasons = [
            f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
            for event in reversed(events)
            if "FAILED" in event["ResourceStatus"] and event.get("ResourceStatusReason")
        ]
        return reasons[0] if reasons else "no reason given."


def _message(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Message", error))[:500]
