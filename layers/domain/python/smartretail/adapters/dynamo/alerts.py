"""Alerts in DynamoDB: a store's board and its states lie side by side and are one query.

`ALERTS#<store>#BOARD` holds the plan's alerts, `ALERTS#<store>#STATE#<alert_id>` what people did.
"""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smartretail.adapters.dynamo.batch import get_all
from smartretail.adapters.dynamo.keys import store_of, store_part
from smartretail.adapters.dynamo.read_models import pack
from smartretail.adapters.dynamo.table import ContextTable, Fact, Item
from smartretail.alerts.ports import Board, Record
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class DynamoAlerts:
    """The alerts table."""

    table: ContextTable

    def board(self, who: Principal, store_id: str) -> Board | None:
        """Return a store's board, or None for a store no plan has seen."""
        found = _boards(self.table.query(who, f"ALERTS#{store_part(store_id)}#"))
        return found[0] if found else None

    def boards(self, who: Principal) -> list[Board]:
        """Return the boards of every store of the tenant."""
        return _boards(self.table.query(who, "ALERTS#"))

    def boards_of(self, who: Principal, store_ids: Sequence[str]) -> list[Board]:
        """Return the boards of these stores as they stand this moment, without states."""
        keys = [f"ALERTS#{store_part(store_id)}#BOARD" for store_id in store_ids]
        return _boards(get_all(self.table, who, keys))

    def replace(self, who: Principal, store_id: str, as_of: str, alerts: Sequence[Record]) -> None:
        """Put these alerts in place of the store's present ones; states of gone alerts go too."""
        prefix = f"ALERTS#{store_part(store_id)}#"
        kept = {f"{prefix}STATE#{alert['alert_id']}" for alert in alerts}
        states = (item["sk"] for item in self.table.query(who, f"{prefix}STATE#"))
        gone = [sk for sk in states if sk not in kept]
        body = pack({"as_of": as_of, "alerts": alerts})
        self.table.put_all(who, {f"{prefix}BOARD": {"body": body}})
        self.table.delete_all(who, gone)

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
        self.table.write(
            who,
            f"ALERTS#{store_part(store_id)}#STATE#{after['alert_id']}",
            after,
            [Fact(event, audit)],
            expect={"version": before["version"]} if before else None,
            new=before is None,
        )


def _boards(items: Iterable[Item]) -> list[Board]:
    documents: dict[str, Item] = {}
    states: dict[str, dict[str, Record]] = {}
    for item in items:
        _, part, kind, *rest = item["sk"].split("#")
        if kind == "BOARD":
            documents[part] = json.loads(gzip.decompress(bytes(item["body"])))
        else:
            states.setdefault(part, {})[rest[0]] = {**item, "version": int(item["version"])}
    return [
        Board(store_of(part), found["as_of"], found["alerts"], states.get(part, {}))
        for part, found in documents.items()
    ]
