"""The connectors context's wiring: for admins, for the clock, and for the queue's worker."""

from dataclasses import dataclass
from functools import cache

from smartretail.adapters.dynamo.connectors import DynamoConnectors
from smartretail.adapters.https.fetcher import HttpsFetcher
from smartretail.adapters.secrets.vault import SecretsVault
from smartretail.adapters.sqs.pulls import SqsOrders, read_order
from smartretail.adapters.sqs.queue import SqsQueue
from smartretail.bootstrap.admin import tenants
from smartretail.bootstrap.clients import secrets, sqs, table, variable
from smartretail.bootstrap.intake import starting
from smartretail.connectors.managing import ManageConnectors
from smartretail.connectors.model import Parcel, Run
from smartretail.connectors.ports import Connectors, Vault
from smartretail.connectors.pulling import Pull
from smartretail.connectors.running import RunConnector
from smartretail.connectors.usecases import AllowHosts, RunNow, Tick, TryOut
from smartretail.intake.model import Origin
from smartretail.intake.starting import Announced, StartUpload
from smartretail.intake.tables import Table
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


@dataclass(frozen=True)
class SecretHoldings:
    """`Holdings` of the vault: the secrets that the tenant's connectors name.

    They are removed while their connectors still stand, so this comes before the tables.
    """

    connectors: Connectors
    vault: Vault

    def remove(self, who: Principal, most: int) -> int:
        """Forget every secret; none counts, for they are no items."""
        for connector, _ in self.connectors.listing(who):
            if connector.secret_ref:
                self.vault.remove(who, connector.secret_ref)
        return 0


@cache
def secret_holdings() -> SecretHoldings:
    """Return what an erasure forgets first."""
    return SecretHoldings(_connectors(), _vault())


@cache
def managing() -> ManageConnectors:
    """Return what admins do with connectors."""
    tables = frozenset(table.value for table in Table)
    return ManageConnectors(_connectors(), _vault(), SystemClock(), tables, _admitted())


@cache
def allowing() -> AllowHosts:
    """Return the allow-list."""
    return AllowHosts(_connectors(), SystemClock(), _admitted())


@cache
def asking() -> RunNow:
    """Return runs on demand."""
    return RunNow(_connectors(), _orders(), SystemClock())


@cache
def trying() -> TryOut:
    """Return the look at one page."""
    return TryOut(_connectors(), _pull(), SystemClock())


@cache
def ticking() -> Tick:
    """Return the look for connectors that are due."""
    return Tick(tenants(), _connectors(), _orders(), SystemClock())


@cache
def pulling() -> PullWorker:
    """Return the queue's worker."""
    landing = IntakeLanding(starting())
    return PullWorker(RunConnector(_connectors(), _pull(), landing, _orders(), SystemClock()))


def _connectors() -> DynamoConnectors:
    return DynamoConnectors(table("connectors"))


def _vault() -> SecretsVault:
    return SecretsVault(secrets(), variable("CONNECTOR_SECRETS"), variable("DATA_KEY_ALIAS"))


def _orders() -> SqsOrders:
    return SqsOrders(SqsQueue(sqs(), variable("PULLS_QUEUE_URL")))


def _pull() -> Pull:
    return Pull(_connectors(), _vault(), HttpsFetcher(), _admitted())


def _admitted() -> tuple[str, ...]:
    return tuple(variable("CONNECTOR_HOSTS").split(","))
