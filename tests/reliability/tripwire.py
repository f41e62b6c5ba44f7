"""A lake that fails at its n-th call, before or after the call has done its work."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from smartretail_etl.lake import Lake

CHANGES = frozenset({"write", "put", "delete", "erase", "erase_older"})


class Tripped(OSError):
    """The call that was to fail."""


@dataclass
class Wire:
    """Counts the calls of a lake; what happens at each is told from outside."""

    at: Callable[[int, str, str], None]
    calls: list[tuple[str, str]] = field(default_factory=list)

    def crossed(self, name: str, moment: str) -> None:
        if moment == "before":
            self.calls.append((name, moment))
        self.at(len(self.calls) - 1, name, moment)


class Wired:
    """Any lake, its calls led over a wire."""

    def __init__(self, lake: Lake, wire: Wire) -> None:
        self._lake, self._wire = lake, wire

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._lake, name)
        if not callable(found):
            return found

        def call(*given: Any, **named: Any) -> Any:
            self._wire.crossed(name, "before")
            done = found(*given, **named)
            self._wire.crossed(name, "after")
            return done

        return call


def crashing(at: int, moment: str) -> Wire:
    """A wire that ends the job at one call, and every later call of the same job."""

    def trip(number: int, name: str, now: str) -> None:
        if number > at or (number == at and now == moment):
            raise Tripped(f"{name} number {number} failed {now} its work")

    return Wire(trip)


def counting() -> Wire:
    """A wire that only counts."""
    return Wire(lambda number, name, moment: None)
