"""The upload that a day's events of one table belong to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from smartretail.intake.contract import UploadRequested
from smartretail.intake.model import GONE, Origin, Stage, State, Upload
from smartretail.intake.ports import Uploads
from smartretail.intake.records import audited, told
from smartretail.intake.tables import Table
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict
from smartretail.kernel.tenancy import Principal

SENDER = "stream"
"""Who created it: no person, so that a sender sees only what the whole scope may see."""


def daily_id(table: Table, day: date, number: int) -> str:
    """Return the id: the UTC day of arrival and the table, numbered after a deletion."""
    again = "" if number == 1 else f"-{number}"
    return f"stream-{day.isoformat()}-{table}{again}"


def may_be_renewed(upload: Upload) -> bool:
    """Return whether a job may end for an upload that has ended: jobs of a stream overlap."""
    return upload.origin is Origin.STREAM and upload.state in {State.CURATED, State.FAILED}


def brief_stages(upload: Upload) -> tuple[Stage, ...]:
    """Return its stages; of a stream, cleaned many times a day, when it began and last ended."""
    if upload.origin is not Origin.STREAM:
        return upload.stages
    ended = [stage for stage in upload.stages if stage.stage == State.CURATED]
    return (*upload.stages[:1], *ended[-1:])


@dataclass(frozen=True)
class DailyUploads:
    """Finds and opens the uploads of a day."""

    uploads: Uploads
    clock: Clock

    def known(self, who: Principal, table: Table, day: date) -> Iterator[Upload]:
        """Yield the day's uploads; all but the last were deleted."""
        for number in count(1):
            found = self.uploads.get(who, daily_id(table, day, number))
            if found is None:
                return
            yield found

    def open(self, who: Principal, table: Table, day: date) -> Upload:
        """Return the upload that takes the day's events; a deleted one takes none any more."""
        number = 1
        for found in self.known(who, table, day):
            if found.state not in GONE:
                return found
            number += 1
        return self._add(who, table, daily_id(table, day, number))

    def _add(self, who: Principal, table: Table, upload_id: str) -> Upload:
        at = timestamp(self.clock.now())
        upload = Upload(
            upload_id=upload_id,
            table=table,
            file_name=f"{upload_id}.jsonl",
            key=f"raw/tenant={who.tenant}/table={table}/upload={upload_id}/",
            size_bytes=0,
            created_at=at,
            created_by=SENDER,
            updated_at=at,
            origin=Origin.STREAM,
            stages=(Stage(State.AWAITING, at),),
        )
        event = told(
            who, self.clock, UploadRequested(upload_id=upload_id, table=table, size_bytes=0)
        )
        audit = audited(who, upload, "open_stream", event.data)
        try:
            self.uploads.add(who, upload, event, audit)
        except Conflict:
            return self.uploads.get(who, upload_id) or upload
        return upload
