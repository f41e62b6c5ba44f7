"""Reads a synthesised cloud assembly: stacks in dependency order, their templates and assets."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.failure import LocalError
from infra.local.settings import ACCOUNT, REGION

STACK = "aws:cloudformation:stack"
ASSETS = "cdk:asset-manifest"
PLACEHOLDERS = {
    "${AWS::AccountId}": ACCOUNT,
    "${AWS::Region}": REGION,
    "${AWS::Partition}": "aws",
}


@dataclass(frozen=True)
class Asset:
    """A file or folder of the assembly, and the object that it becomes."""

    path: Path
    zipped: bool
    bucket: str
    key: str


@dataclass(frozen=True)
class Stack:
    """A stack of the assembly."""

    name: str
    template: dict[str, Any]
    assets: tuple[Asset, ...]


def read_assembly(folder: Path) -> list[Stack]:
    """The stacks of the assembly in `folder`, each after those that it depends on."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise LocalError(f"There is no synthesised template in {folder}: run `make synth`.")
    artifacts = json.loads(manifest.read_text())["artifacts"]
    stacks = {name: found for name, found in artifacts.items() if found["type"] == STACK}
    return [_stack(folder, name, stacks[name], artifacts) for name in _ordered(stacks)]


def _ordered(stacks: dict[str, Any]) -> list[str]:
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        for needed in stacks[name].get("dependencies", []):
            if needed in stacks:
                visit(needed)
        ordered.append(name)

    for name in sorted(stacks):
        visit(name)
    return ordered


def _stack(folder: Path, name: str, artifact: Any, artifacts: dict[str, Any]) -> Stack:
    properties = artifact["properties"]
    template = json.loads((folder / properties["templateFile"]).read_text())
    manifests = [
        artifacts[needed]["properties"]["file"]
        for needed in artifact.get("dependencies", [])
        if needed in artifacts and artifacts[needed]["type"] == ASSETS
    ]
    assets = tuple(asset for file in manifests for asset in _assets(folder, file))
    return Stack(properties.get("stackName", name), template, assets)


def _assets(folder: Path, manifest: str) -> list[Asset]:
    files = json.loads((folder / manifest).read_text()).get("files", {})
    return [
        Asset(
            path=folder / file["source"]["path"],
            zipped=file["source"].get("packaging") == "zip",
            bucket=_filled(place["bucketName"]),
            key=place["objectKey"],
        )
        for file in files.values()
        for place in file["destinations"].values()
        if not file["source"]["path"].endswith(".template.json")
    ]


def _filled(text: str) -> str:
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return text
