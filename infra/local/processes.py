"""Which functions and jobs run as processes of a local cloud, as Linux tells."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
_PARENT = re.compile(r"\) \S (\d+) ")
_WORKER = re.compile(r"ministack-lambda-\w+?-\w+?-(\w+)-\w+/_worker\.py")
_JOB = re.compile(r"launch\.py\0[^\0]*\0.*?--JOB_NAME\0[\w-]+?-(\w+)\0", re.DOTALL)


def running(cloud: int) -> Iterator[tuple[int, str]]:
    """Yield the id of each process of a cloud and `function:<name>` or `job:<name>`."""
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):
            parent = _PARENT.search((folder / "stat").read_text())
            if parent and int(parent[1]) == cloud and (kind := _kind(folder)):
                yield int(folder.name), kind


def _kind(folder: Path) -> str | None:
    command = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
    if function := _WORKER.search(command):
        return f"function:{function[1]}"
    job = _JOB.search(command)
    return f"job:{job[1]}" if job else None
