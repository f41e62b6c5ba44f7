"""Runs of the plan in the actions table: `RUN#latest` with its stages beside it, and `LEASE`."""

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

from smartretail.actions.ports import Lease, Record
from smartretail.adapters.dynamo.batch import get_all
from smartretail.adapters.dynamo.keys import store_part
from smartretail.adapters.dynamo.table import ContextTable, Fact, Item
from smartretail.kernel.errors import Conflict
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

_LATEST = "RUN#latest"
_LEASE = "LEASE"
_KEPT_SECONDS = 90 * 24 * 3600
_PLAIN = ("run_id", "state", "started_at", "finished_at", "problem")


@dataclass(frozen=True)
class DynamoRuns:
    """The runs of the actions table."""

    table: ContextTable

    def latest(self, who: Principal) -> Record | None:
        """Return the latest run with its stages, or None: one query."""
        items = {item["sk"]: item for item in self.table.query(who, _LATEST)}
        run = items.pop(_LATEST, None)
        if run is None:
            return None
        return {**_record(run), "stages": _stages(run["run_id"], items.values())}

    def current(self, who: Principal) -> Record | None:
        """Return the latest run as it stands this moment, or None: one consistent read."""
        run = self.table.get(who, _LATEST)
        return None if run is None else _record(run)

    def save(
        self, who: Principal, before: Record | None, after: Record, event: Event | None = None
    ) -> None:
        """Replace the latest run; raise `Conflict` when `before` is no longer the present one."""
        item = {key: after[key] for key in (*_PLAIN, "requested_at")}
        item["version"] = (before["version"] if before else 0) + 1
        self.table.write(
            who,
            _LATEST,
            item,
            [Fact(event)] if event else (),
            expect={"version": before["version"]} if before else None,
            new=before is None,
        )
        if before and before["run_id"] != after["run_id"]:
            self._archive(who, before)

    def reach(self, who: Principal, run_id: str, stage: str, at: str) -> None:
        """Record that a run reached a stage; the first time counts."""
        item = {"run_id": run_id, "stage": stage, "at": at, "expires_at": _later()}
        with suppress(Conflict):
            self.table.write(who, _stage_key(run_id, stage), item, new=True)

    def emit(self, who: Principal, event: Event) -> None:
        """Announce an event that changes no run."""
        self.table.emit(who, Fact(event))

    def lease(self, who: Principal) -> Lease | None:
        """Return the lease, or None when there never was one."""
        item = self.table.get(who, _LEASE)
        if item is None:
            return None
        return Lease(item["run_id"], int(item["until"]), item["rerun"], item["holder"])

    def keep_lease(self, who: Principal, before: Lease | None, after: Lease) -> None:
        """Replace the lease; raise `Conflict` when `before` is no longer the present one."""
        self.table.write(
            who,
            _LEASE,
            asdict(after),
            expect=asdict(before) if before else None,
            new=before is None,
        )

    def note_store(self, who: Principal, run_id: str, store_id: str, counts: Record) -> None:
        """Record what a run found in a store."""
        item: Item = {"run_id": run_id, "store_id": store_id, "counts": counts}
        self.table.put_all(who, {f"STORE#{store_part(store_id)}": item})

    def counts(self, who: Principal, run_id: str, store_ids: Sequence[str]) -> list[Record]:
        """Return what a run found in those of the stores that it planned."""
        items = get_all(self.table, who, [f"STORE#{store_part(store)}" for store in store_ids])
        return [
            {"store_id": item["store_id"], **{k: int(v) for k, v in item["counts"].items()}}
            for item in items
            if item["run_id"] == run_id
        ]

    def _archive(self, who: Principal, run: Record) -> None:
        run_id = run["run_id"]
        stages = _stages(run_id, self.table.query(who, f"{_LATEST}#{run_id}#"))
        item = {key: run[key] for key in _PLAIN} | {"stages": stages, "expires_at": _later()}
        self.table.put_all(who, {f"RUN#{run_id}": item})
        self.table.delete_all(who, [_stage_key(run_id, stage["stage"]) for stage in stages])


def _record(item: Item) -> Record:
    since = item["requested_at"]
    return {
        **{key: item[key] for key in _PLAIN},
        "requested_at": None if since is None else int(since),
        "version": int(item["version"]),
    }


def _stages(run_id: str, items: Iterable[Item]) -> list[Record]:
    own = [item for item in items if item["run_id"] == run_id]
    return sorted(({"stage": item["stage"], "at": item["at"]} for item in own), key=_when)


def _stage_key(run_id: str, stage: str) -> str:
    return f"{_LATEST}#{run_id}#{stage}"


def _when(stage: dict[str, str]) -> str:
    return stage["at"]


def _later() -> int:
    return int(time.time()) + _KEPT_SECONDS
