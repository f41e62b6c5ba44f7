"""Republishes code that changes while the local cloud runs, so that an edit is live in seconds."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from infra.local.assembly import Asset
from infra.local.resources import Resources
from infra.local.settings import REPOSITORY
from infra.local.sources import Source, find_sources

EVERY_SECONDS = 1.0
FUNCTION = "AWS::Lambda::Function"
LAYER = "AWS::Lambda::LayerVersion"
Clients = Callable[[str], Any]


class Watcher:
    """Follows the sources of what is deployed."""

    def __init__(
        self,
        clients: Clients,
        resources: Resources,
        say: Callable[[str], None],
        repository: Path = REPOSITORY,
    ) -> None:
        self._repository = repository
        self._clients = clients
        self._resources = resources
        self._say = say
        self._sources = find_sources(repository, resources.stacks)
        self._seen = {source.path: source.stamp() for source in self._sources}
        self._layers = {arn: arn for arn in resources.of_type(LAYER)}

    def run(self) -> NoReturn:
        """Look for changes for ever."""
        while True:
            time.sleep(EVERY_SECONDS)
            self.look()

    def look(self) -> None:
        """Republish each source that has changed since the last look."""
        for source in self._sources:
            stamp = source.stamp()
            if stamp != self._seen[source.path]:
                self._seen[source.path] = stamp
                self._republish(source)

    def _republish(self, source: Source) -> None:
        content = source.read()
        for asset in source.assets:
            self._clients("s3").put_object(Bucket=asset.bucket, Key=asset.key, Body=content)
            for physical_id in self._users(asset, FUNCTION, "Code"):
                lambda_ = self._clients("lambda")
                lambda_.update_function_code(FunctionName=physical_id, ZipFile=content)
            for physical_id in self._users(asset, LAYER, "Content"):
                self._replace_layer(physical_id, content)
        self._say(f"  {source.path.relative_to(self._repository)} is live")

    def _users(self, asset: Asset, kind: str, member: str) -> list[str]:
        return [
            self._resources.physical_id(stack.name, logical_id)
            for stack in self._resources.stacks
            for logical_id, resource in stack.template.get("Resources", {}).items()
            if resource["Type"] == kind
            and resource["Properties"].get(member, {}).get("S3Key") == asset.key
        ]

    def _replace_layer(self, deployed: str, content: bytes) -> None:
        lambda_ = self._clients("lambda")
        name = deployed.split(":")[-2]
        made = lambda_.publish_layer_version(LayerName=name, Content={"ZipFile": content})
        old, new = self._layers[deployed], made["LayerVersionArn"]
        self._layers[deployed] = new
        for page in lambda_.get_paginator("list_functions").paginate():
            for function in page["Functions"]:
                used = [layer["Arn"] for layer in function.get("Layers", [])]
                if old in used:
                    changed = [new if arn == old else arn for arn in used]
                    lambda_.update_function_configuration(
                        FunctionName=function["FunctionName"], Layers=changed
                    )
