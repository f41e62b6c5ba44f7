"""Intake's ports in memory."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from smartretail.intake.model import Profile, Upload
from smartretail.intake.ports import Claim, Gone, Span, Wanted
from smartretail.intake.tables import Table
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.errors import Conflict, NotFound
from smartretail.kernel.events import Event
from smartretail.kernel.paging import Page, from_cursor, to_cursor
from smartretail.kernel.tenancy import Principal

PAGE = 25


@dataclass
class FakeUploads:
    """`Uploads` in memory."""

    kept: dict[tuple[str, str], Upload] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    audited: list[AuditRecord] = field(default_factory=list)

    def add(self, who: Principal, upload: Upload, event: Event, audit: AuditRecord) -> None:
        if (who.tenant, upload.upload_id) in self.kept:
            raise Conflict("It is there.")
        self.kept[who.tenant, upload.upload_id] = upload
        self._note(event, audit)

    def get(self, who: Principal, upload_id: str) -> Upload | None:
        return self.kept.get((who.tenant, upload_id))

    def page(self, who: Principal, cursor: str | None, wanted: Wanted) -> Page[Upload]:
        after = from_cursor(cursor).get("after")
        own = (u for (t, _), u in self.kept.items() if t == who.tenant)
        mine = sorted((u for u in own if wanted.takes(u.table, u.state)), key=_by_id)
        older = [u for u in reversed(mine) if after is None or u.upload_id < after]
        shown = tuple(older[:PAGE])
        more = len(older) > PAGE
        return Page(shown, to_cursor({"after": shown[-1].upload_id}) if more else None)

    def save(
        self,
        who: Principal,
        upload: Upload,
        event: Event | None = None,
        audit: AuditRecord | None = None,
    ) -> Upload:
        present = self.kept.get((who.tenant, upload.upload_id))
        if present is None or present.version != upload.version:
            raise Conflict("It was changed.")
        later = replace(upload, version=upload.version + 1)
        self.kept[who.tenant, upload.upload_id] = later
        self._note(event, audit)
        return later

    def _note(self, event: Event | None, audit: AuditRecord | None) -> None:
        self.events += [event] if event else []
        self.audited += [audit] if audit else []


@dataclass
class FakeClaims:
    """`Claims` in memory."""

    kept: dict[tuple[str, str], Claim] = field(default_factory=dict)

    def claim(self, who: Principal, key: str, claim: Claim) -> Claim:
        return self.kept.setdefault((who.tenant, key), claim)


@dataclass
class FakeProfiles:
    """`Profiles` in memory."""

    kept: dict[tuple[str, Table, str], Profile] = field(default_factory=dict)
    audited: list[AuditRecord] = field(default_factory=list)

    def get(self, who: Principal, table: Table, signature: str) -> Profile | None:
        return self.kept.get((who.tenant, table, signature))

    def remember(self, who: Principal, profile: Profile) -> None:
        self.kept[who.tenant, profile.table, profile.signature] = profile

    def all(self, who: Principal) -> list[Profile]:
        return [profile for (tenant, *_), profile in self.kept.items() if tenant == who.tenant]

    def forget(self, who: Principal, profile: Profile, event: Event, audit: AuditRecord) -> None:
        self.kept.pop((who.tenant, profile.table, profile.signature), None)
        self.audited.append(audit)


@dataclass
class FakeFiles:
    """`RawFiles` in memory; `fetched` counts the bytes that were read."""

    kept: dict[str, bytes] = field(default_factory=dict)
    fetched: int = 0

    def read(self, who: Principal, key: str, start: int, length: int) -> Span:
        data = self._whole(who, key)
        part = data[start : start + length]
        self.fetched += len(part)
        return Span(part, len(data))

    def stream(self, who: Principal, key: str) -> Iterator[bytes]:
        data = self._whole(who, key)
        for start in range(0, len(data), 1 << 20):
            self.fetched += len(data[start : start + (1 << 20)])
            yield data[start : start + (1 << 20)]

    def _whole(self, who: Principal, key: str) -> bytes:
        if key not in self.kept or f"/tenant={who.tenant}/" not in key:
            raise NotFound("The file is not there.")
        return self.kept[key]


@dataclass
class FakeBodies:
    """`Bodies` in memory, or in the memory of `FakeFiles`."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, who: Principal, key: str, body: bytes) -> None:
        self.kept.setdefault(key, body)


@dataclass
class FakeTransfers:
    """`Transfers` in memory: parts by handle, joined files by key."""

    files: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    begun: int = 0

    def begin(self, who: Principal, key: str) -> str:
        self.begun += 1
        self.parts[f"t{self.begun}"] = {}
        return f"t{self.begun}"

    def received(self, who: Principal, key: str, handle: str) -> dict[int, tuple[int, str]]:
        return {n: (len(data), f"tag{n}") for n, data in self._open(handle).items()}

    def link(self, who: Principal, key: str, handle: str, number: int, size_bytes: int) -> str:
        return f"https://lake.example/{key}?part={number}&of={handle}&size={size_bytes}"

    def complete(self, who: Principal, key: str, handle: str, tags: Mapping[int, str]) -> None:
        parts = self._open(handle)
        self.files.setdefault(key, b"".join(parts[number] for number in sorted(tags)))
        del self.parts[handle]

    def abort(self, who: Principal, key: str, handle: str) -> None:
        self._open(handle)
        del self.parts[handle]

    def size(self, who: Principal, key: str) -> int | None:
        return len(self.files[key]) if key in self.files else None

    def _open(self, handle: str) -> dict[int, bytes]:
        if handle not in self.parts:
            raise Gone
        return self.parts[handle]


@dataclass
class FakeDocuments:
    """`Documents` in memory."""

    kept: dict[str, str] = field(default_factory=dict)

    def write(self, who: Principal, key: str, document: Mapping[str, Any]) -> None:
        self.kept[key] = json.dumps(document)

    def read(self, who: Principal, key: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = json.loads(self.kept[key]) if key in self.kept else None
        return found


class FakeLinks:
    """`Links` that name what they lead to."""

    def to_put(self, who: Principal, key: str, size_bytes: int) -> tuple[str, dict[str, str]]:
        return f"https://lake.example/{key}?size={size_bytes}", {"If-None-Match": "*"}

    def to_download(self, who: Principal, key: str, file_name: str) -> str:
        return f"https://lake.example/{key}?as={file_name}"


@dataclass
class FakeCurrency:
    """`BaseCurrency` of one tenant."""

    base: str | None = "INR"

    def settle(self, who: Principal, offered: str | None) -> str | None:
        self.base = self.base or offered
        return self.base


def _by_id(upload: Upload) -> str:
    return upload.upload_id
