"""Jobs that run at once leave the bytes of the same jobs one after the other."""

from pathlib import Path

import pytest

from tests.reliability.scene import forget, opened, run
from tests.reliability.turns import together
from tests.unit.etl.lab import Lab


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Bytes of one upload after the other, in both orders."""
    found = []
    for order in (("U1", "U2"), ("U2", "U1")):
        lab = opened(tmp_path_factory.mktemp("-".join(order)))
        for upload in order:
            run(lab, upload)
        found.append(made(lab))
    assert found[0] == found[1]
    return found[0]


def made(lab: Lab) -> dict[str, bytes]:
    """What jobs make; a report tells what its own run saw."""
    return lab.bytes_of("c") | lab.bytes_of("quarantine/")


@pytest.mark.parametrize("seed", range(4))
def test_two_overlapping_uploads(seed: int, tmp_path: Path, expected: dict[str, bytes]) -> None:
    lab = opened(tmp_path)

    together(
        lab.lake,
        [lambda lake: run(lab, "U1", lake), lambda lake: run(lab, "U2", lake)],
        seed,
    )

    assert made(lab) == expected


@pytest.mark.parametrize("seed", range(2))
def test_one_comes_while_another_is_forgotten(seed: int, tmp_path: Path) -> None:
    lab, alone = opened(tmp_path / "lab"), opened(tmp_path / "alone")
    run(lab, "U1")
    run(alone, "U2")

    together(
        lab.lake,
        [lambda lake: forget(lab, "U1", lake), lambda lake: run(lab, "U2", lake)],
        seed,
    )

    assert made(lab) == made(alone)
