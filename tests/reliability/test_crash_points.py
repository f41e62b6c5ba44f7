"""A job may die at any call it makes: run again, it leaves the bytes of a run that never died."""

from pathlib import Path

import pytest

from tests.reliability.scene import Act, copied, forget, opened, run, wired
from tests.reliability.tripwire import CHANGES, Tripped, counting, crashing
from tests.unit.etl.lab import Lab

Bytes = dict[str, bytes]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """One upload curated, the other only brought."""
    lab = opened(tmp_path_factory.mktemp("first"))
    run(lab, "U1")
    return lab


@pytest.fixture(scope="module")
def both(first: Lab, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = copied(first, tmp_path_factory.mktemp("both") / "lake")
    run(lab, "U2")
    return lab


def test_curating_survives_a_crash_at_every_call(first: Lab, both: Lab, tmp_path: Path) -> None:
    every_crash_recovers(first, run, "U2", both.bytes_of(""), tmp_path)


def test_forgetting_survives_a_crash_at_every_call(both: Lab, tmp_path: Path) -> None:
    never = opened(tmp_path / "never")
    forget(never, "U2")
    run(never, "U1")

    every_crash_recovers(both, forget, "U2", never.bytes_of(""), tmp_path)


def every_crash_recovers(start: Lab, act: Act, upload: str, end: Bytes, folder: Path) -> None:
    """Fail each call, after its work where it changes anything; then run the job again.

    To fail before a change leaves what failing after the one before it left. Crashes that leave
    the same bytes are finished once: the next run cannot tell them apart.
    """
    wire = counting()
    act(undisturbed := copied(start, folder / "undisturbed"), upload, wired(undisturbed, wire))
    assert undisturbed.bytes_of("") == end
    finished: set[int] = set()
    for number, (name, _) in enumerate(wire.calls):
        lab = copied(start, folder / str(number))
        moment = "after" if name in CHANGES else "before"
        with pytest.raises(Tripped):
            act(lab, upload, wired(lab, crashing(number, moment)))
        left = hash(frozenset(lab.bytes_of("").items()))
        if left not in finished:
            act(lab, upload, None)
            assert lab.bytes_of("") == end, f"call {number} ({name}) failed {moment} its work"
        finished.add(left)
    assert len(finished) > 8
