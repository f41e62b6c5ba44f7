"""Announcing a file, or handing rows over with the request itself."""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from smartretail.intake import keys
from smartretail.intake.answers import UploadTicket
from smartretail.intake.contract import UploadRequested
from smartretail.intake.limits import PART_BYTES, SINGLE_BYTES
from smartretail.intake.mending import root_of
from smartretail.intake.model import Origin, Stage, State, Upload
from smartretail.intake.parts import Transfer
from smartretail.intake.ports import Bodies, Claim, Claims, Links, Transfers, Uploads
from smartretail.intake.records import audited, told
from smartretail.intake.scope import require_scope
from smartretail.intake.tables import Table
from smartretail.kernel.clock import Clock, timestamp
from smartretail.kernel.errors import Conflict, FieldError, Invalid, NotFound
from smartretail.kernel.ids import new_id
from smartretail.kernel.tenancy import Principal

_MOST_KEY_CHARACTERS = 200


@dataclass(frozen=True)
class Announced:
    """What is said about a file before it comes: its name, its size in bytes, what it is."""

    file_name: str
    size_bytes: int
    currency: str | None = None
    simulated: bool = False
    mends: str | None = None
    origin: Origin = Origin.FILE


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
    transfers: Transfers
    bodies: Bodies
    clock: Clock

    def take(
        self, who: Principal, table: str, file: Announced, rows: bytes | None, key: str
    ) -> UploadTicket:
        """Store the rows, or say how to send them when they are still to come."""
        if rows is None:
            return self.start(who, table, file, key)
        return self.store(who, table, file, rows, key)

    def start(
        self, who: Principal, table: str, file: Announced, idempotency_key: str
    ) -> UploadTicket:
        """Return how to send the file. Raise `Forbidden` for a table beyond the scope."""
        upload = self._announce(who, table, file, "", idempotency_key)
        if upload.transfer:
            return _ticket(upload)
        url, headers = self.links.to_put(who, upload.key, upload.size_bytes)
        return _ticket(upload, url, headers)

    def store(
        self, who: Principal, table: str, file: Announced, body: bytes, idempotency_key: str
    ) -> UploadTicket:
        """Take the rows as they came; `file.origin` says how. A repeated call completes the first.

        The size announced is that of `body`; the name's ending says how to read it.
        """
        known = replace(file, size_bytes=len(body))
        content = hashlib.sha256(body).hexdigest()
        upload = self._announce(who, table, known, content, idempotency_key)
        if upload.state is State.AWAITING:
            self.bodies.put(who, upload.key, body)
        return _ticket(upload)

    def _announce(
        self, who: Principal, table: str, file: Announced, content: str, idempotency_key: str
    ) -> Upload:
        wanted = table_of(table)
        require_scope(who, wanted)
        upload = self._upload(who, wanted, file)
        asked = {"table": wanted, "by": who.user, "content": content, **vars(file)}
        claim = self._claim(who, upload, asked, idempotency_key)
        if claim.upload_id == upload.upload_id:
            return self._add(who, upload)
        name = upload.key.rpartition("/")[2]
        key = keys.raw_key(who, upload.table, claim.upload_id, name)
        upload = replace(upload, upload_id=claim.upload_id, key=key)
        return self.uploads.get(who, claim.upload_id) or self._add(who, upload)

    def _upload(self, who: Principal, table: Table, file: Announced) -> Upload:
        ending = keys.ending_of(file.file_name)
        if ending is None:
            wrong = FieldError("body.file_name", "must end in " + ", ".join(keys.ENDINGS))
            raise Invalid("This kind of file cannot be read.", (wrong,), code="unknown_file_kind")
        upload_id, at = new_id("upl"), timestamp(self.clock.now())
        return Upload(
            upload_id=upload_id,
            table=table,
            file_name=file.file_name,
            key=keys.raw_key(who, table, upload_id, keys.safe_name(file.file_name, ending)),
            size_bytes=file.size_bytes,
            created_at=at,
            created_by=who.user,
            updated_at=at,
            currency=file.currency,
            simulated=file.simulated,
            mends=file.mends,
            origin=file.origin,
            stores=tuple(sorted(who.stores)),
            skus=tuple(sorted(who.skus)),
            stages=(Stage(State.AWAITING, at),),
        )

    def _claim(
        self, who: Principal, upload: Upload, asked: dict[str, Any], idempotency_key: str
    ) -> Claim:
        if len(idempotency_key) > _MOST_KEY_CHARACTERS:
            raise Invalid("The Idempotency-Key is longer than 200 characters.")
        digest = _digest(asked)
        key = _digest({"route": "POST /ingest/{table}", "key": idempotency_key})
        claim = self.claims.claim(who, key, Claim(digest, upload.upload_id))
        if claim.asked != digest:
            raise Invalid(
                "This Idempotency-Key was used for another request; use a new one.",
                (FieldError("Idempotency-Key", "reused"),),
                code="idempotency_key_reused",
            )
        return claim

    def _add(self, who: Principal, upload: Upload) -> Upload:
        if upload.mends:
            root = root_of(self.uploads, who, upload)
            upload = replace(upload, mends=root.upload_id)
        if upload.origin is Origin.FILE and upload.size_bytes > SINGLE_BYTES:
            handle = self.transfers.begin(who, upload.key)
            upload = replace(upload, transfer=Transfer(handle, PART_BYTES))
        data = UploadRequested(
            upload_id=upload.upload_id, table=upload.table, size_bytes=upload.size_bytes
        )
        audit = audited(who, upload, "request_upload", data.model_dump(mode="json"))
        with suppress(Conflict):
            self.uploads.add(who, upload, told(who, self.clock, data), audit)
            return upload
        return self.uploads.get(who, upload.upload_id) or upload


def table_of(name: str) -> Table:
    """Return the table of a route. Raise `NotFound` for any other name."""
    try:
        return Table(name)
    except ValueError:
        raise NotFound(f"There is no table {name}.", code="table_not_found") from None


def _ticket(
    upload: Upload, url: str | None = None, headers: dict[str, str] | None = None
) -> UploadTicket:
    sent_along = upload.origin is not Origin.FILE
    return UploadTicket(
        upload_id=upload.upload_id,
        table=upload.table,
        state=upload.state,
        mode="inline" if sent_along else "multipart" if upload.transfer else "single",
        upload_url=url,
        upload_headers=headers or {},
        part_bytes=upload.transfer.part_bytes if upload.transfer else None,
        parts=len(upload.part_sizes) or None,
    )


def _digest(parts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
