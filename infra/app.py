"""Entry: `python -m infra.app` writes the cloud assembly; no network, no credentials needed."""

import json
import os
from pathlib import Path
from typing import Any

from infra.config import GIVEN, Settings, load_settings
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
    Deployment(app, settings or load_settings(_given(app)))
    return app.synth()


def _context() -> dict[str, Any]:
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


def _given(app: Any) -> dict[str, str]:
    """Settings from CDK context, else from `SMARTRETAIL_<NAME>` in the environment."""
    found = {
        name: app.node.try_get_context(name) or os.environ.get(f"SMARTRETAIL_{name.upper()}")
        for name in GIVEN
    }
    return {name: str(value) for name, value in found.items() if value}


if __name__ == "__main__":
    synthesise()
