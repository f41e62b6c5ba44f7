"""What travels through the queue: events with for whom they are and who sent them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from smartretail.kernel.errors import Invalid
from smartretail.kernel.tenancy import Principal, Role

KIND = "stream.v1"
MAX_MESSAGE_BYTES = 240_000
"""SQS takes 262,144 bytes per message and per batch of messages."""


@dataclass(frozen=True)
class Envelope:
    """Events of one call, or a part of them. It is made by us alone, from a verified token."""

    tenant: str
    table: str
    user: str
    stores: tuple[str, ...]
    skus: tuple[str, ...]
    sent_at: str
    events: Sequence[Mapping[str, Any]]
    kind: str = KIND

    @property
    def who(self) -> Principal:
        """The sender's tenant and scope, with the rights of a job."""
        return Principal(
            tenant=self.tenant,
            user=self.user,
            roles=frozenset({Role.JOB}),
            stores=frozenset(self.stores),
            skus=frozenset(self.skus),
        )

    @property
    def arrived(self) -> datetime:
        """The moment the call came in."""
        return datetime.fromisoformat(self.sent_at)

    @property
    def day(self) -> date:
        """The UTC day of arrival: a message that comes again belongs to the same day's upload."""
        return self.arrived.date()

    def bodies(self) -> Iterator[str]:
        """Yield message bodies that hold all events in order, each below the queue's limit."""
        head = {name: value for name, value in vars(self).items() if name != "events"}
        opening = json.dumps(head, separators=(",", ":")).removesuffix("}") + ',"events":['
        room = MAX_MESSAGE_BYTES - len(opening)
        held: list[str] = []
        for text in (json.dumps(event, separators=(",", ":")) for event in self.events):
            if held and sum(map(len, held)) + len(held) + len(text) > room:
                yield f"{opening}{','.join(held)}]}}"
                held = []
            held.append(text)
        yield f"{opening}{','.join(held)}]}}"


def opened(body: str) -> Envelope:
    """Read a message. Raise `Invalid` for anything that we did not write."""
    try:
        found = json.loads(body)
        envelope = Envelope(**found)
        known = envelope.kind == KIND and envelope.who.tenant == envelope.tenant
        known = known and envelope.arrived.tzinfo is not None
        known = known and all(isinstance(event, dict) for event in envelope.events)
    except Exception as error:
        raise Invalid("The message is not one of ours.", code="unknown_message") from error
    if not known:
        raise Invalid("The message is of a kind we do not know.", code="unknown_message")
    return envelope
