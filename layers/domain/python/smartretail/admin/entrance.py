"""Sign-ins, noted after the user pool has let somebody in."""

from dataclasses import dataclass

from smartretail.admin.contract import SignedIn
from smartretail.admin.ports import Journal
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class NoteSignIn:
    """Puts a sign-in on record for the tenant of the person."""

    journal: Journal
    clock: Clock

    def note(self, who: Principal, user_id: str) -> None:
        """Write the event and its audit record."""
        data = SignedIn(user_id=user_id).model_dump()
        event = happened(who, self.clock, "admin", "SignedIn.v1", data)
        audit = AuditRecord(event.at, who.tenant, who.user, "sign_in", f"users/{user_id}")
        self.journal.enter(who, event, audit)
