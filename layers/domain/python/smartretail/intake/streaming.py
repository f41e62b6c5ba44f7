"""What happens to orders and stock counts that come as events: taken, then written to the lake."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from smartretail.intake.limits import MAX_INLINE_BYTES
from smartretail.intake.ports import Bodies
from smartretail.intake.stream.daily import DailyUploads
from smartretail.intake.stream.envelope import Envelope, opened
from smartretail.intake.stream.event import lines, streamed
from smartretail.intake.tables import Table
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Invalid
from smartretail.kernel.messages import Failures, Message
from smartretail.kernel.tenancy import Principal


class EventQueue(Protocol):
    """Keeps messages until a worker has done them."""

    def send(self, who: Principal, bodies: Sequence[str]) -> None:
        """Send all messages. Raise `Unavailable` when not all were taken."""
        ...


@dataclass(frozen=True)
class TakeEvents:
    """Takes a call's events: all of them, or none when one cannot be used.

    A caller that hears "unavailable" sends them again: an event that comes twice counts once.
    """

    queue: EventQueue
    clock: Clock

    def take(self, who: Principal, table: str, events: Sequence[Mapping[str, Any]]) -> int:
        """Return how many events were taken. Raise `Invalid` naming every wrong field."""
        spec, now = streamed(table), self.clock.now()
        lines(who, spec, events, now)
        envelope = Envelope(
            tenant=who.tenant,
            table=spec.table.value,
            user=who.user,
            stores=tuple(sorted(who.stores)),
            skus=tuple(sorted(who.skus)),
            sent_at=timestamp(now),
            events=events,
        )
        bodies = list(envelope.bodies())
        if sum(map(len, bodies)) > MAX_INLINE_BYTES:
            raise Invalid("The events are larger than 1 MiB; send fewer.", code="body_too_large")
        self.queue.send(who, bodies)
        return len(events)


@dataclass
class _Part:
    """What one object will hold, and the messages it comes from."""

    who: Principal
    table: Table
    day: date
    lines: set[str] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)

    def body(self) -> bytes:
        """Return its lines in order: the same events always make the same bytes."""
        return "".join(f"{line}\n" for line in sorted(self.lines)).encode()


@dataclass(frozen=True)
class WriteEvents:
    """Writes a batch of messages: one object per tenant, table and day, named by its content.

    A batch that comes again writes the same object, which is then there already; a batch that
    comes again in other company writes its events once more, and cleaning keeps each once.
    """

    days: DailyUploads
    files: Bodies
    clock: Clock

    def take(self, messages: Sequence[Message]) -> Failures:
        """Write what can be written; return why the other messages were not."""
        failures: dict[str, Exception] = {}
        for part in self._parts(messages, failures):
            try:
                self._write(part)
            except Exception as failure:
                failures |= dict.fromkeys(part.messages, failure)
        return failures

    def _parts(
        self, messages: Sequence[Message], failures: dict[str, Exception]
    ) -> Sequence[_Part]:
        parts: dict[tuple[str, str, date], _Part] = {}
        for message in messages:
            try:
                envelope = opened(message.body)
                spec = streamed(envelope.table)
                found = lines(envelope.who, spec, envelope.events, self.clock.now())
            except Exception as failure:
                failures[message.id] = failure
                continue
            new = _Part(envelope.who, spec.table, envelope.day)
            part = parts.setdefault((new.who.tenant, new.table, new.day), new)
            part.lines.update(found)
            part.messages.append(message.id)
        return list(parts.values())

    def _write(self, part: _Part) -> None:
        upload = self.days.open(part.who, part.table, part.day)
        body = part.body()
        name = f"part-{hashlib.sha256(body).hexdigest()}.jsonl"
        self.files.put(part.who, f"{upload.key}{name}", body)
