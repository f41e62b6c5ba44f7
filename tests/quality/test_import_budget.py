"""Functions import only what their layers hold, and hot ones stay light."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
HEAVY = {"numpy", "pandas", "scipy", "lightgbm", "pyarrow", "duckdb", "narwhals"}
# What the Lambda runtime, the runtime layer and the domain layer bring.
BROUGHT = {"smartretail", "handler", "aws_lambda_powertools", "pydantic", "pydantic_core", "boto3"}
BROUGHT |= {"botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six", "certifi"}
BROUGHT |= {"typing_extensions", "annotated_types", "typing_inspection"}
PROBE = """
import json, sys, time
sys.path[:0] = sys.argv[2:]
started = time.process_time()
__import__(sys.argv[1])
if sys.argv[1] == "boto3":
    import boto3
    boto3.client("dynamodb", region_name="ap-south-1")
print(json.dumps([time.process_time() - started, sorted({m.split(".")[0] for m in sys.modules})]))
"""


def probe(module: str, *paths: Path) -> tuple[float, set[str]]:
    """Return the CPU seconds of an import in a fresh interpreter, and its top-level modules."""
    env = {"PATH": os.environ["PATH"], "POWERTOOLS_METRICS_NAMESPACE": "SmartRetail"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, module, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        env=env | {"POWERTOOLS_SERVICE_NAME": "test", "AWS_DEFAULT_REGION": "ap-south-1"},
    )
    seconds, modules = json.loads(done.stdout)
    return seconds, set(modules)


def paths(function: str) -> tuple[Path, Path]:
    return ROOT / "functions" / function, ROOT / "layers" / "domain" / "python"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_imports_only_what_its_layers_bring(function: str) -> None:
    _, modules = probe("handler", *paths(function))
    installed = {m for m in modules if m not in sys.stdlib_module_names and not m.startswith("_")}

    assert not installed & HEAVY
    assert installed - BROUGHT <= {"sitecustomize", "usercustomize", "a1_coverage", "distutils"}


def test_a_hot_function_imports_in_1_6_times_boto3_with_one_client() -> None:
    yardstick = min(probe("boto3")[0] for _ in range(3))
    ours = min(probe("handler", *paths("kpi_api"))[0] for _ in range(3))

    assert ours <= 1.6 * yardstick
