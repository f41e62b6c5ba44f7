"""Functions import only what their layers hold, and hot ones stay light."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
DOMAIN = ROOT / "layers" / "domain" / "python"
# What the Lambda runtime, the runtime layer and the domain layer bring.
BROUGHT = {"smartretail", "handler", "aws_lambda_powertools", "pydantic", "pydantic_core", "boto3"}
BROUGHT |= {"botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six", "certifi"}
BROUGHT |= {"typing_extensions", "annotated_types", "typing_inspection", "tzdata"}
ALLOWED = BROUGHT | set(sys.stdlib_module_names)
PROBE = """
import json, sys, time
sys.path[:0] = sys.argv[2:]
started = time.process_time()
__import__(sys.argv[1])
if sys.argv[1] == "boto3":
    import boto3
    boto3.client("dynamodb", region_name="ap-south-1")
print(time.process_time() - started)
"""
CENSUS = """
import importlib.util, json, sys
sys.path.insert(0, sys.argv[1])
brought = {}
for path in sys.argv[2:]:
    before = set(sys.modules)
    spec = importlib.util.spec_from_file_location("handler", path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    brought[path] = sorted({name.split(".")[0] for name in set(sys.modules) - before})
print(json.dumps(brought))
"""

BUILT = """
import importlib.util, json, sys
sys.path.insert(0, sys.argv[1])
for path in sys.argv[2:]:
    spec = importlib.util.spec_from_file_location("handler", path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
from pydantic import BaseModel
waiting, found = [BaseModel], []
while waiting:
    for kind in waiting.pop().__subclasses__():
        waiting.append(kind)
        if kind.__module__.startswith("smartretail.") and kind.__pydantic_complete__:
            found.append(kind.__module__ + "." + kind.__name__)
print(json.dumps(found))
"""


def run(program: str, *arguments: str) -> str:
    """Return what a fresh interpreter prints, with a function's environment and no other."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={
            "PATH": os.environ["PATH"],
            "POWERTOOLS_METRICS_NAMESPACE": "SmartRetail",
            "POWERTOOLS_SERVICE_NAME": "test",
            "AWS_DEFAULT_REGION": "ap-south-1",
        },
    )
    return done.stdout


def seconds(module: str, *paths: Path) -> float:
    """Return the CPU seconds of an import in a fresh interpreter."""
    return float(run(PROBE, module, *map(str, paths)))


def test_functions_import_only_what_their_layers_bring() -> None:
    handlers = [str(ROOT / "functions" / name / "handler.py") for name in FUNCTIONS]
    brought: dict[str, list[str]] = json.loads(run(CENSUS, str(DOMAIN), *handlers))
    stray = {
        path: strangers
        for path, modules in brought.items()
        if (strangers := [m for m in modules if m.lstrip("_") == m and m not in ALLOWED])
    }

    assert len(brought) == len(FUNCTIONS) > 0
    assert not stray


def test_no_function_builds_a_validator_before_it_is_called() -> None:
    handlers = [str(ROOT / "functions" / name / "handler.py") for name in FUNCTIONS]

    assert json.loads(run(BUILT, str(DOMAIN), *handlers)) == []


def test_a_hot_function_imports_in_1_6_times_boto3_with_one_client() -> None:
    function = ROOT / "functions" / "kpi_api"
    turns = [(seconds("handler", function, DOMAIN), seconds("boto3")) for _ in range(5)]

    ours, yardstick = (min(side) for side in zip(*turns, strict=True))

    assert ours <= 1.6 * yardstick, turns
