"""The whole product running on this machine, shared by every test that walks through its door."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from infra.local.testing import LocalCloud

ASSEMBLY = Path(__file__).resolve().parents[1] / "build" / "cdk.out" / "manifest.json"
DEMO_SECONDS = 900.0
SHARED_SETUP = {
    "tests/browser/": "house",
    "tests/security/": "house",
    "tests/quality/": "house",
    "tests/infra/": "template",
    "tests/local/": "small cloud",
    "tests/contract/etl/": "spark",
    "tests/unit/ml/": "fitted models",
}
"""Folders whose tests share one costly set-up, and its name."""


class TogetherScheduling(LoadScopeScheduling):
    """Keeps in one worker what shares a costly set-up, and each other file whole."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((name for path, name in SHARED_SETUP.items() if file.startswith(path)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherScheduling:
    """Share the tests out to workers by what they need set up."""
    return TogetherScheduling(config, log)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """The running house, its demo tenant uploaded, curated and planned."""
    if not ASSEMBLY.exists():
        pytest.fail("build/cdk.out is missing; run `make synth` first.")
    with LocalCloud(tmp_path_factory.mktemp("house") / "state", seed="demo") as running:
        _wait_for_demo(running)
        yield running


def _wait_for_demo(running: LocalCloud) -> None:
    record = running.settings.record
    deadline = time.monotonic() + DEMO_SECONDS
    while time.monotonic() < deadline:
        if record.exists() and json.loads(record.read_text()).get("demo"):
            return
        time.sleep(0.5)
    raise AssertionError(f"The demo tenant was not planned in time:\n{running.output}")
