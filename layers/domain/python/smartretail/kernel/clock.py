"""Time is a port: business rules take `as_of`, and only audit, tokens and TTLs read a clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the present moment in UTC."""

    def now(self) -> datetime:
        """Return the present moment, always with the UTC time zone."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still, for tests and replays."""

    at: datetime

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.at


def timestamp(moment: datetime) -> str:
    """Format a moment as RFC 3339 in UTC with milliseconds: `2026-11-21T09:30:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
