"""What every change of an upload leaves behind: its audit record and its event."""

from typing import Any

from pydantic import BaseModel

from smartretail.intake.model import Upload
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock
from smartretail.kernel.events import Event, happened
from smartretail.kernel.tenancy import Principal


def audited(
    who: Principal,
    upload: Upload,
    action: str,
    after: dict[str, Any] | None,
    before: dict[str, Any] | None = None,
) -> AuditRecord:
    """Return the audit record of what a caller did to an upload, as of its last change."""
    thing = f"upload/{upload.upload_id}"
    return AuditRecord(upload.updated_at, who.tenant, who.user, action, thing, before, after)


def told(who: Principal, clock: Clock, data: BaseModel) -> Event:
    """Return the event that the shape of `data` is named after."""
    name = f"{type(data).__name__}.v1"
    return happened(who, clock, "intake", name, data.model_dump(mode="json"))
