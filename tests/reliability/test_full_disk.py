"""A full disk ends a job with a sentence; nothing is lost, and the next run succeeds."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from smartretail_etl.failure import NO_ROOM
from smartretail_etl.lake import FolderLake

from tests.reliability.scene import JOBS, arguments, job, opened, run
from tests.unit.etl.lab import Lab


class FullLake(FolderLake):
    """A lake with room for so many objects."""

    room = 0

    def write(self, key: str, body: bytes) -> None:
        self._take()
        super().write(key, body)

    def put(self, path: Path, key: str) -> None:
        self._take()
        super().put(path, key)

    def _take(self) -> None:
        FullLake.room -= 1
        if FullLake.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    lab = opened(tmp_path_factory.mktemp("whole"))
    run(lab, "U1")
    return made(lab)


def made(lab: Lab) -> dict[str, bytes]:
    return lab.bytes_of("c") | lab.bytes_of("quarantine/")


def recovers(lab: Lab, raw: dict[str, bytes], whole: dict[str, bytes]) -> None:
    assert lab.bytes_of("raw/") == raw
    run(lab, "U1")
    assert made(lab) == whole


@pytest.mark.parametrize("room", [0, 4])
def test_a_full_lake(
    room: int,
    tmp_path: Path,
    whole: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lab = opened(tmp_path / "lab")
    raw = lab.bytes_of("raw/")
    monkeypatch.setattr("smartretail_etl.lake.open_lake", lambda address: FullLake(Path(address)))
    FullLake.room = room

    with pytest.raises(SystemExit) as ended:
        job("curate")(arguments(lab, "U1"))

    assert str(ended.value) == NO_ROOM
    assert "No space left" in capsys.readouterr().err
    recovers(lab, raw, whole)


def test_a_full_disk_under_the_job(tmp_path: Path, whole: dict[str, bytes]) -> None:
    """No file may grow beyond half a KiB, which the first clean rows do."""
    lab = opened(tmp_path / "lab")
    raw = lab.bytes_of("raw/")
    small = (512, 512)

    told = subprocess.run(
        [sys.executable, str(JOBS / "curate.py"), *arguments(lab, "U1")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, small),
        capture_output=True,
        check=False,
        text=True,
    )

    assert (told.returncode, told.stderr.splitlines()[-1]) == (1, NO_ROOM)
    recovers(lab, raw, whole)
