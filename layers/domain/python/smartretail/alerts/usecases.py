"""Reading alerts, acting on them, and writing them after a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from smartretail.alerts.contract import Alert, AlertHandled, AlertQuery, Alerts, AlertStep, Snooze
from smartretail.alerts.model import SEVERITIES, Finding
from smartretail.alerts.ports import AlertBoards, Board, Messenger, Record, ToldAlerts
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, FieldError, Invalid, NotFound
from smartretail.kernel.events import happened
from smartretail.kernel.ids import business_id
from smartretail.kernel.paging import MAX_PAGE
from smartretail.kernel.tenancy import Principal

_EVENTS = {
    "acknowledged": "AlertAcknowledged.v1",
    "resolved": "AlertResolved.v1",
    "snoozed": "AlertSnoozed.v1",
}


@dataclass(frozen=True)
class AlertDesk:
    """Alerts for those who may see them."""

    boards: AlertBoards
    clock: Clock

    def listing(self, who: Principal, query: AlertQuery) -> Alerts:
        """Return up to 500 alerts in scope, the most severe and costly first."""
        found = [
            alert
            for board in self._boards(who, query.store_id)
            for alert in self._shown(who, board)
            if query.status is None or alert.status == query.status
        ]
        found.sort(key=lambda a: (SEVERITIES.index(a.severity), -a.impact, a.alert_id))
        return Alerts(alerts=found[:MAX_PAGE])

    def acknowledge(self, who: Principal, alert_id: str, step: AlertStep) -> Alert:
        """Say that somebody is on it."""
        return self._keep(who, alert_id, step.store_id, "acknowledged", None)

    def resolve(self, who: Principal, alert_id: str, step: AlertStep) -> Alert:
        """Close the alert until a later plan finds it again."""
        return self._keep(who, alert_id, step.store_id, "resolved", None)

    def snooze(self, who: Principal, alert_id: str, step: Snooze) -> Alert:
        """Hide the alert until a date to come."""
        if step.until <= self._today():
            raise Invalid(
                "Choose a date to come.", (FieldError("body.until", "not in the future"),)
            )
        return self._keep(who, alert_id, step.store_id, "snoozed", step.until)

    def _keep(
        self, who: Principal, alert_id: str, store_id: str, status: str, until: date | None
    ) -> Alert:
        board = self._boards(who, store_id)[0]
        before = next((a for a in self._shown(who, board) if a.alert_id == alert_id), None)
        if before is None:
            raise NotFound(f"There is no alert {alert_id}.", code="alert_not_found")
        if before.status == status and status != "snoozed":
            raise Conflict(f"The alert is already {status}.")
        present, at = board.states.get(alert_id), timestamp(self.clock.now())
        state = _state(alert_id, status, until, who.user, at, board.as_of, present)
        audit = AuditRecord(
            at=at,
            tenant_id=who.tenant,
            actor=who.user,
            action=f"alert_{status}",
            object=f"alerts/{alert_id}",
            before={"status": before.status},
            after={"status": status, "until": state["until"]},
        )
        data = AlertHandled.model_validate(before.model_dump(include={*AlertHandled.model_fields}))
        event = happened(who, self.clock, "alerts", _EVENTS[status], data.model_dump())
        self.boards.keep_state(who, board.store_id, present, state, event, audit)
        shown = {key: state[key] for key in ("status", "until", "by", "at")}
        return before.model_copy(update=shown)

    def _boards(self, who: Principal, store_id: str | None) -> list[Board]:
        if store_id is None:
            return [board for board in self.boards.boards(who) if who.sees_store(board.store_id)]
        store_id = business_id(store_id)
        who.require_store(store_id)
        board = self.boards.board(who, store_id)
        if board is None:
            raise NotFound(f"There is no store {store_id}.", code="store_not_found")
        return [board]

    def _shown(self, who: Principal, board: Board) -> list[Alert]:
        today = self._today().isoformat()
        return [
            Alert.model_validate({**alert, **_in_force(alert, board, today)})
            for alert in board.alerts
            if who.sees_sku(alert["sku_id"])
        ]

    def _today(self) -> date:
        return self.clock.now().date()


@dataclass(frozen=True)
class AlertPress:
    """Writes a store's alerts after a plan, and tells of the severe ones."""

    boards: AlertBoards
    told: ToldAlerts

    def publish(
        self, who: Principal, store_id: str, as_of: str, findings: Iterable[Finding]
    ) -> int:
        """Replace the store's alerts; one that goes on keeps the date it was first seen."""
        board = self.boards.board(who, store_id)
        seen = {a["alert_id"]: a["created_at"] for a in board.alerts} if board else {}
        ranked = sorted(findings, key=_urgency)[:MAX_PAGE]
        alerts = [_record(found, seen.get(found.alert_id, as_of)) for found in ranked]
        self.boards.replace(who, store_id, as_of, alerts)
        return len(alerts)

    def digest(self, who: Principal, store_ids: Sequence[str], messenger: Messenger) -> int:
        """Tell once of each new alert of high severity: how many, and the costliest.

        Return how many. A message that cannot be sent leaves its alerts untold.
        """
        boards = self.boards.boards_of(who, store_ids)
        news = [(board, self._untold(who, board)) for board in boards]
        severe = [alert for _, alerts in news for alert in alerts]
        if not severe:
            return 0
        subject = f"SmartRetail: {len(severe)} new alerts of high severity"
        try:
            messenger.tell(who, subject, _digest_text(severe))
        except Exception:
            for board, alerts in news:
                ids = [alert["alert_id"] for alert in alerts]
                self.told.release(who, board.store_id, board.as_of, ids)
            raise
        return len(severe)

    def _untold(self, who: Principal, board: Board) -> list[Record]:
        """Return the store's new alerts of high severity, from now on taken as told."""
        new = [
            alert
            for alert in board.alerts
            if alert["severity"] == "high" and alert["created_at"] == board.as_of
        ]
        if not new:
            return []
        ids = [alert["alert_id"] for alert in new]
        untold = self.told.claim(who, board.store_id, board.as_of, ids)
        return [alert for alert in new if alert["alert_id"] in untold]


