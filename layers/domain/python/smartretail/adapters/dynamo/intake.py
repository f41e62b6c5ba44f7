"""Uploads, idempotency claims and confirmed mappings, in the intake table."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter

from smartretail.adapters.dynamo.table import ContextTable, Fact, Item
from smartretail.intake.model import Profile, Upload
from smartretail.intake.ports import Claim
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.errors import Conflict
from smartretail.kernel.events import Event
from smartretail.kernel.paging import Page, from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal

_UPLOAD = "UPLOAD#"
_CLAIM = "IDEMPOTENCY#"
_PROFILE = "PROFILE#"
_CLAIM_SECONDS = 24 * 3600
_PAGE = 25
Stored = TypeVar("Stored", Upload, Profile)


@dataclass(frozen=True)
class DynamoUploads:
    """`Uploads`: one item per upload, each write conditional on the version that was read."""

    table: ContextTable

    def add(self, who: Principal, upload: Upload, event: Event, audit: AuditRecord) -> None:
        """Add an upload with its event and audit record."""
        self.table.write(who, _upload_key(upload), _item(upload), [Fact(event, audit)], new=True)

    def get(self, who: Principal, upload_id: str) -> Upload | None:
        """Return an upload, or None."""
        item = self.table.get(who, f"{_UPLOAD}{upload_id}")
        return _upload(item) if item else None

    def page(self, who: Principal, cursor: str | None) -> Page[Upload]:
        """Return a page of uploads, newest first: ids sort by time."""
        after = from_cursor(cursor).get("after")
        start = f"{_UPLOAD}{after}" if after else None
        found = list(
            self.table.query(who, _UPLOAD, after=start, limit=_PAGE + 1, newest_first=True)
        )
        uploads: Sequence[Upload] = [_upload(item) for item in found[:_PAGE]]
        more = len(found) > _PAGE
        return Page(tuple(uploads), to_cursor({"after": uploads[-1].upload_id}) if more else None)

    def save(
        self,
        who: Principal,
        upload: Upload,
        event: Event | None = None,
        audit: AuditRecord | None = None,
    ) -> Upload:
        """Replace the upload of the same version."""
        later = replace(upload, version=upload.version + 1)
        facts = [Fact(event, audit)] if event else []
        expect = {"version": upload.version}
        self.table.write(who, _upload_key(upload), _item(later), facts, expect=expect)
        return later


@dataclass(frozen=True)
class DynamoClaims:
    """`Claims`: one item per idempotency key, gone after a day."""

    table: ContextTable

    def claim(self, who: Principal, key: str, claim: Claim) -> Claim:
        """Claim the key, or return the claim that holds it."""
        item = {
            "asked": claim.asked,
            "upload_id": claim.upload_id,
            "expires_at": int(time.time()) + _CLAIM_SECONDS,
        }
        try:
            self.table.write(who, f"{_CLAIM}{key}", item, new=True)
        except Conflict:
            return self._holder(who, key, item) or claim
        return claim

    def _holder(self, who: Principal, key: str, item: Item) -> Claim | None:
        """Return the claim in place; one that is past its day but not yet swept is replaced."""
        held = self.table.get(who, f"{_CLAIM}{key}")
        if held is None:
            self.table.write(who, f"{_CLAIM}{key}", item)
            return None
        return Claim(held["asked"], held["upload_id"])


@dataclass(frozen=True)
class DynamoProfiles:
    """`Profiles`: one item per table and set of columns."""

    table: ContextTable

    def get(self, who: Principal, table: Table, signature: str) -> Profile | None:
        """Return what was confirmed for these columns, or None."""
        item = self.table.get(who, _profile_key(table, signature))
        return _shape(Profile).validate_json(item["body"]) if item else None

    def remember(self, who: Principal, profile: Profile) -> None:
        """Remember a confirmed mapping."""
        body = _shape(Profile).dump_json(profile).decode()
        self.table.write(who, _profile_key(profile.table, profile.signature), {"body": body})


@cache
def _shape(kind: type[Stored]) -> TypeAdapter[Stored]:
    return TypeAdapter(kind)


def _upload_key(upload: Upload) -> str:
    return f"{_UPLOAD}{upload.upload_id}"


def _profile_key(table: Table, signature: str) -> str:
    return f"{_PROFILE}{table}#{signature}"


def _item(upload: Upload) -> Item:
    body = _shape(Upload).dump_json(upload).decode()
    return {"body": body, "version": upload.version, "state": upload.state.value}


def _upload(item: Item) -> Upload:
    upload: Upload = _shape(Upload).validate_json(item["body"])
    return upload
