"""Read models of stores that are no more: a plan replaces a store's pages, it never visits others.

Every read model's sort key is `<VIEW>#<store>` with more behind a further `#`, or `<VIEW>#*` for
all stores together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartretail.adapters.dynamo.keys import store_part
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.kernel.tenancy import Principal

_KNOWN = "PARTS#"
_ALL = "*"


@dataclass(frozen=True)
class DynamoShelves:
    """The views of each context's table; the one that tells which stores there were is last."""

    views: Sequence[tuple[ContextTable, str]]

    def keep_only(self, who: Principal, store_ids: Sequence[str]) -> int:
        """Remove the pages of every other store; without any store, the totals too.

        Return how many stores went. What breaks off is found again the next time.
        """
        figures = self.views[-1][0]
        known = {_part(sk, _KNOWN) for sk in figures.sort_keys(who, _KNOWN)}
        gone = known - {store_part(store_id) for store_id in store_ids}
        if not store_ids:
            gone.add(_ALL)
        for table, view in self.views if gone else ():
            for part in sorted(gone):
                found = table.sort_keys(who, f"{view}{part}")
                table.delete_all(who, [sk for sk in found if _part(sk, view) == part])
        return len(gone - {_ALL})


def shelves(tables: Mapping[str, ContextTable]) -> DynamoShelves:
    """Return the read models that a plan writes, by the tables they are in."""
    named = {
        "forecast": ("FORECAST#", "LIST#"),
        "pricing": ("PRICE#",),
        "inventory": ("STOCK#",),
        "actions": ("RECS#", "PAST#"),
        "alerts": ("ALERTS#",),
        "kpi": ("SKUS#", "KPI#", "SERIES#", _KNOWN),
    }
    return DynamoShelves([(tables[name], view) for name, views in named.items() for view in views])


def _part(sort_key: str, view: str) -> str:
    return sort_key.removeprefix(view).partition("#")[0]
