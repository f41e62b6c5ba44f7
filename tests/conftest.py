"""The whole product running on this machine, shared by every test that walks through its door."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.testing import LocalCloud

ASSEMBLY = Path(__file__).resolve().parents[1] / "build" / "cdk.out" / "manifest.json"
DEMO_SECONDS = 900.0
VISITORS = {"house"} if "SMARTRETAIL_URL" in os.environ else {"house", "base_url"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Visitors come last: the house plans its demo tenant while the other tests run."""
    items.sort(key=lambda item: not VISITORS.isdisjoint(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session", autouse=True)
def opening_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalCloud | None]:
    """The synthesised template, deployed here when any test of the session visits it."""
    if all(VISITORS.isdisjoint(getattr(i, "fixturenames", ())) for i in request.session.items):
        yield None
        return
    if not ASSEMBLY.exists():
        pytest.fail("build/cdk.out is missing; run `make synth` first.")
    with LocalCloud(tmp_path_factory.mktemp("house") / "state", seed="demo") as running:
        yield running


@pytest.fixture(scope="session")
def house(opening_house: LocalCloud | None) -> Any:
    """The running house, its demo tenant uploaded, curated and planned."""
    assert opening_house
    record = opening_house.settings.record
    deadline = time.monotonic() + DEMO_SECONDS
    while time.monotonic() < deadline:
        if record.exists() and json.loads(record.read_text()).get("demo"):
            return opening_house
        time.sleep(0.5)
    raise AssertionError(f"The demo tenant was not planned in time:\n{opening_house.output}")
