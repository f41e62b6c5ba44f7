import ast
import json
import re
from pathlib import Path

import pytest

from infra.catalogue.http import HTTP_FUNCTIONS
from infra.catalogue.jobs import (
    DAILY_FUNCTION,
    ERASE_STEPS,
    FORGET_STEPS,
    HOURLY_FUNCTION,
    INTAKE_STEPS,
    OPERATOR_FUNCTIONS,
    OUTBOX_FUNCTION,
    PLAN_STEPS,
    PULL_FUNCTION,
    SIGN_IN_FUNCTION,
    STREAM_FUNCTION,
    TICK_FUNCTION,
)
from infra.catalogue.spec import FunctionSpec
from infra.layer import LAYER
from infra.ledger import Templates, resources

ROOT = Path(__file__).parents[2]
BOOTSTRAP = ROOT / "layers/domain/python/smartretail/bootstrap"
LARGEST = 250 * 1024 * 1024
HEAVY = ("numpy", "pandas", "scipy", "pyarrow", "lightgbm", "boto3", "botocore")
ALL = (
    *HTTP_FUNCTIONS,
    *INTAKE_STEPS,
    *FORGET_STEPS,
    *ERASE_STEPS,
    *PLAN_STEPS,
    *OPERATOR_FUNCTIONS,
    DAILY_FUNCTION,
    HOURLY_FUNCTION,
    OUTBOX_FUNCTION,
    PULL_FUNCTION,
    STREAM_FUNCTION,
    SIGN_IN_FUNCTION,
    TICK_FUNCTION,
)


class Wiring(ast.NodeVisitor):
    """Variables that a bootstrap function reads, itself or through others."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.seen: set[tuple[str, str]] = set()

    def follow(self, module: str, function: str) -> None:
        if (module, function) in self.seen or not (BOOTSTRAP / f"{module}.py").is_file():
            return
        self.seen.add((module, function))
        tree = ast.parse((BOOTSTRAP / f"{module}.py").read_text())
        homes = {
            alias.asname or alias.name: (node.module.rpartition(".")[2], alias.name)
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module
            if node.module.startswith("smartretail.bootstrap")
            for alias in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == function:
                self._calls(node, module, homes)

    def _calls(self, node: ast.FunctionDef, module: str, homes: dict[str, tuple[str, str]]) -> None:
        for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
            if not isinstance(call.func, ast.Name):
                continue
            name = call.func.id
            if name in ("variable", "table") and isinstance(call.args[0], ast.Constant):
                read = str(call.args[0].value)
                self.variables.add(read if name == "variable" else f"{read.upper()}_TABLE")
            else:
                self.follow(*homes.get(name, (module, name)))


def _variables_read(spec: FunctionSpec) -> set[str]:
    wiring = Wiring()
    tree = ast.parse((ROOT / "functions" / spec.name / "handler.py").read_text())
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "smartretail.bootstrap."
        ):
            for alias in node.names:
                wiring.follow(str(node.module).rpartition(".")[2], alias.name)
    return wiring.variables


def _size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.suffix != ".pyc" and f.is_file())


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_a_function_gets_the_variables_it_reads_and_no_other(spec: FunctionSpec) -> None:
    assert set(spec.environment) == _variables_read(spec)


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.name)
def test_a_function_may_touch_the_tables_it_knows_and_no_other(spec: FunctionSpec) -> None:
    known = {f"table/{v.removesuffix('_TABLE').lower()}" for v in spec.environment if "_TABLE" in v}

    assert {grant.on for grant in spec.grants if grant.on.startswith("table/")} == known


def test_every_folder_of_functions_is_in_the_catalogue() -> None:
    folders = {f.parent.name for f in (ROOT / "functions").glob("*/handler.py")}

    assert folders == {spec.name for spec in ALL}


def test_the_template_has_the_functions_of_the_catalogue(templates: Templates) -> None:
    names = {f["FunctionName"] for _, _, f in resources(templates, "AWS::Lambda::Function")}

    assert names == {f"smartretail-dev-{spec.name}" for spec in ALL}


def test_code_and_layers_fit_into_a_function() -> None:
    layers = _size(LAYER) + _size(ROOT / "layers/domain/python")
    largest = max(_size(ROOT / "functions" / spec.name) for spec in ALL)

    assert layers + largest <= LARGEST


def test_the_runtime_layer_is_light_and_for_lambda() -> None:
    packages = {path.name for path in (LAYER / "python").iterdir()}
    compiled = [path.name for path in (LAYER / "python").rglob("*.so")]

    assert packages.isdisjoint(HEAVY)
    assert compiled
    assert all("cpython-313-aarch64" in name for name in compiled)


def test_the_layer_holds_what_the_handlers_are_tested_with() -> None:
    pins = re.findall(
        r"^([\w-]+)==(\S+)", (ROOT / "layers/runtime/requirements.txt").read_text(), re.M
    )
    tested = dict(re.findall(r"^([\w-]+)==(\S+)", _lock(), re.M))

    assert {name: version for name, version in pins if tested.get(name, version) != version} == {}


def _lock() -> str:
    lock = ROOT / "requirements.lock"
    return lock.read_text() if lock.is_file() else ""


def test_callers_of_the_api_are_answered_before_they_give_up() -> None:
    assert all(spec.timeout_seconds < 29 for spec in HTTP_FUNCTIONS)


def test_states_wait_longer_than_their_functions_run() -> None:
    for machine, steps in (("intake", INTAKE_STEPS), ("plan", PLAN_STEPS)):
        definition = json.loads((ROOT / f"stepfunctions/{machine}.asl.json").read_text())
        waits = _waits(definition["States"])
        for spec in steps:
            name = f"${{{spec.name.rpartition('_')[2].capitalize()}Function}}"
            assert waits[name] > spec.timeout_seconds, spec.name


def _waits(states: dict[str, dict[str, object]]) -> dict[str, int]:
    text = json.dumps(states)
    pairs = re.findall(r'"FunctionName": "(\$\{\w+\})".*?"TimeoutSeconds": (\d+)', text)
    return {name: int(seconds) for name, seconds in pairs}
