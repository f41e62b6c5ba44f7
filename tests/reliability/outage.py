"""AWS that fails at the n-th request, before or after the request has had its effect."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from botocore import endpoint
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

KNOWN_AGAIN = frozenset({"TransactWriteItems"})
"""Requests that AWS tells from new ones by the token the SDK puts in, and answers as before."""
READS = ("Get", "Head", "List", "Query")
ADDRESS = "https://aws.example"


class Outage(StrEnum):
    """What happens at the n-th request, and from then on.

    A process that dies before a request leaves what it leaves after the one before.
    """

    KILLED_AFTER = "the process dies after the request has had its effect"
    LOST_AFTER = "the answer does not arrive, and the SDK sends the request again"
    DOWN_BEFORE = "from here on no request arrives"
    DOWN_AFTER = "the request has its effect without an answer, and no further one arrives"


def outages(request: str) -> tuple[Outage, ...]:
    """Return those that differ for a request: one that only reads has no effect to lose."""
    return (Outage.DOWN_BEFORE,) if request.startswith(READS) else tuple(Outage)


class Killed(BaseException):
    """The process is gone: no handler of ours can catch this."""


@dataclass
class Wire:
    """Counts requests and fails at one of them; None only counts."""

    at: int | None = None
    outage: Outage = Outage.DOWN_BEFORE
    requests: list[str] = field(default_factory=list)
    _answer: Any = None

    def cross(self, name: str, send: Callable[[], Any]) -> Any:
        """Send a request, or fail as told; botocore takes failures as the second of a pair."""
        number = len(self.requests)
        self.requests.append(name)
        if self.at is None or number < self.at:
            return send()
        if number == self.at and self.outage.name.endswith("AFTER"):
            self._answer = send()
            return self._broken(ReadTimeoutError(endpoint_url=ADDRESS))
        if number > self.at and self.outage.name.startswith("LOST"):
            again = number == self.at + 1 and name in KNOWN_AGAIN
            return self._answer if again and self._answer else send()
        return self._broken(ConnectTimeoutError(endpoint_url=ADDRESS))

    def _broken(self, error: Exception) -> tuple[None, Exception]:
        if self.outage.name.startswith("KILLED"):
            raise Killed
        return None, error


@contextmanager
def led_over(wire: Wire) -> Iterator[Wire]:
    """Lead every request of every client over the wire; the SDK repeats without waiting."""
    sent: Any = vars(endpoint.Endpoint)["_do_get_response"]

    def crossing(self: Any, request: Any, operation_model: Any, context: Any) -> Any:
        def send() -> Any:
            return sent(self, request, operation_model, context)

        return wire.cross(operation_model.name, send)

    clock = SimpleNamespace(**vars(endpoint.time) | {"sleep": lambda seconds: None})
    with (
        patch.object(endpoint.Endpoint, "_do_get_response", crossing),
        patch.object(endpoint, "time", clock),
    ):
        yield wire
