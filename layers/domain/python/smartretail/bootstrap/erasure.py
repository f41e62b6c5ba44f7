"""The erasure of a tenant: the wiring of its state machine."""

from functools import cache

from smartretail.adapters.cognito.users import CognitoUsers
from smartretail.adapters.dynamo.admin import DynamoJournal, DynamoTenants
from smartretail.adapters.dynamo.holdings import DynamoHoldings
from smartretail.admin.erasing import EraseItems, LockOut
from smartretail.bootstrap.clients import cognito, table, variable
from smartretail.bootstrap.connectors import secret_holdings
from smartretail.kernel.clock import SystemClock


@cache
def locking_out() -> LockOut:
    """Return the step that deletes the tenant's users."""
    return LockOut(CognitoUsers(cognito(), variable("USER_POOL_ID")))


@cache
def erasing_items() -> EraseItems:
    """Return the step that removes the tenant's items."""
    admin = table("admin")
    return EraseItems(
        holdings=[
            secret_holdings(),
            DynamoHoldings(table("intake")),
            DynamoHoldings(table("connectors")),
            DynamoHoldings(table("forecast")),
            DynamoHoldings(table("pricing")),
            DynamoHoldings(table("inventory")),
            DynamoHoldings(table("actions")),
            DynamoHoldings(table("alerts")),
            DynamoHoldings(table("kpi")),
            DynamoHoldings(admin),
        ],
        register=DynamoTenants(admin),
        journal=DynamoJournal(admin),
        clock=SystemClock(),
    )
