"""The first step of a stream's upload: its lines are in our own columns, so cleaning may start."""

from contextlib import suppress
from dataclasses import dataclass, replace

from smartretail.intake import keys
from smartretail.intake.model import (
    GONE,
    Column,
    Origin,
    Problem,
    Question,
    State,
    Suggestion,
    Upload,
)
from smartretail.intake.ports import BaseCurrency, DataPolicy, Documents, Uploads
from smartretail.intake.stream.daily import brief_stages
from smartretail.intake.stream.event import mapping_of
from smartretail.intake.stream.values import FARTHEST_EAST
from smartretail.kernel.clock import Clock
from smartretail.kernel.errors import Conflict, Unavailable
from smartretail.kernel.tenancy import Principal

_ATTEMPTS = 8


@dataclass(frozen=True)
class InspectStream:
    """Sends a day's stream to be cleaned, again whenever a new part has come.

    Parts come while others are being cleaned: each leads to a job of its own, which reads all
    parts there are, so the last one ends with all of them.
    """

    uploads: Uploads
    documents: Documents
    currency: BaseCurrency
    policy: DataPolicy
    clock: Clock

    def run(self, who: Principal, upload: Upload) -> Upload:
        """Return the upload as it stands now; `cleaning` starts a job."""
        for _ in range(_ATTEMPTS):
            if upload.state in GONE or upload.state is State.CLEANING:
                return upload
            with suppress(Conflict):
                return self._ready(who, upload)
            upload = self.uploads.get(who, upload.upload_id) or upload
        raise Unavailable("The day's stream changes too often; it will be tried again.")

    def _ready(self, who: Principal, upload: Upload) -> Upload:
        base = None
        if any(target.kind == "money" for target in upload.spec.targets):
            base = self.currency.settle(who, upload.currency)
            if base is None:
                return self._ask(who, upload)
        mapping = mapping_of(upload.spec)
        self.documents.write(who, keys.request_key(who, upload), self._request(who, mapping, base))
        moved = replace(upload, stages=brief_stages(upload)).moved(
            State.CLEANING,
            self.clock.now(),
            mapping=mapping,
            currency=base,
            problem=None,
            questions=(),
        )
        return self.uploads.save(who, moved)

    def _request(
        self, who: Principal, mapping: dict[str, str], base: str | None
    ) -> dict[str, object]:
        policy = self.policy.policy(who)
        return {
            "mapping": mapping,
            "currency": base,
            "base_currency": base,
            "rate": 1,
            "simulated": False,
            "as_of_limit": (self.clock.now() + FARTHEST_EAST).date().isoformat(),
            "stores": ["*"],
            "skus": ["*"],
            "format": {"kind": "jsonl", "encoding": "utf-8", "decimal": "."},
            "date_formats": {},
            "decimals": {},
            "policy": {
                "unknown_ids": policy.unknown_ids,
                "negative_stock": policy.negative_stock,
            },
            "origin": Origin.STREAM.value,
            "mends": None,
        }

    def _ask(self, who: Principal, upload: Upload) -> Upload:
        mapping = mapping_of(upload.spec)
        text = "In which currency are the amounts of your events?"
        detail = f"{text} It becomes the currency of your figures."
        moved = upload.moved(
            State.NEEDS_MAPPING,
            self.clock.now(),
            mapping=mapping,
            columns=tuple(Column(name) for name in mapping.values()),
            suggested=tuple(Suggestion(target, name, 1.0) for target, name in mapping.items()),
            problem=Problem("Which currency?", detail, "which_currency"),
            questions=(Question("currency", text),),
        )
        return self.uploads.save(who, moved)
