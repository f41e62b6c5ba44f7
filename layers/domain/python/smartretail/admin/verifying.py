"""Reading the audit trail, and proving that it is as it was written."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Literal

from smartretail.admin.contract import AuditLine, AuditPage, Integrity
from smartretail.admin.model import AuditEntry, Head
from smartretail.admin.ports import AuditArchive, AuditIndex
from smartretail.kernel.audit import first_break
from smartretail.kernel.errors import FieldError, Invalid
from smartretail.kernel.paging import from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal

PAGE_LINES = 50


@dataclass(frozen=True)
class VerifyAudit:
    """Reads the trail from the archive, newest first, and recomputes every hash it shows."""

    index: AuditIndex
    archive: AuditArchive

    def page(self, who: Principal, cursor: str | None) -> AuditPage:
        """Return a page of lines and whether they hold.

        The newest line must be the one the chain's end names, kept apart from the archive; each
        line must be the one its follower names. The cursor carries that name to the next page, so
        following the cursors to the end verifies the whole chain.
        """
        end = _end(cursor) if cursor else self.index.head(who)
        places = self.index.newest(who, end, PAGE_LINES)
        archived = self.archive.read(who, places)
        shown = [found or place for place, found in zip(places, archived, strict=True)]
        before = shown[-1].before if shown else Head()
        return AuditPage(
            lines=[_shown(entry) for entry in shown],
            next=to_cursor(asdict(before)) if before.sequence else None,
            integrity=_integrity(end, places, archived, may_wait=cursor is None),
        )


def _integrity(
    end: Head,
    places: Sequence[AuditEntry],
    archived: Sequence[AuditEntry | None],
    *,
    may_wait: bool,
) -> Integrity:
    """Walk from the newest line down; only the newest of all may be placed but not yet archived."""
    on_the_way = list(takewhile(lambda found: may_wait and found is None, archived))
    walked = [*places[: len(on_the_way)], *archived[len(on_the_way) :]]
    expected, checked = end, 0
    for entry in walked:
        if entry is None or entry.head != expected or _altered(entry):
            break
        expected, checked = entry.before, checked + 1
    ended = checked == len(walked) and (len(walked) == PAGE_LINES or expected == Head())
    state: Literal["intact", "incomplete", "broken"] = "intact"
    if not ended:
        state = "broken"
    elif on_the_way:
        state = "incomplete"
    return Integrity(
        state=state,
        checked=checked,
        pending=len(on_the_way),
        broken_at=None if ended else expected.sequence,
    )


def _altered(entry: AuditEntry) -> bool:
    return first_break([entry.line], entry.before.hash) is not None


def _end(cursor: str) -> Head:
    position = from_cursor(cursor)
    try:
        return Head(int(position["sequence"]), str(position["hash"]))
    except (KeyError, TypeError, ValueError) as error:
        wrong = FieldError("cursor", "unknown")
        raise Invalid("The cursor is not one we gave.", (wrong,)) from error


def _shown(entry: AuditEntry) -> AuditLine:
    return AuditLine.model_validate({"sequence": entry.sequence, **entry.line})
