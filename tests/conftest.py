"""The whole product running on this machine, shared by every test that walks through its door."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.testing import LocalCloud

ASSEMBLY = Path(__file__).resolve().parents[1] / "build" / "cdk.out" / "manifest.json"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The synthesised template, deployed here with the demo tenant's data and users."""
    if not ASSEMBLY.exists():
        pytest.fail("build/cdk.out is missing; run `make synth` first.")
    with LocalCloud(tmp_path_factory.mktemp("house") / "state", seed="demo") as running:
        yield running
