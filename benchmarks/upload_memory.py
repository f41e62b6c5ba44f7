"""The largest resident memory of the local platform's processes, as the kernel saw it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PROC = Path("/proc")
LOOK_SECONDS = 0.05
EMULATOR = "emulator"
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_PARENT = re.compile(r"\) \S (\d+) ")
_WORKER = re.compile(r"ministack-lambda-\w+?-\w+?-(\w+)-\w+/_worker\.py")
_JOB = re.compile(r"launch\.py\0[^\0]*\0.*?--JOB_NAME\0[\w-]+?-(\w+)\0", re.DOTALL)


class Memory:
    """Watches a process and its children; `peaks` maps a kind to its largest MiB.

    Kinds are `emulator`, `worker:<function>` and `job:<name>`. A process is looked at twenty times
    a second, and the kernel keeps its peak, so only its last moments can be missed.
    """

    def __init__(self, root: int) -> None:
        self.peaks: dict[str, float] = {}
        self._root = root
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watching.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._watching.join()

    def largest(self, kind: str) -> tuple[str, float]:
        """Return the process of a kind that took most memory, and its MiB."""
        found = {name: mib for name, mib in self.peaks.items() if name.startswith(kind)}
        name = max(found, key=found.__getitem__, default=kind)
        return name, found.get(name, 0.0)

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            for pid in (self._root, *children(self._root)):
                with suppress(OSError):
                    name = EMULATOR if pid == self._root else kind_of(pid)
                    if name:
                        self.peaks[name] = max(self.peaks.get(name, 0.0), peak_mib(pid))


def children(parent: int) -> Iterator[int]:
    """Yield the ids of a process's children."""
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):
            found = _PARENT.search((folder / "stat").read_text())
            if found and int(found[1]) == parent:
                yield int(folder.name)


def kind_of(pid: int) -> str | None:
    """Return which function or job a process of the local platform runs, or None."""
    command = (PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace")
    if worker := _WORKER.search(command):
        return f"worker:{worker[1]}"
    job = _JOB.search(command)
    return f"job:{job[1]}" if job else None


def peak_mib(pid: int) -> float:
    """Return the largest resident memory that a process has had, in MiB."""
    found = _PEAK.search((PROC / str(pid) / "status").read_text())
    return int(found[1]) / 1024 if found else 0.0
