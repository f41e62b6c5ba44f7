"""Forecasts come back in the order of the panel files; decisions want them by store.

Streaming lines into one file per store is bound by reading, so no engine is needed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from smartretail_etl import keys
from smartretail_etl.lake import Lake

NAMED = 20
Pair = tuple[str, str]


class SeriesMissing(ValueError):
    """Forecasts and panel do not hold the same series."""


@dataclass
class StoreFiles:
    """One growing local file per store; only the current one is open."""

    folder: Path
    paths: dict[str, Path] = field(default_factory=dict)
    _store: str | None = None
    _file: IO[str] | None = None

    def add(self, store: str, line: str) -> None:
        """Append a line to a store's file."""
        if self._file is None or store != self._store:
            self.close()
            path = self.paths.setdefault(store, self.folder / f"{len(self.paths)}.jsonl")
            self._file = path.open("a", encoding="utf-8")
            self._store = store
        self._file.write(line + "\n")

    def close(self) -> None:
        """Close the current file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def share_forecasts(lake: Lake, tenant: str, run: str) -> list[str]:
    """Write one forecast file per store and return their keys.

    Raises SeriesMissing before anything is written when a series of the panel has no forecast, or
    a forecast has no series.
    """
    run_folder = keys.run_folder(tenant, run)
    with TemporaryDirectory(prefix="smartretail-share-") as scratch:
        files = StoreFiles(Path(scratch))
        wrong = [
            problem
            for panel in lake.keys(f"{run_folder}panel/")
            for problem in _share_file(lake, panel, run_folder, files)
        ]
        files.close()
        if wrong:
            raise SeriesMissing(_told(wrong))
        folder = f"{run_folder}forecast_by_store/"
        target = {keys.store_file(folder, store): path for store, path in files.paths.items()}
        for key, path in target.items():
            lake.put(path, key)
        for stale in set(lake.keys(folder)) - target.keys():
            lake.delete(stale)
    return sorted(target)


def _share_file(lake: Lake, panel: str, run_folder: str, files: StoreFiles) -> Iterator[str]:
    """Regroup the forecasts of one panel file; name every series that is not there just once."""
    name = panel.rsplit("/", 1)[1]
    expected = {_pair(line) for line in _lines(lake, panel)}
    for line in _lines(lake, f"{run_folder}forecast/{name}.out"):
        pair = _pair(line)
        if pair is None:
            yield f"an unreadable line in {name}.out"
        elif pair not in expected:
            yield f"{pair[0]}/{pair[1]} (unexpected or twice)"
        else:
            expected.discard(pair)
            files.add(pair[0], line)
    yield from sorted(f"{pair[0]}/{pair[1]}" for pair in expected if pair)


def _lines(lake: Lake, key: str) -> Iterator[str]:
    body = lake.read(key) or b""
    return (line for line in body.decode().split("\n") if line.strip())


def _pair(line: str) -> Pair | None:
    try:
        found = json.loads(line)
        return str(found["store_id"]), str(found["sku_id"])
    except (ValueError, KeyError, TypeError):
        return None


def _told(wrong: list[str]) -> str:
    more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    return f"{len(wrong)} series have no forecast: {', '.join(wrong[:NAMED])}{more}."
