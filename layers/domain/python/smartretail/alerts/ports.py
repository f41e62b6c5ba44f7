"""What the alerts context needs from outside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

Record = dict[str, Any]


@dataclass(frozen=True)
class Board:
    """A store's alerts as the last plan left them, and what people did about them since."""

    store_id: str
    as_of: str
    alerts: Sequence[Record]
    states: Mapping[str, Record]


class AlertBoards(Protocol):
    """Alerts by store."""

    def board(self, who: Principal, store_id: str) -> Board | None:
        """Return a store's board, or None for a store no plan has seen."""
        ...

    def boards(self, who: Principal) -> list[Board]:
        """Return the boards of every store of the tenant."""
        ...

    def boards_of(self, who: Principal, store_ids: Sequence[str]) -> list[Board]:
        """Return the boards of these stores as they stand this moment, without states."""
        ...

    def replace(self, who: Principal, store_id: str, as_of: str, alerts: Sequence[Record]) -> None:
        """Put these alerts in place of the store's present ones; states of gone alerts go too."""
        ...

    def keep_state(
        self,
        who: Principal,
        store_id: str,
        before: Record | None,
        after: Record,
        event: Event,
        audit: AuditRecord,
    ) -> None:
        """Replace an alert's state; raise `Conflict` when `before` is no longer the present."""
        ...


class ToldAlerts(Protocol):
    """Which alerts people were told of, by store and business date."""

    def claim(
        self, who: Principal, store_id: str, as_of: str, alert_ids: Sequence[str]
    ) -> frozenset[str]:
        """Remember these alerts as told on this date; return those that were not yet."""
        ...

    def release(
        self, who: Principal, store_id: str, as_of: str, alert_ids: Collection[str]
    ) -> None:
        """Forget alerts that were claimed but could not be told."""
        ...


class Messenger(Protocol):
    """Tells people who are not looking at the page."""

    def tell(self, who: Principal, subject: str, text: str) -> None:
        """Send a message to the tenant's subscribers."""
        ...
