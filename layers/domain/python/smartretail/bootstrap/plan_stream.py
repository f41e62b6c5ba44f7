"""The wiring of hourly plans for streamed data, where actions and intake meet."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from smartretail.actions.hourly import Hourly
from smartretail.adapters.dynamo.intake import DynamoUploads
from smartretail.adapters.dynamo.runs import DynamoRuns
from smartretail.bootstrap.admin import tenants
from smartretail.bootstrap.clients import table
from smartretail.intake.model import State
from smartretail.intake.stream.daily import DailyUploads
from smartretail.intake.stream.event import STREAMED
from smartretail.kernel.clock import Clock, SystemClock
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class StreamUploads:
    """Actions' `StreamNews`, read from intake's uploads of today and yesterday."""

    days: DailyUploads
    clock: Clock

    def curated_at(self, who: Principal) -> str | None:
        """Return when a day's stream was last curated."""
        today = self.clock.now().date()
        found = [
            stage.at
            for table in STREAMED
            for day in (today, today - timedelta(days=1))
            for upload in self.days.known(who, table, day)
            for stage in upload.stages
            if stage.stage == State.CURATED
        ]
        return max(found, default=None)


@cache
def hourly() -> Hourly:
    """Return the hourly request of plans."""
    clock = SystemClock()
    news = StreamUploads(DailyUploads(DynamoUploads(table("intake")), clock), clock)
    return Hourly(DynamoRuns(table("actions")), tenants(), news, clock)
