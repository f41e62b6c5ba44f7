"""The connectors context's wiring for the clock and for the queue's worker."""

from dataclasses import dataclass
from functools import cache

from smartretail.adapters.sqs.pulls import read_order
from smartretail.bootstrap.admin import tenants
from smartretail.bootstrap.connectors import connectors, orders, pull
from smartretail.bootstrap.intake import starting
from smartretail.connectors.model import Parcel, Run
from smartretail.connectors.running import RunConnector
from smartretail.connectors.usecases import Tick
from smartretail.intake.model import Origin
from smartretail.intake.starting import Announced, StartUpload
from smartretail.kernel.clock import SystemClock
from smartretail.kernel.messages import Message
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class IntakeLanding:
    """`Landing` in the intake: one upload per parcel, with the normal pipeline behind it."""

    uploads: StartUpload

    def store(self, who: Principal, parcel: Parcel, idempotency_key: str) -> str:
        """Store the rows and return the upload's id."""
        file = Announced(
            file_name=parcel.file_name,
            size_bytes=len(parcel.body),
            currency=parcel.currency,
            origin=Origin.CONNECTOR,
        )
        ticket = self.uploads.store(who, parcel.table, file, parcel.body, idempotency_key)
        return ticket.upload_id


@dataclass(frozen=True)
class PullWorker:
    """Makes the runs that messages of the queue ask for."""

    runs: RunConnector

    def work(self, message: Message) -> Run | None:
        """Make one run; return None when its connector is gone."""
        who, order = read_order(message.body)
        return self.runs.run(who, order)


@cache
def ticking() -> Tick:
    """Return the look for connectors that are due."""
    return Tick(tenants(), connectors(), orders(), SystemClock())


@cache
def pulling() -> PullWorker:
    """Return the queue's worker."""
    landing = IntakeLanding(starting())
    return PullWorker(RunConnector(connectors(), pull(), landing, orders(), SystemClock()))
