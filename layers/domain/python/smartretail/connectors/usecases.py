"""Running connectors on demand and by the clock, trying them out, and the allow-list."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from smartretail.connectors.contract import (
    ConnectorHostsChanged,
    ConnectorRunAsked,
    HostsAnswer,
    HostsChange,
    RunAsked,
    Sample,
)
from smartretail.connectors.limits import (
    TEST_BYTES,
    TEST_CELL_CHARACTERS,
    TEST_ROWS,
    TEST_SECONDS,
)
from smartretail.connectors.managing import known
from smartretail.connectors.model import Connector, Hosts, Order, Progress
from smartretail.connectors.ports import Connectors, Orders, TenantList
from smartretail.connectors.pulling import Pull
from smartretail.connectors.reading import columns_of
from smartretail.connectors.schedule import latest_slot
from smartretail.connectors.windows import parse_moment, window_for
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class RunNow:
    """Puts a run on the queue because an admin wants it, also of a paused connector."""

    connectors: Connectors
    orders: Orders
    clock: Clock

    def ask(self, who: Principal, connector_id: str) -> RunAsked:
        """Return the run that was asked for."""
        known(self.connectors, who, connector_id)
        data = ConnectorRunAsked(connector_id=connector_id).model_dump()
        event = happened(who, self.clock, "connectors", "ConnectorRunAsked.v1", data)
        thing = f"connectors/{connector_id}"
        audit = AuditRecord(event.at, who.tenant, who.user, "run_connector", thing)
        self.connectors.note(who, event, audit)
        self.orders.put(who, Order(connector_id, event.at))
        return RunAsked(connector_id=connector_id, asked_at=event.at)


@dataclass(frozen=True)
class TryOut:
    """Fetches one page and shows a little of it; nothing is stored."""

    connectors: Connectors
    pull: Pull
    clock: Clock

    def sample(self, who: Principal, connector_id: str) -> Sample:
        """Return columns and a few rows; raise `PullFailed` with the reason when none came."""
        connector = known(self.connectors, who, connector_id)
        definition = connector.definition
        reached = self.connectors.progress(who, connector_id).reached
        window = window_for(definition, reached, timestamp(self.clock.now()))
        pulled = self.pull.one(who, connector, window, TEST_SECONDS, TEST_BYTES)
        columns = columns_of(pulled.rows, definition.rows)
        return Sample(
            columns=columns,
            rows=[[_cell(row.get(name)) for name in columns] for row in pulled.rows[:TEST_ROWS]],
            rows_read=len(pulled.rows),
            bytes=pulled.bytes,
        )


@dataclass(frozen=True)
class Tick:
    """Looks which connectors are due and puts one run for each on the queue.

    The order goes out before it is noted, so a crash between the two repeats it, which does no
    harm, and never drops it.
    """

    tenants: TenantList
    connectors: Connectors
    orders: Orders
    clock: Clock

    def run(self) -> int:
        """Return how many runs were asked for."""
        return sum(self._tenant(Principal.job(tenant)) for tenant in self.tenants.all())

    def _tenant(self, who: Principal) -> int:
        return sum(self._one(who, *found) for found in self.connectors.listing(who))

    def _one(self, who: Principal, connector: Connector, progress: Progress) -> bool:
        slot = self._due(connector, progress)
        if slot is None:
            return False
        self.orders.put(who, Order(connector.connector_id, slot))
        with suppress(Conflict):
            noted = replace(progress, asked_for=slot)
            self.connectors.advance(who, connector.connector_id, noted)
        return True

    def _due(self, connector: Connector, progress: Progress) -> str | None:
        definition = connector.definition
        if not definition.enabled or progress.paused_at:
            return None
        schedule, began = definition.schedule, parse_moment(connector.created_at)
        now = self.clock.now()
        slot = latest_slot(schedule.expression, schedule.time_zone, began, now)
        if slot is None or timestamp(slot) <= (progress.asked_for or ""):
            return None
        return timestamp(slot)


@dataclass(frozen=True)
class AllowHosts:
    """The tenant's list of hosts that connectors may read."""

    connectors: Connectors
    clock: Clock
    admitted: tuple[str, ...]

    def read(self, who: Principal) -> HostsAnswer:
        """Return the list and what the deployment admits."""
        return self._answer(self.connectors.hosts(who))

    def change(self, who: Principal, change: HostsChange) -> HostsAnswer:
        """Replace the list. Raise `Conflict` when it was changed meanwhile."""
        before = self.connectors.hosts(who)
        if change.version is not None and change.version != before.version:
            raise Conflict("Somebody changed the list meanwhile; read it again.")
        after = replace(
            before,
            hosts=tuple(change.hosts),
            at=timestamp(self.clock.now()),
            by=who.user,
        )
        data = ConnectorHostsChanged(hosts=len(after.hosts), version=before.version + 1)
        name = "ConnectorHostsChanged.v1"
        event = happened(who, self.clock, "connectors", name, data.model_dump())
        audit = AuditRecord(
            event.at,
            who.tenant,
            who.user,
            "change_connector_hosts",
            "settings/connector-hosts",
            {"hosts": list(before.hosts)},
            {"hosts": list(after.hosts)},
        )
        return self._answer(self.connectors.allow(who, after, event, audit))

    def _answer(self, hosts: Hosts) -> HostsAnswer:
        return HostsAnswer(
            hosts=list(hosts.hosts),
            deployment=list(self.admitted),
            version=hosts.version,
            updated_at=hosts.at,
            updated_by=hosts.by,
        )


def _cell(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    return text[:TEST_CELL_CHARACTERS]
