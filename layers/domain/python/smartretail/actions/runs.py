"""Runs of the plan: asked for, one at a time per tenant, ended with a record of why."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from smartretail.actions.contract import (
    PlanFailed,
    PlanFinished,
    PlanRequested,
    PlanRun,
    RunProblem,
    RunRequested,
)
from smartretail.actions.ports import Lease, Record, RunBook, TenantList
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, NotFound, Unavailable
from smartretail.kernel.events import Event, happened
from smartretail.kernel.ids import new_id
from smartretail.kernel.tenancy import Principal

State = dict[str, Any]
_PREPARE_SECONDS = 2 * 3600
_PLAN_SECONDS = 5 * 3600
_LOST_SECONDS = 10 * 60
_ATTEMPTS = 5


@dataclass(frozen=True)
class Runs:
    """Runs of the plan for people."""

    book: RunBook
    clock: Clock

    def latest(self, who: Principal) -> PlanRun:
        """Return the latest run. Raise `NotFound` before the first."""
        run = self.book.latest(who)
        if run is None:
            raise NotFound("No plan has been made yet.", code="no_run")
        return PlanRun.model_validate(run)

    def request(self, who: Principal, reason: str) -> RunRequested:
        """Ask for a run; while one is under way, another will follow it."""
        now, latest = self.clock.now(), self.book.current(who)
        event = requested(who, self.clock, reason)
        if latest and latest["state"] == "running":
            self.book.emit(who, event)
            return RunRequested(run_id=latest["run_id"], state="running")
        if latest and latest["state"] == "requested":
            waiting = now.timestamp() - latest["requested_at"]
            if waiting < _LOST_SECONDS:
                return RunRequested(run_id=latest["run_id"], state="requested")
        run: Record = {
            "run_id": new_id("run"),
            "state": "requested",
            "requested_at": int(now.timestamp()),
            "started_at": None,
            "finished_at": None,
            "problem": None,
        }
        self.book.save(who, latest, run, event)
        return RunRequested(run_id=run["run_id"], state="requested")


@dataclass(frozen=True)
class Prepare:
    """Takes the tenant's lease for one run, or marks that another must follow."""

    book: RunBook
    clock: Clock

    def run(self, state: State) -> State:
        """Return the run to make; `busy` when another one holds the lease."""
        who = Principal.job(state["tenant"])
        lease, busy = self._take(who, str(state.get("execution") or ""))
        answer = {"tenant": who.tenant, "run_id": lease.run_id, "reason": state.get("reason")}
        if busy:
            return {**answer, "busy": True, "state": "busy"}
        at = timestamp(self.clock.now())
        self._start(who, lease.run_id or "", at)
        self.book.reach(who, lease.run_id or "", "panel", at)
        return {**answer, "busy": False, "state": "started"}

    def _take(self, who: Principal, holder: str) -> tuple[Lease, bool]:
        """Return the lease held, and whether by another run; the same execution may come again."""
        for _ in range(_ATTEMPTS):
            now, lease = int(self.clock.now().timestamp()), self.book.lease(who)
            held = lease is not None and lease.run_id is not None and lease.until > now
            if lease and held and holder and holder == lease.holder:
                return lease, False
            taken = Lease(_run_id(self.book.current(who)), now + _PREPARE_SECONDS, holder=holder)
            wanted = replace(lease, rerun=True) if lease and held else taken
            with suppress(Conflict):
                self.book.keep_lease(who, lease, wanted)
                return wanted, held
        raise Unavailable("The plan's lease changes too often; it will be tried again.")

    def _start(self, who: Principal, run_id: str, at: str) -> None:
        for _ in range(_ATTEMPTS):
            with suppress(Conflict):
                self.book.save(who, self.book.current(who), _started(run_id, at))
                return
        raise Unavailable("The plan's record changes too often; it will be tried again.")


