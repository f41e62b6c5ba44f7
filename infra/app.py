"""Entry: `python -m infra.app` writes the cloud assembly; no network, no credentials needed."""

import json
import os
from pathlib import Path
from typing import Any

from infra.config import Settings, load_settings
from infra.layer import LAYER
from infra.node import provide_node

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "build/cdk.out"


def synthesise(settings: Settings | None = None, output: Path = OUTPUT) -> Any:
    """Describe one deployment, check it against AwsSolutions, write its assembly."""
    provide_node()
    from aws_cdk import App

    from infra.deployment import Deployment

    if not (LAYER / "python").is_dir():
        raise SystemExit("The runtime layer is not built: run `python -m infra.layer` first.")
    app = App(context=_context(), outdir=os.environ.get("CDK_OUTDIR", str(output)))
    Deployment(app, settings or load_settings(lambda name: _look_up(app, name)))
    return app.synth()


def _context() -> dict[str, Any]:
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


def _look_up(app: Any, name: str) -> str | None:
    value = app.node.try_get_context(name) or os.environ.get(name.upper())
    return str(value) if value else None


if __name__ == "__main__":
    synthesise()
