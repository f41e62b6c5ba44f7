"""Paths and hyperparameters of the SageMaker container contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from smartretail_ml.records import Series, read_records

ROOT = "/opt/ml"


@dataclass(frozen=True)
class TrainingPaths:
    """Where a training job finds its input and leaves its output."""

    panel: Path
    model: Path
    output_data: Path
    hyperparameters: Path

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> TrainingPaths:
        """Read the SM_* variables, with the paths of the contract where they are unset."""
        config = Path(environ.get("SM_INPUT_CONFIG_DIR", f"{ROOT}/input/config"))
        return cls(
            Path(environ.get("SM_CHANNEL_PANEL", f"{ROOT}/input/data/panel")),
            Path(environ.get("SM_MODEL_DIR", f"{ROOT}/model")),
            Path(environ.get("SM_OUTPUT_DATA_DIR", f"{ROOT}/output/data")),
            config / "hyperparameters.json",
        )

    @property
    def failure(self) -> Path:
        """File whose text the training job shows as its reason to fail."""
        return self.output_data.parent / "failure"


def hyperparameters(file: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Texts by name from SM_HPS or from the file of the contract; empty without both."""
    if "SM_HPS" in environ:
        given = json.loads(environ["SM_HPS"])
    else:
        given = json.loads(file.read_text()) if file.exists() else {}
    return {str(name): str(value) for name, value in given.items()}


def read_channel(channel: Path) -> Iterator[Series]:
    """Series of all ``*.jsonl`` files of a channel, in the order of their names."""
    files = sorted(channel.rglob("*.jsonl")) if channel.is_dir() else [channel]
    if not files:
        raise FileNotFoundError(f"no .jsonl file in channel {channel.name}")
    for file in files:
        with file.open("rb") as lines:
            yield from read_records(lines)