@dataclass(frozen=True)
class Ending:
    """Ends a run: its record, its event, its lease, and the next run when one was asked for."""

    book: RunBook
    clock: Clock

    def extend(self, who: Principal, run_id: str) -> None:
        """Keep the lease for the long steps."""
        until = int(self.clock.now().timestamp()) + _PLAN_SECONDS
        for _ in range(_ATTEMPTS):
            lease = self.book.lease(who)
            if lease is None or lease.run_id != run_id:
                return
            with suppress(Conflict):
                self.book.keep_lease(who, lease, replace(lease, until=until))
                return

    def finish(self, who: Principal, run_id: str, summary: PlanFinished) -> None:
        """End a run well. Ending it again changes nothing."""
        event = happened(who, self.clock, "actions", "PlanFinished.v1", summary.model_dump())
        self._end(who, run_id, {"state": "done", "problem": None}, event)

    def fail(self, state: State) -> State:
        """End a run that failed, with the reason in words. Input: the state at the failure."""
        who = Principal.job(state["tenant"])
        latest = self.book.current(who)
        run_id = state.get("run_id") or (latest and latest["run_id"])
        problem = problem_of(state.get("error") or {})
        if run_id:
            data = PlanFailed(run_id=run_id, **problem.model_dump())
            event = happened(who, self.clock, "actions", "PlanFailed.v1", data.model_dump())
            self._end(who, run_id, {"state": "failed", "problem": problem.model_dump()}, event)
        return {"tenant": who.tenant, "run_id": run_id, "state": "failed"}

    def _end(self, who: Principal, run_id: str, outcome: Record, event: Event) -> None:
        latest, at = self.book.current(who), timestamp(self.clock.now())
        if latest and latest["run_id"] == run_id and latest["state"] in {"running", "requested"}:
            self.book.save(who, latest, {**latest, **outcome, "finished_at": at}, event)
            self.book.reach(who, run_id, outcome["state"], at)
        self._release(who, run_id)

    def _release(self, who: Principal, run_id: str) -> None:
        for _ in range(_ATTEMPTS):
            lease = self.book.lease(who)
            if lease is None or lease.run_id != run_id:
                return
            with suppress(Conflict):
                self.book.keep_lease(who, lease, Lease(None, 0))
                if lease.rerun:
                    self.book.emit(who, requested(who, self.clock, "rerun"))
                return
        raise Unavailable("The plan's lease changes too often; it will be tried again.")


@dataclass(frozen=True)
class Daily:
    """Asks for a plan of every tenant."""

    book: RunBook
    tenants: TenantList
    clock: Clock

    def run(self) -> int:
        """Announce one request per tenant; return how many."""
        names = self.tenants.all()
        for name in names:
            who = Principal.job(name)
            self.book.emit(who, requested(who, self.clock, "daily"))
        return len(names)


def requested(who: Principal, clock: Clock, reason: str) -> Event:
    """Return the event that starts a run."""
    data = PlanRequested(reason=reason).model_dump()
    return happened(who, clock, "actions", "PlanRequested.v1", data)


def problem_of(error: Record) -> RunProblem:
    """Put a state machine's error into words; the cause of a job or function is JSON."""
    cause = error.get("Cause") or ""
    try:
        inside = json.loads(cause)
    except ValueError:
        inside = {}
    found = inside if isinstance(inside, dict) else {}
    keys = ("errorMessage", "ErrorMessage", "FailureReason", "StoppedReason")
    detail = next((str(found[key]) for key in keys if found.get(key)), "" if found else cause)
    return RunProblem(
        title=str(error.get("Error") or "The plan stopped"),
        detail=detail[:500] or "A step of the plan failed; its log says more.",
    )


def _run_id(latest: Record | None) -> str:
    waiting = latest is not None and latest["state"] == "requested"
    return latest["run_id"] if latest and waiting else new_id("run")


def _started(run_id: str, at: str) -> Record:
    return {
        "run_id": run_id,
        "state": "running",
        "requested_at": None,
        "started_at": at,
        "finished_at": None,
        "problem": None,
    }
