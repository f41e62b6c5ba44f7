"""The deployment, synthesised once for all tests of the infrastructure."""

from pathlib import Path

import pytest

from infra.app import synthesise
from infra.config import load_settings
from infra.layer import build_runtime_layer
from infra.ledger import Templates, read_templates


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build_runtime_layer()
    folder = tmp_path_factory.mktemp("assembly") / "cdk.out"
    synthesise(load_settings({}), folder)
    return folder


@pytest.fixture(scope="session")
def templates(assembly: Path) -> Templates:
    return read_templates(assembly)
