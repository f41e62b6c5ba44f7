"""Showing uploads: lists, one in full, the rows that were set aside."""

from dataclasses import dataclass, replace

from smartretail.intake import keys
from smartretail.intake.answers import RejectsLink, TargetView, UploadAnswer, UploadList
from smartretail.intake.contract import ListQuery
from smartretail.intake.finding import visible
from smartretail.intake.model import Problem, State, Upload
from smartretail.intake.ports import Documents, Links, Uploads, Wanted
from smartretail.intake.report import ReportView
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import NotFound
from smartretail.kernel.tenancy import Principal

_ABANDONED = Problem(
    "The file never came",
    "Its transfer was not finished within a day. Send the file again, or delete this entry.",
    "never_came",
)


@dataclass(frozen=True)
class ReadUploads:
    """Shows uploads; what is not visible to the caller does not exist."""

    uploads: Uploads
    documents: Documents
    clock: Clock

    def page(self, who: Principal, query: ListQuery) -> UploadList:
        """Return a page, newest first; deleted uploads are left out."""
        page = self.uploads.page(who, query.cursor, Wanted(query.table, query.state))
        shown = [_brief(self._today(found)) for found in page.items if found.visible_to(who)]
        return UploadList(uploads=shown, next=page.next)

    def one(self, who: Principal, upload_id: str) -> UploadAnswer:
        """Return one upload in full, with the report that cleaning left in the lake."""
        upload = visible(self.uploads, who, upload_id)
        answer = full(self._today(upload))
        if upload.state is State.CURATED:
            report = self.documents.read(who, keys.report_key(who, upload))
            answer.report = ReportView.model_validate(report) if report else None
        return answer

    def _today(self, upload: Upload) -> Upload:
        if upload.is_abandoned(self.clock.now()):
            return replace(upload, state=State.FAILED, problem=_ABANDONED)
        return upload


@dataclass(frozen=True)
class FetchRejects:
    """Leads to the rows that cleaning set aside."""

    uploads: Uploads
    links: Links

    def link(self, who: Principal, upload_id: str) -> RejectsLink:
        """Return a download address. Raise `NotFound` when no row was set aside."""
        upload = visible(self.uploads, who, upload_id)
        if upload.counts is None or not upload.counts.rejected:
            raise NotFound("No rows of this upload were set aside.", code="no_rejects")
        name = f"{upload.table}-{upload.upload_id}-rejects.csv"
        url = self.links.to_download(who, keys.rejects_key(who, upload), name)
        return RejectsLink(download_url=url, rows=upload.counts.rejected)


def full(upload: Upload) -> UploadAnswer:
    """Return all that is known of an upload, and the columns of its table."""
    answer = UploadAnswer.model_validate(upload)
    answer.targets = [TargetView.model_validate(target) for target in upload.spec.targets]
    return answer


def _brief(upload: Upload) -> UploadAnswer:
    if upload.state is State.NEEDS_MAPPING:
        return full(replace(upload, preview=None))
    return UploadAnswer.model_validate(replace(upload, columns=(), suggested=(), preview=None))
