"""The last step of an upload: curated, or failed with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from smartretail.intake import keys
from smartretail.intake.causes import problem_from
from smartretail.intake.finding import Finder
from smartretail.intake.model import State, Upload
from smartretail.intake.ports import Documents, Uploads
from smartretail.intake.report import Report
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import Invalid
from smartretail.kernel.events import happened
from smartretail.kernel.tenancy import Principal

_ENDED = frozenset({State.CURATED, State.FAILED})


@dataclass(frozen=True)
class FinishUpload:
    """Records what the curate job reports, and announces the curated upload."""

    uploads: Uploads
    documents: Documents
    clock: Clock

    def run(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return where the upload stands now; a repeated call announces nothing twice."""
        who, upload = Finder(self.uploads).find(state)
        if upload.state is State.CLEANING:
            upload = self._finish(who, upload)
        return _place(who, upload)

    def _finish(self, who: Principal, upload: Upload) -> Upload:
        document = self.documents.read(who, keys.report_key(who, upload))
        if document is None:
            raise Invalid("The cleaning left no report; upload the file again.")
        report = Report.model_validate(document)
        known = replace(upload, stages=report.joined(upload.stages))
        moved = known.moved(
            State.CURATED,
            self.clock.now(),
            counts=report.counted(),
            quality=report.judged(),
            as_of=report.as_of,
        )
        data = {
            "upload_id": upload.upload_id,
            "table": upload.table.value,
            "as_of": report.as_of,
            "kept": report.counts.kept,
            "rejected": report.counts.rejected,
        }
        event = happened(who, self.clock, "intake", "UploadCurated.v1", data)
        return self.uploads.save(who, moved, event)


@dataclass(frozen=True)
class FailUpload:
    """Records why an upload could not be used."""

    uploads: Uploads
    clock: Clock

    def run(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Return where the upload stands now; an upload that has ended stays as it is."""
        who, upload = Finder(self.uploads).find(state)
        if upload.state not in _ENDED:
            problem = problem_from(state.get("error"))
            moved = upload.moved(State.FAILED, self.clock.now(), problem=problem, questions=())
            data = {
                "upload_id": upload.upload_id,
                "table": upload.table.value,
                "problem": problem.detail,
            }
            event = happened(who, self.clock, "intake", "UploadFailed.v1", data)
            upload = self.uploads.save(who, moved, event)
        return _place(who, upload)


def _place(who: Principal, upload: Upload) -> dict[str, Any]:
    return {"state": upload.state.value, "tenant": who.tenant, "upload_id": upload.upload_id}
