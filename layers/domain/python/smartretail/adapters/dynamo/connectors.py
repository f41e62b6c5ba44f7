"""Connectors, how far they have read, and the allow-list, in the connectors table."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from smartretail.adapters.dynamo.table import ContextTable, Fact, Item
from smartretail.connectors.model import Connector, Hosts, Progress
from smartretail.connectors.ports import Claim
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.errors import Conflict
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

_CONNECTOR = "CONNECTOR#"
_PROGRESS = "PROGRESS#"
_CLAIM = "IDEMPOTENCY#"
_HOSTS = "HOSTS"
_CLAIM_SECONDS = 24 * 3600
_SHAPES: dict[type, TypeAdapter[Any]] = {}
"""Built at first use: building them takes longer than a request."""
Stored = TypeVar("Stored", Connector, Progress, Hosts)


@dataclass(frozen=True)
class DynamoConnectors:
    """`Connectors`: one item per connector and one for its progress, each write conditional."""

    table: ContextTable

    def claim(self, who: Principal, key: str, claim: Claim) -> Claim:
        """Claim the key, or return the claim that holds it."""
        item = {
            "asked": claim.asked,
            "connector_id": claim.connector_id,
            "expires_at": int(time.time()) + _CLAIM_SECONDS,
        }
        try:
            self.table.write(who, f"{_CLAIM}{key}", item, new=True)
        except Conflict:
            held = self.table.get(who, f"{_CLAIM}{key}")
            if held is not None:
                return Claim(held["asked"], held["connector_id"])
            self.table.write(who, f"{_CLAIM}{key}", item)
        return claim

    def listing(self, who: Principal) -> Sequence[tuple[Connector, Progress]]:
        """Return every connector: ids sort by time."""
        progress = {
            str(item["sk"]).removeprefix(_PROGRESS): _read(Progress, item)
            for item in self.table.query(who, _PROGRESS)
        }
        found = [_read(Connector, item) for item in self.table.query(who, _CONNECTOR)]
        return [(each, progress.get(each.connector_id, Progress())) for each in found]

    def get(self, who: Principal, connector_id: str) -> Connector | None:
        """Return a connector, or None."""
        item = self.table.get(who, f"{_CONNECTOR}{connector_id}")
        return _read(Connector, item) if item else None

    def save(
        self, who: Principal, connector: Connector, event: Event, audit: AuditRecord, *, new: bool
    ) -> Connector:
        """Write the connector with its event and audit record in one transaction."""
        later = connector if new else replace(connector, version=connector.version + 1)
        expect = None if new else {"version": connector.version}
        key = f"{_CONNECTOR}{connector.connector_id}"
        self.table.write(who, key, _item(later), [Fact(event, audit)], expect=expect, new=new)
        return later

    def remove(
        self, who: Principal, connector: Connector, event: Event, audit: AuditRecord
    ) -> None:
        """Leave an expired mark, which nobody reads, so that event and audit are one write."""
        key = f"{_CONNECTOR}{connector.connector_id}"
        mark = {"version": 0, "expires_at": int(time.time())}
        expect = {"version": connector.version}
        self.table.write(who, key, mark, [Fact(event, audit)], expect=expect)
        self.table.delete_all(who, [f"{_PROGRESS}{connector.connector_id}"])

    def progress(self, who: Principal, connector_id: str) -> Progress:
        """Return how far it has read."""
        item = self.table.get(who, f"{_PROGRESS}{connector_id}")
        return _read(Progress, item) if item else Progress()

    def advance(
        self, who: Principal, connector_id: str, progress: Progress, event: Event | None = None
    ) -> None:
        """Replace the progress of the same version."""
        later = replace(progress, version=progress.version + 1)
        facts = [Fact(event)] if event else []
        expect = {"version": progress.version} if progress.version else None
        key = f"{_PROGRESS}{connector_id}"
        self.table.write(who, key, _item(later), facts, expect=expect, new=not progress.version)

    def note(self, who: Principal, event: Event, audit: AuditRecord) -> None:
        """Write the event with its audit record."""
        self.table.emit(who, Fact(event, audit))

    def hosts(self, who: Principal) -> Hosts:
        """Return the tenant's allow-list."""
        item = self.table.get(who, _HOSTS)
        return _read(Hosts, item) if item else Hosts()

    def allow(self, who: Principal, hosts: Hosts, event: Event, audit: AuditRecord) -> Hosts:
        """Replace the allow-list of the same version."""
        later = replace(hosts, version=hosts.version + 1)
        expect = {"version": hosts.version} if hosts.version else None
        fact = [Fact(event, audit)]
        self.table.write(who, _HOSTS, _item(later), fact, expect=expect, new=not hosts.version)
        return later


def _shape(kind: type) -> TypeAdapter[Any]:
    if kind not in _SHAPES:
        _SHAPES[kind] = TypeAdapter(kind)
    return _SHAPES[kind]


def _item(stored: Connector | Progress | Hosts) -> Item:
    body = _shape(type(stored)).dump_json(stored).decode()
    return {"body": body, "version": stored.version}


def _read(kind: type[Stored], item: Item) -> Stored:
    found: Stored = _shape(kind).validate_json(item["body"])
    return found
