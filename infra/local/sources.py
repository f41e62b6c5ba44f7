"""Finds the source in the repository that an asset of the assembly is a copy of."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.local.assembly import Asset, Stack
from infra.local.assets import is_wheel_layer, zipped_folder

CODE = ("functions/*", "layers/*", "layers/*/python", "glue/python", "glue/jobs/*.py")


@dataclass(frozen=True)
class Source:
    """A file or folder of the repository and the assets that are copies of it."""

    path: Path
    assets: tuple[Asset, ...]

    def read(self) -> bytes:
        """Its content as the object that the asset becomes."""
        return _content(self.path)

    def stamp(self) -> tuple[tuple[str, int, int], ...]:
        """Changes whenever a file of it changes; cheap to compare."""
        return tuple(_stamps(self.path))


def find_sources(repository: Path, stacks: Iterable[Stack]) -> list[Source]:
    """The repository's files and folders that assets are copies of, told by their content."""
    by_content: dict[str, list[Asset]] = {}
    for asset in {asset for stack in stacks for asset in stack.assets}:
        if not is_wheel_layer(asset.path):
            by_content.setdefault(_identity(asset.path), []).append(asset)
    found = []
    for pattern in CODE:
        for path in sorted(repository.glob(pattern)):
            copies = by_content.get(_identity(path), [])
            if copies:
                found.append(Source(path, tuple(copies)))
    return found


def _identity(path: Path) -> str:
    return hashlib.sha256(_content(path)).hexdigest()


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else zipped_folder(path)


def _stamps(path: Path) -> Iterator[tuple[str, int, int]]:
    for file in [path] if path.is_file() else sorted(path.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            stat = file.stat()
            yield str(file), stat.st_mtime_ns, stat.st_size
