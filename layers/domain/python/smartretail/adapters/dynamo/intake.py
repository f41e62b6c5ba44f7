"""Uploads, idempotency claims and confirmed mappings, in the intake table."""

import gzip
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter

from smartretail.adapters.dynamo.table import ContextTable, Fact, Item
from smartretail.intake.model import Profile, Upload
from smartretail.intake.ports import Claim, Wanted
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
_READ_AT_ONCE = 200
_MOST_READS = 10
_MOST_BYTES = 380_000
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

    def page(self, who: Principal, cursor: str | None, wanted: Wanted) -> Page[Upload]:
        """Return a page of the wanted uploads, newest first: ids sort by time.

        A list of all is one query. A filtered one reads on, at most 2,000 items for one page.
        """
        after = from_cursor(cursor).get("after")
        size = _PAGE + 1 if wanted == Wanted() else _READ_AT_ONCE
        found: list[Upload] = []
        for _ in range(_MOST_READS):
            start = f"{_UPLOAD}{after}" if after else None
            read = list(self.table.query(who, _UPLOAD, after=start, limit=size, newest_first=True))
            for item in read:
                if len(found) == _PAGE:
                    return Page(tuple(found), to_cursor({"after": after}))
                after = item["sk"].removeprefix(_UPLOAD)
                if wanted.takes(item.get("table", ""), item["state"]):
                    found.append(_upload(item))
            if len(read) < size:
                return Page(tuple(found), None)
            if wanted == Wanted() and found:
                break
        return Page(tuple(found), to_cursor({"after": after}))

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

    def all(self, who: Principal) -> Sequence[Profile]:
        """Return every remembered mapping."""
        items = self.table.query(who, _PROFILE)
        return [_shape(Profile).validate_json(item["body"]) for item in items]

    def forget(self, who: Principal, profile: Profile, event: Event, audit: AuditRecord) -> None:
        """Leave an expired mark, which nobody reads, so that event and audit are one write."""
        mark = {"expires_at": int(time.time())}
        key = _profile_key(profile.table, profile.signature)
        self.table.write(who, key, mark, [Fact(event, audit)])


@cache
def _shape(kind: type[Stored]) -> TypeAdapter[Stored]:
    return TypeAdapter(kind)


def _upload_key(upload: Upload) -> str:
    return f"{_UPLOAD}{upload.upload_id}"


def _profile_key(table: Table, signature: str) -> str:
    return f"{_PROFILE}{table}#{signature}"


def _item(upload: Upload) -> Item:
    body = _packed(upload)
    if len(body) > _MOST_BYTES:
        bare = tuple(replace(column, samples=()) for column in upload.columns)
        body = _packed(replace(upload, preview=None, columns=bare))
    return {
        "body": body,
        "version": upload.version,
        "state": upload.state.value,
        "table": upload.table.value,
    }


def _upload(item: Item) -> Upload:
    body = item["body"]
    text = body if isinstance(body, str) else gzip.decompress(bytes(body))
    upload: Upload = _shape(Upload).validate_json(text)
    return upload


def _packed(upload: Upload) -> bytes:
    return gzip.compress(_shape(Upload).dump_json(upload), compresslevel=6, mtime=0)
