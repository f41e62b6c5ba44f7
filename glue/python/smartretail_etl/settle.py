"""Several jobs of one tenant at once end as if they had run one after the other.

Every upload lands its clean rows first; then each job looks at all of them and builds. When the
clean uploads have changed under it, it looks again: whoever writes last has seen them all. Days of
an upload that is under way elsewhere may change between a look and a write, so every job builds
them too, from clean rows; that also finishes what a job that died left half done.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from smartretail_etl import keys
from smartretail_etl.lake import PARALLEL, Lake

ROUNDS = 5


class Unsettled(RuntimeError):
    """Other jobs kept changing the same tenant; running again later will do."""


class Place(Protocol):
    """The tenant's part of the lake."""

    @property
    def lake(self) -> Lake:
        """The lake."""

    @property
    def tenant(self) -> str:
        """The tenant."""

    def days(self, table: str) -> dict[date, str]:
        """Curated days and their keys."""


@dataclass(frozen=True)
class Notes:
    """What every upload of a table has noted about its days."""

    found: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, home: Place, table: str) -> "Notes":
        """Read them all."""
        return cls(_notes(home, table))

    @property
    def under_way(self) -> set[date]:
        """Days of uploads whose jobs are at work, or died."""
        return _union(note for note in self.found.values() if note.get("under_way"))

    def uploads_on(self, days: set[date]) -> set[str]:
        """Uploads that hold any of these days, and all that mend the same file as one of them."""
        held = {upload for upload, note in self.found.items() if _days(note) & days}
        roots = {self.found[upload].get("mends") for upload in held} - {None}
        return held | {up for up, note in self.found.items() if note.get("mends") in roots}


def known_days(home: Place, table: str, upload: str) -> set[date]:
    """Every day an upload has ever had, and of a mend those of all that mend the same file.

    Which of several mends of a line counts may change on any of their days.
    """
    return _all_days(home, table, _note(home, table, upload))


def _all_days(home: Place, table: str, note: dict[str, Any]) -> set[date]:
    days, root = _days(note), note.get("mends")
    if root:
        days |= _union(one for one in _notes(home, table).values() if one.get("mends") == root)
    return days


def note_days(
    home: Place, table: str, upload: str, now: Iterable[date], mends: str | None = None
) -> set[date]:
    """Remember an upload's days before it is replaced, so that a crash forgets none."""
    note = _note(home, table, upload)
    note |= {"mends": mends or note.get("mends"), "under_way": True}
    _write(home, table, upload, note, now)
    return _all_days(home, table, note)


def note_done(home: Place, table: str, upload: str) -> None:
    """Note that all days of an upload are built."""
    _write(home, table, upload, _note(home, table, upload) | {"under_way": False}, ())


def settle(
    home: Place, tables: Sequence[str], days: set[date], build: Callable[[set[date]], Any]
) -> Any:
    """Build the first of the tables until none of their clean uploads has come, changed or gone.

    A build may fail because what it reads has gone; then it looks again too.
    """
    seen = _landed(home, tables)
    for _ in range(ROUNDS):
        built, failure = _tried(build, days)
        now = _landed(home, tables)
        if now == seen:
            if failure:
                raise failure
            return built
        changed = {key for key in {*now, *seen} if now.get(key) != seen.get(key)}
        days = days.union(*(_days_of(home, tables[0], key) for key in changed))
        seen = now
    raise failure or Unsettled(f"Other uploads kept changing {tables[0]}; run the job again.")


def _tried(build: Callable[[set[date]], Any], days: set[date]) -> tuple[Any, Exception | None]:
    try:
        return build(days), None
    except Exception as failure:
        return None, failure


def _landed(home: Place, tables: Sequence[str]) -> dict[str, str]:
    folders = [keys.clean_folder(table, home.tenant) for table in tables]
    found = {key: is_ for folder in folders for key, is_ in home.lake.version(folder).items()}
    return {key: version for key, version in found.items() if not _is_note(key)}


def _days_of(home: Place, table: str, key: str) -> set[date]:
    """Days of an upload that has changed; any day, when it is wholly forgotten."""
    return known_days(home, table, keys.upload_of(key)) or set(home.days(table))


def _is_note(key: str) -> bool:
    return key.endswith("/_dates.json")


def _note(home: Place, table: str, upload: str) -> dict[str, Any]:
    body = home.lake.read(keys.touched(table, home.tenant, upload))
    found: dict[str, Any] = json.loads(body) if body else {}
    return found


def _notes(home: Place, table: str) -> dict[str, dict[str, Any]]:
    found = home.lake.keys(keys.clean_folder(table, home.tenant))
    uploads = [keys.upload_of(key) for key in found if _is_note(key)]
    with ThreadPoolExecutor(PARALLEL) as pool:
        return dict(zip(uploads, pool.map(partial(_note, home, table), uploads), strict=True))


def _days(note: dict[str, Any]) -> set[date]:
    return {date.fromisoformat(day) for day in note.get("days", ())}


def _union(notes: Iterable[dict[str, Any]]) -> set[date]:
    return set[date]().union(*map(_days, notes))


def _write(
    home: Place, table: str, upload: str, note: dict[str, Any], more: Iterable[date]
) -> None:
    note["days"] = sorted(day.isoformat() for day in _days(note) | set(more))
    home.lake.write(
        keys.touched(table, home.tenant, upload), json.dumps(note, sort_keys=True).encode()
    )
