"""One tenant's intake in memory: files sent, inspected, mapped, finished."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from smartretail.intake.choosing import ChooseMapping
from smartretail.intake.contract import MappingChoice
from smartretail.intake.ending import FailUpload, FinishUpload
from smartretail.intake.inspecting import InspectUpload
from smartretail.intake.model import Upload
from smartretail.intake.ports import Policy
from smartretail.intake.starting import Announced, StartUpload
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.tenancy import Principal, Role

from tests.kit.intake import (
    FakeBodies,
    FakeClaims,
    FakeCurrency,
    FakeDocuments,
    FakeFiles,
    FakeLinks,
    FakeProfiles,
    FakeTransfers,
    FakeUploads,
)

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
LATER = FixedClock(datetime(2026, 11, 21, 9, 31, tzinfo=UTC))
ANN = Principal("DEMO", "ann@demo.example", frozenset({Role.MANAGER}), frozenset({"S01", "S02"}))
EXACT = b"date,sku_id,store_id,units_sold,price\n2024-01-01,A1,S01,3,9.50\n2024-01-31,A2,S01,1,5\n"
FOREIGN = b"Day;Code;Shop;Qty\n13.01.2024;A1;S01;3\n14.01.2024;A2;S01;1\n"
CHOICE = {"date": "Day", "sku_id": "Code", "store_id": "Shop", "units_sold": "Qty"}


class FixedPolicy:
    """`DataPolicy` of a strict tenant."""

    def policy(self, who: Principal) -> Policy:
        return Policy("quarantine", "unknown")


@dataclass
class Line:
    """Everything an upload passes through."""

    uploads: FakeUploads = field(default_factory=FakeUploads)
    profiles: FakeProfiles = field(default_factory=FakeProfiles)
    files: FakeFiles = field(default_factory=FakeFiles)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    currency: FakeCurrency = field(default_factory=FakeCurrency)

    def send(self, data: bytes, name: str = "f.csv", table: str = "sales", **ask: Any) -> Upload:
        asked = Announced(name, ask.pop("size_bytes", len(data)), **ask)
        start = StartUpload(
            FakeClaims(), self.uploads, FakeLinks(), FakeTransfers(), FakeBodies(), CLOCK
        )
        upload = self.uploads.kept["DEMO", start.start(ANN, table, asked, "k").upload_id]
        self.files.kept[upload.key] = data
        return upload

    def inspect(self, upload: Upload) -> dict[str, Any]:
        return self.inspector().run({"bucket": "lake", "key": upload.key})

    def inspector(self) -> InspectUpload:
        return InspectUpload(
            self.uploads,
            self.profiles,
            self.files,
            self.documents,
            self.currency,
            FixedPolicy(),
            CLOCK,
        )

    def choose(self, upload: Upload, **choice: Any) -> None:
        asked = MappingChoice(**{"mapping": CHOICE} | choice)
        ChooseMapping(self.uploads, self.profiles, CLOCK).choose(ANN, upload.upload_id, asked)

    def finish(self, upload: Upload, report: dict[str, Any] | None = None) -> dict[str, Any]:
        if report is not None:
            key = f"reports/intake/tenant=DEMO/upload={upload.upload_id}/report.json"
            self.documents.kept[key] = json.dumps(report)
        step = FinishUpload(self.uploads, self.documents, LATER)
        return step.run({"tenant": "DEMO", "upload_id": upload.upload_id})

    def fail(self, upload: Upload, error: dict[str, Any] | None) -> None:
        state = {"bucket": "lake", "key": upload.key, "error": error}
        FailUpload(self.uploads, CLOCK).run(state)

    def now(self, upload: Upload) -> Upload:
        return self.uploads.kept["DEMO", upload.upload_id]

    def request(self, upload: Upload) -> dict[str, Any]:
        key = f"reports/intake/tenant=DEMO/upload={upload.upload_id}/request.json"
        request: dict[str, Any] = json.loads(self.documents.kept[key])
        return request
