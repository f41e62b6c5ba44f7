"""Which tables a caller may upload at all, before any row is looked at."""

from smartretail.intake.tables import TABLES, Table
from smartretail.kernel.errors import Forbidden
from smartretail.kernel.tenancy import Principal


def require_scope(who: Principal, table: Table) -> None:
    """Raise `Forbidden` for a table whose rows hold beyond the caller's stores or SKUs.

    Rows outside the scope are set aside where the table names the store or SKU. A table that does
    not name it, such as suppliers, holds for the whole tenant.
    """
    whole = {"store_id": who.sees_all_stores, "sku_id": who.sees_all_skus}
    fields = TABLES[table]
    if any(not everything and fields.target(name) is None for name, everything in whole.items()):
        raise Forbidden(
            f"The table {table} holds for stores or products outside your scope.",
            code="outside_your_scope",
        )
