"""Deleting an upload and its mends: asked for by a person, done by a job, then recorded."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from smartretail.intake.answers import UploadAnswer
from smartretail.intake.contract import UploadDeleted, UploadDeletionAsked
from smartretail.intake.finding import Finder, visible
from smartretail.intake.model import GONE, State, Upload
from smartretail.intake.ports import Gone, Transfers, Uploads
from smartretail.intake.reading import full
from smartretail.intake.records import audited, told
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import Conflict
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class DeleteUpload:
    """Asks for an upload to be deleted. Its mends are asked first, so a repeated call completes."""

    uploads: Uploads
    transfers: Transfers
    clock: Clock

    def delete(self, who: Principal, upload_id: str) -> UploadAnswer:
        """Return the upload on its way out. Raise `Conflict` while it or a mend is worked on."""
        upload = visible(self.uploads, who, upload_id)
        now = self.clock.now()
        if upload.state is State.DELETED or (upload.state in GONE and upload.is_busy(now)):
            return full(upload)
        mends = [self.uploads.get(who, mend) for mend in upload.mended_by]
        family = [mend for mend in mends if mend and mend.state not in GONE]
        for each in (*family, upload):
            if each.is_busy(now):
                raise Conflict(
                    f"{each.file_name} is being worked on; delete it when that has ended.",
                    code="upload_busy",
                )
        for mend in family:
            self._ask(who, mend)
        return full(self._ask(who, upload))

    def _ask(self, who: Principal, upload: Upload) -> Upload:
        if upload.transfer and upload.state is State.AWAITING:
            with suppress(Gone):
                self.transfers.abort(who, upload.key, upload.transfer.handle)
        moved = upload.moved(
            State.DELETING,
            self.clock.now(),
            left=upload.left or upload.state,
            problem=None,
            questions=(),
        )
        data = UploadDeletionAsked(upload_id=upload.upload_id, table=upload.table)
        before = {"state": upload.state.value}
        audit = audited(who, moved, "delete_upload", {"state": moved.state.value}, before)
        return self.uploads.save(who, moved, told(who, self.clock, data), audit)


@dataclass(frozen=True)
class NoteForgotten:
    """Records that an upload is gone from the lake, and announces it."""

    uploads: Uploads
    clock: Clock

    def run(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return where the upload stands now; a repeated call announces nothing twice."""
        who, upload = Finder(self.uploads).find(state)
        if upload.state is State.DELETING:
            if upload.mends:
                self._leave_root(who, upload)
            upload = self._empty(who, upload)
        return {"state": upload.state.value, "tenant": who.tenant, "upload_id": upload.upload_id}

    def _empty(self, who: Principal, upload: Upload) -> Upload:
        bare = _emptied(upload, self.clock.now())
        data = UploadDeleted(upload_id=upload.upload_id, table=upload.table)
        audit = audited(who, bare, "upload_deleted", {"state": bare.state.value})
        return self.uploads.save(who, bare, told(who, self.clock, data), audit)

    def _leave_root(self, who: Principal, mend: Upload) -> None:
        root = self.uploads.get(who, mend.mends or "")
        if root and root.state not in GONE and mend.upload_id in root.mended_by:
            others = tuple(name for name in root.mended_by if name != mend.upload_id)
            with suppress(Conflict):
                self.uploads.save(who, replace(root, mended_by=others))


def _emptied(upload: Upload, now: datetime) -> Upload:
    """Return what stays: that there was an upload, when and by whom; not one word of the file."""
    bare = Upload(
        upload_id=upload.upload_id,
        table=upload.table,
        file_name="",
        key=f"{upload.key.rpartition('/')[0]}/",
        size_bytes=0,
        created_at=upload.created_at,
        created_by=upload.created_by,
        updated_at=upload.updated_at,
        stages=upload.stages,
        origin=upload.origin,
        mends=upload.mends,
        version=upload.version,
    )
    return bare.moved(State.DELETED, now)
