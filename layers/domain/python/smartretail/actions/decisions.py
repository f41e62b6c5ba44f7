"""Listing recommendations and recording people's answers to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smartretail.actions.contract import (
    AskRecommendations,
    Decision,
    Recommendation,
    RecommendationDecided,
    Recommendations,
    Status,
)
from smartretail.actions.model import ANSWERS, change_worth
from smartretail.actions.ports import Approvals, RecommendationBook, Record, Slate
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, Forbidden, NotFound
from smartretail.kernel.events import Event, happened
from smartretail.kernel.ids import business_id
from smartretail.kernel.paging import MAX_PAGE
from smartretail.kernel.tenancy import Principal, Role

_EVENTS: dict[Status, tuple[str, str]] = {
    "accepted": ("RecommendationAccepted.v1", "accept_recommendation"),
    "rejected": ("RecommendationRejected.v1", "reject_recommendation"),
    "proposed": ("RecommendationUndone.v1", "undo_recommendation"),
}


@dataclass(frozen=True)
class Decisions:
    """Recommendations for those who may act on them."""

    book: RecommendationBook
    approvals: Approvals
    clock: Clock

    def listing(self, who: Principal, ask: AskRecommendations) -> Recommendations:
        """Return up to 500 recommendations of a store, the most valuable first."""
        store_id = business_id(ask.store_id)
        slate = self._slate(who, store_id)
        as_of = ask.as_of_date or slate.as_of
        if as_of == slate.as_of:
            records: Sequence[Record] = answered(slate)
        else:
            records = self.book.past(who, store_id, as_of)
        visible = [record for record in records if _wanted(record, ask, who)]
        visible.sort(key=lambda record: (-record["score"], record["rec_id"]))
        return Recommendations(
            as_of_date=as_of,
            recommendations=[Recommendation.model_validate(r) for r in visible[:MAX_PAGE]],
        )

    def decide(
        self, who: Principal, rec_id: str, answer: Status, decision: Decision
    ) -> Recommendation:
        """Accept, reject or (`proposed`) undo.

        Raise `Conflict` when its state forbids it, `Forbidden` when a manager must approve it.
        """
        store_id = business_id(decision.store_id)
        slate = self._slate(who, store_id, rec_id)
        before = next((r for r in answered(slate) if r["rec_id"] == rec_id), None)
        if before is None or not who.sees_sku(before["sku_id"]):
            raise NotFound(
                f"The newest plan holds no recommendation {rec_id}.",
                code="recommendation_not_found",
            )
        if before["status"] not in ANSWERS[answer]:
            raise Conflict(f"The recommendation is {before['status']}.")
        if answer == "accepted":
            self._require_approval(who, before)
        present = slate.answers.get(rec_id)
        state = {
            "rec_id": rec_id,
            "status": answer,
            "by": who.user if answer != "proposed" else None,
            "at": timestamp(self.clock.now()) if answer != "proposed" else None,
            "reason": decision.reason,
            "version": (present["version"] if present else 0) + 1,
        }
        event, audit = self._fact(who, before, answer, decision.reason)
        self.book.answer(who, store_id, present, state, event, audit)
        return Recommendation.model_validate({**before, **_shown(state)})

    def _require_approval(self, who: Principal, record: Record) -> None:
        if record["rec_type"] != "price" or who.has_any({Role.MANAGER}):
            return
        limit = self.approvals.limit(who)
        if limit is not None and change_worth(record) > limit:
            raise Forbidden(
                f"A price change worth more than {limit:,.2f} needs a manager's approval.",
                code="needs_approval",
            )

    def _slate(self, who: Principal, store_id: str, rec_id: str | None = None) -> Slate:
        who.require_store(store_id)
        slate = self.book.slate(who, store_id, rec_id)
        if slate is None:
            raise NotFound(f"There is no store {store_id}.", code="store_not_found")
        return slate

    def _fact(
        self, who: Principal, before: Record, answer: Status, reason: str | None
    ) -> tuple[Event, AuditRecord]:
        name, action = _EVENTS[answer]
        data = RecommendationDecided.model_validate({**before, "reason": reason}).model_dump()
        audit = AuditRecord(
            at=timestamp(self.clock.now()),
            tenant_id=who.tenant,
            actor=who.user,
            action=action,
            object=f"recommendations/{before['rec_id']}",
            before={"status": before["status"]},
            after={"status": answer, **data},
        )
        return happened(who, self.clock, "actions", name, data), audit


@dataclass(frozen=True)
class Proposals:
    """Writes a store's recommendations after a plan."""

    book: RecommendationBook

    def publish(self, who: Principal, store_id: str, as_of: str, records: Sequence[Record]) -> None:
        """Replace the store's slate; what nobody answered in the earlier plan has expired.

        Within one business date an answered recommendation stays, even when the plan changed.
        """
        old = self.book.slate(who, store_id)
        ids = {record["rec_id"] for record in records}
        if old is None:
            self.book.replace(who, store_id, Slate(as_of, records, {}), None)
            return
        if old.as_of == as_of:
            kept = [r for r in old.records if r["rec_id"] in old.answers and r["rec_id"] not in ids]
            self.book.replace(who, store_id, Slate(as_of, [*records, *kept], old.answers), None)
            return
        final = [_expired(record) for record in answered(old)]
        self.book.replace(who, store_id, Slate(as_of, records, {}), (old.as_of, final))


def answered(slate: Slate) -> list[Record]:
    """Return the slate's recommendations, each with its state."""
    return [
        {**record, "status": "proposed", **_shown(slate.answers.get(record["rec_id"], {}))}
        for record in slate.records
    ]


def _shown(state: Record) -> dict[str, Any]:
    return {key: state[key] for key in ("status", "by", "at", "reason") if key in state}


def _expired(record: Record) -> Record:
    return {**record, "status": "expired"} if record["status"] == "proposed" else record


def _wanted(record: Record, ask: AskRecommendations, who: Principal) -> bool:
    return (
        who.sees_sku(record["sku_id"])
        and ask.category in {None, record["category"]}
        and ask.rec_type in {None, record["rec_type"]}
    )
