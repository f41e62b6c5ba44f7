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

ADDRESS = "https://aws.example"


class Outage(StrEnum):
    """What happens at the n-th request, and from then on."""

    KILLED_BEFORE = "the process dies before the request is sent"
    KILLED_AFTER = "the process dies after the request has had its effect"
    LOST_BEFORE = "one request does not arrive, and the SDK sends it again"
    LOST_AFTER = "one answer does not arrive, and the SDK sends the request again"
    DOWN_BEFORE = "from here on no request arrives"
    DOWN_AFTER = "one request has its effect without an answer, and no further one arrives"


class Killed(BaseException):
    """The process is gone: no handler of ours can catch this."""


@dataclass
class Wire:
    """Counts requests and fails at one of them; None only counts."""

    at: int | None = None
    outage: Outage = Outage.KILLED_BEFORE
    requests: list[str] = field(default_factory=list)

    def cross(self, name: str, send: Callable[[], Any]) -> Any:
        """Send a request, or fail as told; botocore takes failures as the second of a pair."""
        number = len(self.requests)
        self.requests.append(name)
        if self.at is None or number < self.at:
            return send()
        if number == self.at and self.outage.name.endswith("AFTER"):
            send()
            return self._broken(ReadTimeoutError(endpoint_url=ADDRESS))
        if number > self.at and self.outage.name.startswith("LOST"):
            return send()
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