def _state(
    alert_id: str,
    status: str,
    until: date | None,
    by: str,
    at: str,
    as_of: str,
    present: Record | None,
) -> Record:
    return {
        "alert_id": alert_id,
        "status": status,
        "until": until.isoformat() if until else None,
        "by": by,
        "at": at,
        "as_of": as_of,
        "version": (present["version"] if present else 0) + 1,
    }


def _in_force(alert: Record, board: Board, today: str) -> dict[str, Any]:
    """A resolved alert that a later plan finds again is open; so is a snoozed one in time."""
    state = board.states.get(alert["alert_id"])
    if state is None:
        return {"status": "open"}
    again = state["status"] == "resolved" and state["as_of"] < board.as_of
    awake = state["status"] == "snoozed" and state["until"] <= today
    if again or awake:
        return {"status": "open"}
    return {key: state[key] for key in ("status", "until", "by", "at")}


def _record(found: Finding, created_at: str) -> Record:
    case = found.situation
    return {
        "alert_id": found.alert_id,
        "type": found.type,
        "severity": found.severity,
        "sku_id": case.sku_id,
        "store_id": case.store_id,
        "product_name": case.product_name,
        "category": case.category,
        "created_at": created_at,
        "impact": round(found.impact, 2),
        "impact_basis": found.impact_basis,
        "explanation": found.explanation,
    }


def _urgency(found: Finding) -> tuple[int, float, str]:
    return (SEVERITIES.index(found.severity), -found.impact, found.alert_id)


def _digest_text(severe: Sequence[Record]) -> str:
    costly = sorted(severe, key=lambda a: (-a["impact"], a["alert_id"]))[:20]
    lines = [
        f"- {a['type']} {a['store_id']} {a['sku_id']} ({a['impact']:,.2f}): {a['explanation']}"
        for a in costly
    ]
    rest = [f"… and {len(severe) - len(costly)} more."] if len(severe) > len(costly) else []
    return "\n".join([*lines, *rest])
