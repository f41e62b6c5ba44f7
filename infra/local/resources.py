"""Finds what the deployed stacks consist of."""

from typing import Any

from infra.local.assembly import Stack
from infra.local.failure import LocalError
from infra.local.published import Published


class Resources:
    """Physical ids of deployed resources, by stack and logical id and by type."""

    def __init__(self, cloudformation: Any, stacks: list[Stack]) -> None:
        self.stacks = stacks
        self._ids: dict[tuple[str, str], str] = {}
        self._types: dict[str, list[str]] = {}
        for stack in stacks:
            pages = cloudformation.get_paginator("list_stack_resources")
            for page in pages.paginate(StackName=stack.name):
                for found in page["StackResourceSummaries"]:
                    physical = found["PhysicalResourceId"]
                    self._ids[stack.name, found["LogicalResourceId"]] = physical
                    self._types.setdefault(found["ResourceType"], []).append(physical)

    def physical_id(self, stack: str, logical_id: str) -> str:
        """Physical id of a resource of a stack."""
        return self._ids[stack, logical_id]

    def of_type(self, kind: str) -> list[str]:
        """Physical ids of all resources of a CloudFormation type."""
        return self._types.get(kind, [])

    def only(self, kind: str) -> str:
        """Physical id of the one resource of a type."""
        found = self.of_type(kind)
        if len(found) != 1:
            raise LocalError(f"The template has {len(found)} {kind}; local mode needs exactly one.")
        return found[0]

    def publish(self, published: Published, stage: str) -> None:
        """Tell the gateway what the dashboard must know."""
        published.api_id = self.only("AWS::ApiGatewayV2::Api")
        published.pool_id = self.only("AWS::Cognito::UserPool")
        published.client_id = self.only("AWS::Cognito::UserPoolClient").split("|")[-1]
        published.stage = stage
