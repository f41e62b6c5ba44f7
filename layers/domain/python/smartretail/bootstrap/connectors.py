"""The connectors context's wiring for admins."""

from dataclasses import dataclass
from functools import cache

from smartretail.adapters.dynamo.connectors import DynamoConnectors
from smartretail.adapters.https.fetcher import HttpsFetcher
from smartretail.adapters.secrets.vault import SecretsVault
from smartretail.adapters.sqs.pulls import SqsOrders
from smartretail.adapters.sqs.queue import SqsQueue
from smartretail.bootstrap.clients import secrets, sqs, table, variable
from smartretail.connectors.managing import ManageConnectors
from smartretail.connectors.ports import Connectors, Vault
from smartretail.connectors.pulling import Pull
from smartretail.connectors.usecases import AllowHosts, RunNow, TryOut
from smartretail.intake.tables import Table
from smartretail.kernel.clock import SystemClock
from smartretail.kernel.tenancy import Principal


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
    return SecretHoldings(connectors(), _vault())


@cache
def managing() -> ManageConnectors:
    """Return what admins do with connectors."""
    tables = frozenset(table.value for table in Table)
    return ManageConnectors(connectors(), _vault(), SystemClock(), tables, _admitted())


@cache
def allowing() -> AllowHosts:
    """Return the allow-list."""
    return AllowHosts(connectors(), SystemClock(), _admitted())


@cache
def asking() -> RunNow:
    """Return runs on demand."""
    return RunNow(connectors(), orders(), SystemClock())


@cache
def trying() -> TryOut:
    """Return the look at one page."""
    return TryOut(connectors(), pull(), SystemClock())


def connectors() -> DynamoConnectors:
    """Return the table of connectors."""
    return DynamoConnectors(table("connectors"))


def _vault() -> SecretsVault:
    return SecretsVault(secrets(), variable("CONNECTOR_SECRETS"), variable("DATA_KEY_ALIAS"))


def orders() -> SqsOrders:
    """Return the queue of runs."""
    return SqsOrders(SqsQueue(sqs(), variable("PULLS_QUEUE_URL")))


def pull() -> Pull:
    """Return the reading of other systems."""
    return Pull(connectors(), _vault(), HttpsFetcher(), _admitted())


def _admitted() -> tuple[str, ...]:
    return tuple(variable("CONNECTOR_HOSTS").split(","))
