"""The cloud assembly: third-party layer built, CDK app synthesised, each once per content."""

from infra.workspace.environment import PYTHON
from infra.workspace.step import ROOT, once, run

_APP = ("cdk.json", "functions", "layers", "stepfunctions", "glue", "sagemaker")
_LOCAL_ONLY = {"local", "workspace", "__pycache__"}


def provide() -> None:
    """Write `build/cdk.out` when anything it is made from has changed."""
    layer = ROOT / "layers" / "runtime" / "requirements.txt"
    built = ROOT / "build" / "layers" / "runtime"
    once("runtime-layer", [layer], built, lambda: run(PYTHON, "-m", "infra.layer"))
    described = [path for path in (ROOT / "infra").iterdir() if path.name not in _LOCAL_ONLY]
    sources = [*(ROOT / part for part in _APP), *described]
    synth = ROOT / "build" / "cdk.out" / "manifest.json"
    once("cloud-template", sources, synth, lambda: run(PYTHON, "-m", "infra.app"))
