"""A run: pull, store as one upload, and only then move the watermark on."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from smartretail.connectors.contract import ConnectorPaused, ConnectorPulled
from smartretail.connectors.limits import FAILURES_BEFORE_PAUSE
from smartretail.connectors.model import Connector, Order, Parcel, Progress, Run, Window
from smartretail.connectors.ports import Connectors, Landing, Orders
from smartretail.connectors.pulling import Pull, Pulled
from smartretail.connectors.reading import columns_of
from smartretail.connectors.windows import reached_by, window_for
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, SmartRetailError, Unavailable
from smartretail.kernel.events import Event, happened
from smartretail.kernel.tenancy import Principal

_ATTEMPTS = 5


@dataclass(frozen=True)
class RunConnector:
    """Makes one run. Making it again, after a crash at any point, loses and doubles nothing.

    The watermark moves after the rows are stored. A repeated run therefore asks for the same window
    (its end is in the order), and the same content under the same window is the same upload. If
    the content has changed meanwhile, a second upload holds the same events again, and the intake
    takes each event from the newest upload whole.
    """

    connectors: Connectors
    pull: Pull
    landing: Landing
    orders: Orders
    clock: Clock

    def run(self, who: Principal, order: Order) -> Run | None:
        """Return the finished run, failed or not; None when the connector is gone."""
        connector = self.connectors.get(who, order.connector_id)
        if connector is None:
            return None
        definition = connector.definition
        before = self.connectors.progress(who, order.connector_id)
        if before.last and _done_before(order, before.last):
            return before.last
        window = window_for(definition, before.reached, order.asked_at)
        reached = before.reached
        try:
            pulled = self.pull.all(who, connector, window)
            upload_id = self._store(who, connector, window, pulled)
            reached = reached_by(definition, window, pulled.rows, before.reached)
            run = self._done(order, window, pulled, upload_id)
        except Unavailable:
            raise
        except SmartRetailError as error:
            run = self._failed(order, window, error)
        run = self._settle(who, order, run, reached)
        if run.outcome != "failed" and reached and _more(order, window, reached, before.reached):
            self.orders.put(who, order)
        return run

    def _store(
        self, who: Principal, connector: Connector, window: Window, pulled: Pulled
    ) -> str | None:
        if not pulled.rows:
            return None
        definition = connector.definition
        body = _lines(pulled, columns_of(pulled.rows, definition.rows))
        name = re.sub(r"[^A-Za-z0-9]+", "-", definition.name).strip("-").lower()[:60]
        file_name = f"{name or 'pull'}-{window.until:%Y-%m-%d}.jsonl"
        parcel = Parcel(definition.table, file_name, body, definition.currency)
        return self.landing.store(who, parcel, _key(connector, window, parcel))

    def _done(self, order: Order, window: Window, pulled: Pulled, upload_id: str | None) -> Run:
        return replace(
            self._run(order, window),
            outcome="stored" if upload_id else "nothing_new",
            pages=pulled.pages,
            rows=len(pulled.rows),
            bytes=pulled.bytes,
            upload_id=upload_id,
        )

    def _failed(self, order: Order, window: Window, error: SmartRetailError) -> Run:
        return replace(self._run(order, window), problem=error.detail, code=error.code)

    def _run(self, order: Order, window: Window) -> Run:
        return Run(
            asked_at=order.asked_at,
            ended_at=timestamp(self.clock.now()),
            outcome="failed",
            since=timestamp(window.since) if window.since else None,
            until=timestamp(window.until),
        )

    def _settle(self, who: Principal, order: Order, run: Run, reached: str | None) -> Run:
        """Record the run on top of whatever another one recorded meanwhile, and return it."""
        for _ in range(_ATTEMPTS):
            present = self.connectors.progress(who, order.connector_id)
            after = settled(present, run, reached)
            last = after.last or run
            try:
                event = self._event(who, order, last)
                self.connectors.advance(who, order.connector_id, after, event)
            except Conflict:
                continue
            return last
        raise Unavailable("The run could not be recorded.")

    def _event(self, who: Principal, order: Order, run: Run) -> Event:
        if run.paused:
            paused = ConnectorPaused(connector_id=order.connector_id, code=run.code or "")
            return self._happened(who, "ConnectorPaused.v1", paused.model_dump())
        pulled = ConnectorPulled(
            connector_id=order.connector_id,
            outcome=run.outcome,
            pages=run.pages,
            rows=run.rows,
            upload_id=run.upload_id,
            code=run.code,
        )
        return self._happened(who, "ConnectorPulled.v1", pulled.model_dump())

    def _happened(self, who: Principal, name: str, data: dict[str, Any]) -> Event:
        return happened(who, self.clock, "connectors", name, data)


def settled(before: Progress, run: Run, reached: str | None) -> Progress:
    """Return the progress after a run: the watermark never moves back, the fifth failure in a row
    pauses, a success clears both count and pause.
    """
    if run.outcome == "failed":
        failures = before.failures + 1
        pauses = failures >= FAILURES_BEFORE_PAUSE and before.paused_at is None
        return replace(
            before,
            last=replace(run, paused=pauses),
            failures=failures,
            paused_at=run.ended_at if pauses else before.paused_at,
        )
    furthest = max(reached, before.reached) if reached and before.reached else reached
    return replace(before, last=run, failures=0, paused_at=None, reached=furthest or before.reached)


def _done_before(order: Order, last: Run) -> bool:
    """Whether the queue delivered an order again whose last step is on record."""
    ended = last.outcome == "failed" or last.until == order.asked_at
    return last.asked_at == order.asked_at and ended


def _more(order: Order, window: Window, reached: str, before: str | None) -> bool:
    """Whether the window was one step of several; only while the watermark moves."""
    return timestamp(window.until) < order.asked_at and reached != before


def _lines(pulled: Pulled, columns: list[str]) -> bytes:
    dumps: Callable[..., str] = json.dumps
    return b"".join(
        dumps({name: row.get(name) for name in columns}, ensure_ascii=False).encode() + b"\n"
        for row in pulled.rows
    )


def _key(connector: Connector, window: Window, parcel: Parcel) -> str:
    """Return the idempotency key: connector, window and content."""
    since = timestamp(window.since) if window.since else ""
    content = hashlib.sha256(parcel.body).hexdigest()
    parts = (connector.connector_id, since, timestamp(window.until), parcel.table, content)
    return "pull-" + hashlib.sha256("|".join(parts).encode()).hexdigest()
