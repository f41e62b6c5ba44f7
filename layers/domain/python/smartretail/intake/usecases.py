"""What people do with uploads: announce, list, read, map, fetch the rejected rows."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from smartretail.intake import keys
from smartretail.intake.choice import check_choice, signature
from smartretail.intake.contract import (
    MappingChoice,
    MappingChosen,
    RejectsLink,
    TargetView,
    UploadAnswer,
    UploadAsk,
    UploadList,
    UploadRequested,
    UploadTicket,
)
from smartretail.intake.model import MAPPABLE, Choice, Profile, Stage, State, Upload
from smartretail.intake.ports import Claim, Claims, Links, Profiles, Uploads
from smartretail.intake.scope import require_scope
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, FieldError, Invalid, NotFound
from smartretail.kernel.events import happened
from smartretail.kernel.ids import new_id
from smartretail.kernel.tenancy import Principal

_MOST_KEY_CHARACTERS = 200


@dataclass(frozen=True)
class StartUpload:
    """Announces a file. The same idempotency key and body always lead to the same upload.

    The key is claimed before the upload is written, and names its id: whoever repeats a broken
    call completes it, so our own claim fits the retries better than a stored answer, whose
    address would be out of date.
    """

    claims: Claims
    uploads: Uploads
    links: Links
    clock: Clock

    def start(
        self, who: Principal, table: str, ask: UploadAsk, idempotency_key: str
    ) -> UploadTicket:
        """Return where to PUT the file. Raise `Forbidden` for a table beyond the scope."""
        wanted = _table(table)
        require_scope(who, wanted)
        upload = self._upload(who, wanted, ask)
        claim = self._claim(who, upload, ask, idempotency_key)
        if claim.upload_id != upload.upload_id:
            name = upload.key.rpartition("/")[2]
            key = keys.raw_key(who, upload.table, claim.upload_id, name)
            upload = replace(upload, upload_id=claim.upload_id, key=key)
            upload = self.uploads.get(who, claim.upload_id) or self._add(who, upload)
        else:
            upload = self._add(who, upload)
        url, headers = self.links.to_put(who, upload.key, upload.size_bytes)
        return UploadTicket(
            upload_id=upload.upload_id,
            table=upload.table,
            state=upload.state,
            upload_url=url,
            upload_headers=headers,
        )

    def _upload(self, who: Principal, table: Table, ask: UploadAsk) -> Upload:
        ending = keys.ending_of(ask.file_name)
        if ending is None:
            wrong = FieldError("body.file_name", "must end in " + ", ".join(keys.ENDINGS))
            raise Invalid("This kind of file cannot be read.", (wrong,), code="unknown_file_kind")
        upload_id, at = new_id("upl"), timestamp(self.clock.now())
        return Upload(
            upload_id=upload_id,
            table=table,
            file_name=ask.file_name,
            key=keys.raw_key(who, table, upload_id, keys.safe_name(ask.file_name, ending)),
            size_bytes=ask.size_bytes,
            created_at=at,
            created_by=who.user,
            updated_at=at,
            currency=ask.currency,
            simulated=ask.simulated,
            stores=tuple(sorted(who.stores)),
            skus=tuple(sorted(who.skus)),
            stages=(Stage(State.AWAITING, at),),
        )

    def _claim(self, who: Principal, upload: Upload, ask: UploadAsk, idempotency_key: str) -> Claim:
        if len(idempotency_key) > _MOST_KEY_CHARACTERS:
            raise Invalid("The Idempotency-Key is longer than 200 characters.")
        asked = _digest({"table": upload.table, "by": who.user, **ask.model_dump()})
        key = _digest({"route": "POST /ingest/{table}", "key": idempotency_key})
        claim = self.claims.claim(who, key, Claim(asked, upload.upload_id))
        if claim.asked != asked:
            raise Invalid(
                "This Idempotency-Key was used for another request; use a new one.",
                (FieldError("Idempotency-Key", "reused"),),
                code="idempotency_key_reused",
            )
        return claim

    def _add(self, who: Principal, upload: Upload) -> Upload:
        data = UploadRequested(
            upload_id=upload.upload_id, table=upload.table, size_bytes=upload.size_bytes
        ).model_dump(mode="json")
        event = happened(who, self.clock, "intake", "UploadRequested.v1", data)
        try:
            self.uploads.add(who, upload, event, _audit(who, upload, "request_upload", data))
        except Conflict:
            return self.uploads.get(who, upload.upload_id) or upload
        return upload


@dataclass(frozen=True)
class ReadUploads:
    """Shows uploads; what is not visible to the caller does not exist."""

    uploads: Uploads

    def page(self, who: Principal, cursor: str | None) -> UploadList:
        """Return a page, newest first."""
        page = self.uploads.page(who, cursor)
        shown = [_brief(upload) for upload in page.items if upload.visible_to(who)]
        return UploadList(uploads=shown, next=page.next)

    def one(self, who: Principal, upload_id: str) -> UploadAnswer:
        """Return one upload in full."""
        return _full(_visible(self.uploads, who, upload_id))


@dataclass(frozen=True)
class FetchRejects:
    """Leads to the rows that cleaning set aside."""

    uploads: Uploads
    links: Links

    def link(self, who: Principal, upload_id: str) -> RejectsLink:
        """Return a download address. Raise `NotFound` when no row was set aside."""
        upload = _visible(self.uploads, who, upload_id)
        if upload.counts is None or not upload.counts.rejected:
            raise NotFound("No rows of this upload were set aside.", code="no_rejects")
        name = f"{upload.table}-{upload.upload_id}-rejects.csv"
        url = self.links.to_download(who, keys.rejects_key(who, upload), name)
        return RejectsLink(download_url=url, rows=upload.counts.rejected)


@dataclass(frozen=True)
class ChooseMapping:
    """Takes a person's mapping, remembers it for these columns, and has the file cleaned."""

    uploads: Uploads
    profiles: Profiles
    clock: Clock

    def choose(self, who: Principal, upload_id: str, asked: MappingChoice) -> UploadAnswer:
        """Return the upload on its way to be cleaned."""
        upload = _visible(self.uploads, who, upload_id)
        choice = Choice(**asked.model_dump())
        if upload.choice == choice and upload.state in {State.INSPECTING, State.CLEANING}:
            return _full(upload)
        if upload.state not in MAPPABLE:
            raise Conflict(f"A mapping cannot be chosen while the upload is {upload.state}.")
        check_choice(upload, choice)
        self._remember(who, upload, choice)
        return _full(self._send(who, upload, choice))

    def _remember(self, who: Principal, upload: Upload, choice: Choice) -> None:
        names = signature(column.name for column in upload.columns)
        at = timestamp(self.clock.now())
        kept = replace(choice, currency=None)
        self.profiles.remember(who, Profile(upload.table, names, kept, who.user, at))

    def _send(self, who: Principal, upload: Upload, choice: Choice) -> Upload:
        moved = upload.moved(
            State.INSPECTING,
            self.clock.now(),
            choice=choice,
            mapping=choice.mapping,
            currency=choice.currency or upload.currency,
            problem=None,
            questions=(),
        )
        data = MappingChosen(upload_id=upload.upload_id, table=upload.table).model_dump(mode="json")
        event = happened(who, self.clock, "intake", "MappingChosen.v1", data)
        audit = _audit(
            who,
            moved,
            "choose_mapping",
            {"mapping": dict(choice.mapping)},
            {"mapping": dict(upload.mapping)} if upload.mapping else None,
        )
        return self.uploads.save(who, moved, event, audit)


def _visible(uploads: Uploads, who: Principal, upload_id: str) -> Upload:
    upload = uploads.get(who, upload_id)
    if upload is None or not upload.visible_to(who):
        raise NotFound(f"There is no upload {upload_id}.", code="upload_not_found")
    return upload


def _table(name: str) -> Table:
    try:
        return Table(name)
    except ValueError:
        raise NotFound(f"There is no table {name}.", code="table_not_found") from None


def _full(upload: Upload) -> UploadAnswer:
    answer = UploadAnswer.model_validate(upload)
    answer.targets = [TargetView.model_validate(target) for target in upload.spec.targets]
    return answer


def _brief(upload: Upload) -> UploadAnswer:
    if upload.state is State.NEEDS_MAPPING:
        return _full(upload)
    return UploadAnswer.model_validate(replace(upload, columns=(), suggested=()))


def _audit(
    who: Principal,
    upload: Upload,
    action: str,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> AuditRecord:
    thing = f"upload/{upload.upload_id}"
    return AuditRecord(upload.updated_at, who.tenant, who.user, action, thing, before, after)


def _digest(parts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
