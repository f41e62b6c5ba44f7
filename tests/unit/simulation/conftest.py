from pathlib import Path

import pytest

from simulation.export import DEMO_SEED, write_files
from simulation.history import History, record
from simulation.truth import write_truth
from simulation.world import World, build


@pytest.fixture(scope="session")
def history() -> History:
    return record(build(DEMO_SEED))


@pytest.fixture(scope="session")
def small_world() -> World:
    return build(11, days=90)


@pytest.fixture(scope="session")
def demo(history: History, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("demo")
    write_truth(folder / "truth", history)
    return write_files(folder, history)
