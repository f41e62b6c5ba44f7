"""Plans for what is streamed: at most hourly, and only where something new was curated."""

from dataclasses import dataclass
from typing import Protocol

from smartretail.actions.ports import RunBook, TenantList
from smartretail.actions.runs import requested
from smartretail.kernel.clock import Clock
from smartretail.kernel.tenancy import Principal


class StreamNews(Protocol):
    """What is known of a tenant's streams."""

    def curated_at(self, who: Principal) -> str | None:
        """Return when streamed data was last curated, in RFC 3339; None when not lately."""
        ...


@dataclass(frozen=True)
class Hourly:
    """Asks for a plan of each tenant whose streamed data are newer than its last plan."""

    book: RunBook
    tenants: TenantList
    news: StreamNews
    clock: Clock

    def run(self) -> int:
        """Announce the requests; return how many."""
        waiting = [who for who in map(Principal.job, self.tenants.all()) if self._is_due(who)]
        for who in waiting:
            self.book.emit(who, requested(who, self.clock, "stream"))
        return len(waiting)

    def _is_due(self, who: Principal) -> bool:
        """A plan that has not started yet will read everything there is by then."""
        curated_at = self.news.curated_at(who)
        if curated_at is None:
            return False
        latest = self.book.current(who)
        if latest is None:
            return True
        return latest["started_at"] is not None and latest["started_at"] < curated_at
