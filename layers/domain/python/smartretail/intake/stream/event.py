"""One event: checked field by field, and written as the line that cleaning reads."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from smartretail.intake.limits import MAX_COLUMNS
from smartretail.intake.stream.values import Unfit, moment_of, text_of
from smartretail.intake.tables import TABLES, Table, TableSpec
from smartretail.kernel.errors import FieldError, Invalid, NotFound
from smartretail.kernel.ids import new_id
from smartretail.kernel.tenancy import Principal

STREAMED = (Table.SALES, Table.INVENTORY)
MAX_EVENTS = 500
MAX_EVENT_BYTES = 32 << 10
EVENT_ID, OCCURRED_AT, VERSION = "event_id", "occurred_at", "_version"
OTHERS = "other_fields"
"""One column for all fields we do not know: senders who name them by ids would fill a table."""
_TIME_DIGITS = 10
_RANDOM_DIGITS = 16
_DIGEST_DIGITS = 16
_MOST_SHOWN = 50


def streamed(name: str) -> TableSpec:
    """Return the table with this name. Raise `NotFound` for one that takes no events."""
    if name not in STREAMED:
        raise NotFound(f"There is no stream of {name}; send a file.", code="table_not_found")
    return TABLES[Table(name)]


def mapping_of(spec: TableSpec) -> dict[str, str]:
    """Return which field of a line fills which column: the same names, the event as its id."""
    own = {target.name: target.name for target in spec.targets}
    return own | {"source_event_id": EVENT_ID} if "source_event_id" in own else own


def lines(
    who: Principal, spec: TableSpec, events: Sequence[Mapping[str, Any]], now: datetime
) -> list[str]:
    """Return a line per event. Raise `Invalid` naming every wrong field as `events[i].field`."""
    written, wrong = [], []
    for index, event in enumerate(events):
        reading = _Reading(who, spec, event, now)
        written.append(reading.line())
        wrong += [FieldError(f"events[{index}].{name}", why) for name, why in reading.wrong]
    if wrong:
        told = "; ".join(f"{fault.field}: {fault.reason}" for fault in wrong[:5])
        detail = f"{len(wrong)} fields of the events cannot be used; nothing was taken. {told}"
        raise Invalid(detail, tuple(wrong[:_MOST_SHOWN]), code="invalid_events")
    return written


def version_of(occurred_at: datetime, digest: str) -> str:
    """Return what orders the versions of an event: its moment, then its content.

    It sorts with upload ids, so a file and an event that tell the same differ by time alone.
    """
    stamp = new_id("upl", int(occurred_at.timestamp() * 1000))[: len("upl_") + _TIME_DIGITS]
    return f"{stamp}{'0' * _RANDOM_DIGITS}-{digest[:_DIGEST_DIGITS]}"


@dataclass
class _Reading:
    """One event on its way to become a line."""

    who: Principal
    spec: TableSpec
    event: Mapping[str, Any]
    now: datetime
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def line(self) -> str:
        """Return the event as one JSON text; what is wrong with it is in `wrong`."""
        if len(self.event) > MAX_COLUMNS or len(_json(self.event)) > MAX_EVENT_BYTES:
            self._note(EVENT_ID, "event_too_large")
        own = {EVENT_ID: self._event_id(), **self._fields()}
        occurred_at = self._moment()
        self._in_scope(own)
        rest = {name: value for name, value in self.event.items() if self._is_extra(name)}
        if occurred_at is None or self.wrong:
            return ""
        own = {name: value for name, value in own.items() if value is not None}
        others = {OTHERS: _json(rest)} if rest else {}
        body = {**others, **own, OCCURRED_AT: occurred_at.isoformat()}
        text = _json(body)
        version = version_of(occurred_at, hashlib.sha256(text.encode()).hexdigest())
        return _json({VERSION: version, **body})

    def _fields(self) -> dict[str, str | None]:
        names = [target for target in self.spec.targets if target.name != "source_event_id"]
        found = {}
        for target in names:
            found[target.name] = self._text(target.name, target.kind)
            if target.required and found[target.name] is None:
                self._note(target.name, "missing")
        return found

    def _event_id(self) -> str | None:
        found = self._text(EVENT_ID, "id")
        if found is None:
            self._note(EVENT_ID, "missing")
        return found

    def _moment(self) -> datetime | None:
        if self.event.get(OCCURRED_AT) is None:
            self._note(OCCURRED_AT, "missing")
            return None
        try:
            return moment_of(self.event[OCCURRED_AT], self.now)
        except Unfit as reason:
            self._note(OCCURRED_AT, str(reason))
        return None

    def _text(self, name: str, kind: Any) -> str | None:
        try:
            return text_of(self.event.get(name), kind, self.now)
        except Unfit as reason:
            self._note(name, str(reason))
        return None

    def _in_scope(self, own: Mapping[str, str | None]) -> None:
        store, sku = own["store_id"], own["sku_id"]
        if store is not None and not self.who.sees_store(store):
            self._note("store_id", "outside_your_scope")
        if sku is not None and not self.who.sees_sku(sku):
            self._note("sku_id", "outside_your_scope")

    def _is_extra(self, name: str) -> bool:
        if name.startswith("_"):
            self._note(name, "reserved_name")
        known = name in {EVENT_ID, OCCURRED_AT}
        return not known and (self.spec.target(name) is None or name == "source_event_id")

    def _note(self, name: str, why: str) -> None:
        if name not in {known for known, _ in self.wrong}:
            self.wrong.append((name, why))


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"))
