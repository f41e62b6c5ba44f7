"""The house keeps its shape: small files, short functions, honest names, nothing that shadows."""

import ast
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("layers", "functions", "glue", "sagemaker", "infra", "simulation", "benchmarks")
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base"}


def sources() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed if name.split("/")[0] in PRODUCT]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length


def test_no_file_is_longer_than_250_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): lines(path) for path in sources()}
    long = {name: length for name, length in lengths.items() if length > 250}

    assert not long


def test_functions_read_like_the_rule_they_implement() -> None:
    lengths = dict(functions())

    assert not {name: length for name, length in lengths.items() if length > 40}
    assert statistics.median(lengths.values()) <= 12
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= 30


def test_no_module_hides_behind_an_empty_name() -> None:
    assert not [str(path) for path in sources() if {path.stem, *path.parts} & FORBIDDEN]


def test_no_folder_shadows_an_installed_package() -> None:
    shadowing = [
        ROOT / name / "__init__.py" for name in ("sagemaker", "glue", "events", "stepfunctions")
    ]

    assert not [str(path) for path in shadowing if path.exists()]


def test_product_code_never_asks_whether_it_runs_locally() -> None:
    names = ("SMARTRETAIL_LOCAL", "AWS_ENDPOINT_URL", "localhost", "ministack")
    product = [
        p for p in sources() if p.relative_to(ROOT).parts[0] in ("layers", "functions", "glue")
    ]
    asking = [str(p) for p in product if any(name in p.read_text() for name in names)]

    assert not asking


def test_every_function_has_a_thin_handler() -> None:
    handlers = sorted((ROOT / "functions").glob("*/handler.py"))

    assert handlers
    assert not {str(path): lines(path) for path in handlers if lines(path) > 90}
