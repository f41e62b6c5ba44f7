"""A desk with intake's use cases over ports in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from smartretail.intake.choosing import ChooseMapping
from smartretail.intake.contract import ListQuery, MappingChoice
from smartretail.intake.deleting import DeleteUpload, NoteForgotten
from smartretail.intake.limits import PART_BYTES
from smartretail.intake.model import Column, Counts, Origin, State, Upload
from smartretail.intake.reading import ReadUploads
from smartretail.intake.starting import Announced, StartUpload
from smartretail.intake.transferring import TransferFile
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.tenancy import Principal, Role

from tests.kit.intake import (
    FakeBodies,
    FakeClaims,
    FakeDocuments,
    FakeLinks,
    FakeProfiles,
    FakeTransfers,
    FakeUploads,
)

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
ANN = Principal("DEMO", "ann@demo.example", frozenset({Role.MANAGER}))
SELLER = Principal("DEMO", "sam@demo.example", frozenset({Role.SELLER}), frozenset({"S01"}))
ASK = Announced("November sales.csv", 5120, "INR")
LARGE = replace(ASK, size_bytes=2 * PART_BYTES + 5)
ALL = ListQuery()
MAPPING = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}


@dataclass
class Desk:
    """Use cases, what they keep, and a clock that can be set."""

    uploads: FakeUploads = field(default_factory=FakeUploads)
    claims: FakeClaims = field(default_factory=FakeClaims)
    profiles: FakeProfiles = field(default_factory=FakeProfiles)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    transfers: FakeTransfers = field(default_factory=FakeTransfers)
    bodies: FakeBodies = field(default_factory=FakeBodies)
    clock: FixedClock = field(default_factory=lambda: replace(CLOCK))

    @property
    def starting(self) -> StartUpload:
        return StartUpload(
            self.claims, self.uploads, FakeLinks(), self.transfers, self.bodies, self.clock
        )

    @property
    def transferring(self) -> TransferFile:
        return TransferFile(self.uploads, self.transfers)

    def start(
        self, who: Principal = ANN, ask: Announced = ASK, key: str = "k1", table: str = "sales"
    ) -> Any:
        return self.starting.start(who, table, ask, key)

    def store(self, body: bytes = b"date\n", key: str = "k1", **said: Any) -> Any:
        file = Announced(
            **{"file_name": "rows.csv", "size_bytes": 0, "origin": Origin.INLINE} | said
        )
        return self.starting.store(ANN, "sales", file, body, key)

    def delete(self, upload_id: str, who: Principal = ANN) -> Any:
        return DeleteUpload(self.uploads, self.transfers, self.clock).delete(who, upload_id)

    def forgotten(self, upload_id: str) -> Any:
        state = {"tenant": "DEMO", "upload_id": upload_id}
        return NoteForgotten(self.uploads, self.clock).run(state)

    def put(self, upload_id: str, **changes: Any) -> Upload:
        place = ("DEMO", upload_id)
        self.uploads.kept[place] = replace(self.uploads.kept[place], **changes)
        return self.uploads.kept[place]

    def choose(self, upload_id: str, who: Principal = ANN, **choice: Any) -> Any:
        asked = MappingChoice(**{"mapping": MAPPING} | choice)
        return ChooseMapping(self.uploads, self.profiles, CLOCK).choose(who, upload_id, asked)

    def read(self) -> ReadUploads:
        return ReadUploads(self.uploads, self.documents, self.clock)

    def waiting(self, state: State = State.NEEDS_MAPPING) -> str:
        upload_id: str = self.start().upload_id
        upload = self.uploads.kept["DEMO", upload_id]
        columns = tuple(Column(name) for name in ("Day", "Code", "Shop", "Qty"))
        self.uploads.kept["DEMO", upload_id] = replace(upload, state=state, columns=columns)
        return upload_id


def rejected(desk: Desk, key: str = "k0", **changes: Any) -> str:
    upload_id: str = desk.start(key=key).upload_id
    desk.put(upload_id, **{"state": State.CURATED, "counts": Counts(10, 7, 3)} | changes)
    return upload_id
