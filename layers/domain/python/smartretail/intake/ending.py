"""The last step of an upload: curated, or failed with a reason."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from smartretail.intake import keys
from smartretail.intake.causes import problem_from
from smartretail.intake.contract import UploadCurated, UploadFailed
from smartretail.intake.finding import Finder
from smartretail.intake.model import GONE, Problem, State, Upload
from smartretail.intake.ports import Documents, Uploads
from smartretail.intake.records import told
from smartretail.intake.report import Report
from smartretail.intake.stream.daily import brief_stages, may_be_renewed
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import Conflict, Invalid, Unavailable
from smartretail.kernel.tenancy import Principal

_ENDED = frozenset({State.CURATED, State.FAILED}) | GONE
_ATTEMPTS = 5
_NOT_DELETED = Problem(
    "It could not be deleted",
    "Something failed on our side, and it has been recorded. Please delete it again.",
    "not_deleted",
)


@dataclass(frozen=True)
class FinishUpload:
    """Records what the curate job reports, and announces the curated upload."""

    uploads: Uploads
    documents: Documents
    clock: Clock

    def run(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return where the upload stands now; a repeated call announces nothing twice.

        Jobs for parts of a day's stream may overlap, so each of them records what it found.
        """
        for _ in range(_ATTEMPTS):
            who, upload = Finder(self.uploads).find(state)
            with suppress(Conflict):
                if upload.state is State.CLEANING or may_be_renewed(upload):
                    upload = self._finish(who, upload)
                return _place(who, upload)
        raise Unavailable("The upload changes too often; it will be tried again.")

    def _finish(self, who: Principal, upload: Upload) -> Upload:
        document = self.documents.read(who, keys.report_key(who, upload))
        if document is None:
            raise Invalid("The cleaning left no report; upload the file again.")
        report = Report.model_validate(document)
        known = replace(upload, stages=report.joined(brief_stages(upload)))
        moved = known.moved(
            State.CURATED,
            self.clock.now(),
            counts=report.counted(),
            quality=report.judged(),
            as_of=report.as_of,
        )
        data = UploadCurated(
            upload_id=upload.upload_id,
            table=upload.table,
            as_of=report.as_of,
            kept=report.counts.kept,
            rejected=report.counts.rejected,
            origin=upload.origin,
        )
        return self.uploads.save(who, moved, told(who, self.clock, data))


@dataclass(frozen=True)
class FailUpload:
    """Records why an upload could not be used, or not be deleted."""

    uploads: Uploads
    clock: Clock

    def run(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return where the upload stands now; an upload that has ended stays as it is.

        Only a failed deletion (`deleting`) puts an upload back. A job that fails because the upload
        is being deleted meanwhile leaves it on its way out.
        """
        who, upload = Finder(self.uploads).find(state)
        if state.get("deleting"):
            if upload.state is State.DELETING:
                upload = self._restore(who, upload)
        elif upload.state not in _ENDED or may_be_renewed(upload):
            upload = self._fail(who, upload, problem_from(state.get("error")))
        return _place(who, upload)

    def _fail(self, who: Principal, upload: Upload, problem: Problem) -> Upload:
        moved = upload.moved(State.FAILED, self.clock.now(), problem=problem, questions=())
        data = UploadFailed(upload_id=upload.upload_id, table=upload.table, problem=problem.detail)
        return self.uploads.save(who, moved, told(who, self.clock, data))

    def _restore(self, who: Principal, upload: Upload) -> Upload:
        """Put an upload back to where it stood, so that its owner can delete it again."""
        before = upload.left or State.FAILED
        moved = upload.moved(before, self.clock.now(), problem=_NOT_DELETED, left=None)
        return self.uploads.save(who, moved)


def _place(who: Principal, upload: Upload) -> dict[str, Any]:
    return {
        "state": upload.state.value,
        "tenant": who.tenant,
        "upload_id": upload.upload_id,
        "table": upload.table.value,
    }
