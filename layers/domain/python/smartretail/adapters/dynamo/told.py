"""Alerts told of, in the alerts table: `TOLD#<store>` holds one business date and its alerts."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from smartretail.adapters.dynamo.keys import store_part
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.kernel.errors import Conflict, Unavailable
from smartretail.kernel.tenancy import Principal

_ATTEMPTS = 5
Ids = frozenset[str]


@dataclass(frozen=True)
class DynamoTold:
    """The told alerts of the alerts table."""

    table: ContextTable

    def claim(
        self, who: Principal, store_id: str, as_of: str, alert_ids: Sequence[str]
    ) -> frozenset[str]:
        """Remember these alerts as told on this date; return those that were not yet."""
        before = self._change(who, store_id, as_of, lambda told: told | frozenset(alert_ids))
        return frozenset(alert_ids) - before

    def release(
        self, who: Principal, store_id: str, as_of: str, alert_ids: Collection[str]
    ) -> None:
        """Forget alerts that were claimed but could not be told."""
        self._change(who, store_id, as_of, lambda told: told - frozenset(alert_ids))

    def _change(
        self, who: Principal, store_id: str, as_of: str, change: Callable[[Ids], Ids]
    ) -> Ids:
        """Replace the alerts told on a date; return those before."""
        sk = f"TOLD#{store_part(store_id)}"
        for _ in range(_ATTEMPTS):
            item = self.table.get(who, sk)
            same = item is not None and item["as_of"] == as_of
            before = frozenset(item["alert_ids"]) if item and same else frozenset()
            after = change(before)
            if after == before:
                return before
            version = int(item["version"]) if item else 0
            body = {"as_of": as_of, "alert_ids": sorted(after), "version": version + 1}
            expect = {"version": version} if item else None
            with suppress(Conflict):
                self.table.write(who, sk, body, expect=expect, new=item is None)
                return before
        raise Unavailable("The told alerts change too often; it will be tried again.")
