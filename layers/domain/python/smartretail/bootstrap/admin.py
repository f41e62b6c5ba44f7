"""The admin context's wiring that other contexts' bootstraps and daily jobs use."""

from functools import cache

from smartretail.adapters.dynamo.admin import DynamoSettings, DynamoTenants
from smartretail.admin.usecases import SettingsBook, Tenants
from smartretail.bootstrap.clients import table
from smartretail.kernel.clock import SystemClock


@cache
def settings() -> SettingsBook:
    """Return the settings in force, for any context."""
    return SettingsBook(DynamoSettings(table("admin")), SystemClock())


@cache
def tenants() -> Tenants:
    """Return the register of tenants."""
    return Tenants(DynamoTenants(table("admin")))
