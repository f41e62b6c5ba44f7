"""Everything that a context's table keeps of a tenant."""

from dataclasses import dataclass
from itertools import islice

from smartretail.adapters.dynamo.table import OUTBOX, ContextTable
from smartretail.kernel.tenancy import Principal

_KEPT = ("AUDIT", OUTBOX)


@dataclass(frozen=True)
class DynamoHoldings:
    """`Holdings` of one table.

    The order of the audit chain stays, and so do outbox items, which expire by themselves: the
    stream may still have to pass them on.
    """

    table: ContextTable

    def remove(self, who: Principal, most: int) -> int:
        """Delete up to `most` items, keys alone being read."""
        keys = (key for key in self.table.sort_keys(who) if not key.startswith(_KEPT))
        found = list(islice(keys, most))
        self.table.delete_all(who, found)
        return len(found)
