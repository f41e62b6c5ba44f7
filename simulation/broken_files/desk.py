"""The inspection step with everything around it in memory, for one tenant in rupees."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from smartretail.intake.files.model import Unreadable
from smartretail.intake.inspecting import InspectUpload
from smartretail.intake.model import Choice, Profile, State, Upload
from smartretail.intake.ports import Policy, Span
from smartretail.intake.tables import Table
from smartretail.kernel.clock import FixedClock
from smartretail.kernel.errors import Invalid
from smartretail.kernel.tenancy import Principal

from simulation.broken_files.case import Asked, Case, Read, Refused

TENANT, UPLOAD = "SHOP", "upl_1"
_NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
_PIECE = 1 << 20


@dataclass
class Outcome:
    """What the sender is told, and what the curate job is asked to do (None: nothing)."""

    upload: Upload
    sentence: str
    request: dict[str, Any] | None = None

    @property
    def questions(self) -> list[str]:
        """The fields that are asked about."""
        return [question.field for question in self.upload.questions]


@dataclass
class Desk:
    """Every port of the inspection step, for one upload."""

    data: bytes
    upload: Upload
    written: dict[str, str] = field(default_factory=dict)
    base: str | None = "INR"

    def get(self, *_: object) -> Upload:
        """Return the upload."""
        return self.upload

    def save(self, _: Principal, upload: Upload, *__: object) -> Upload:
        """Keep the upload."""
        self.upload = replace(upload, version=upload.version + 1)
        return self.upload

    def all(self, _: Principal) -> tuple[Profile, ...]:
        """Nothing was confirmed before."""
        return ()

    def read(self, _: Principal, __: str, start: int, length: int) -> Span:
        """Return a part of the file."""
        return Span(self.data[start : start + length], len(self.data))

    def stream(self, *_: object) -> Iterator[bytes]:
        """Yield the file."""
        yield from (self.data[at : at + _PIECE] for at in range(0, len(self.data), _PIECE))

    def write(self, _: Principal, key: str, document: Mapping[str, Any]) -> None:
        """Keep a document."""
        self.written[key] = json.dumps(document)

    def settle(self, _: Principal, offered: str | None) -> str | None:
        """Return the base currency."""
        return self.base or offered

    def policy(self, _: Principal) -> Policy:
        """Nobody changed the policy."""
        return Policy()

    def run(self) -> Outcome:
        """Inspect the file."""
        ports: Any = self
        step = InspectUpload(ports, ports, ports, ports, ports, ports, FixedClock(_NOW))
        try:
            step.run({"tenant": TENANT, "upload_id": UPLOAD, "key": self.upload.key})
        except (Unreadable, Invalid) as refusal:
            return Outcome(self.upload.moved(State.FAILED, _NOW), refusal.detail)
        if self.upload.problem:
            return Outcome(self.upload, self.upload.problem.detail)
        (document,) = self.written.values()
        return Outcome(self.upload, "", json.loads(document))


def desk(case: Case) -> Desk:
    """Return a desk to which the file of a case was sent."""
    data = case.build()
    at = _NOW.isoformat()
    key = f"raw/tenant={TENANT}/table={case.table}/upload={UPLOAD}/{case.file_name}"
    upload = Upload(UPLOAD, Table(case.table), case.file_name, key, len(data), at, "ann", at)
    return Desk(data, upload, base=case.base)


def inspect(case: Case) -> Outcome:
    """Inspect a file; where its answer says so, a person chooses the columns and it goes on."""
    at = desk(case)
    outcome = at.run()
    answer = case.answer
    if isinstance(answer, Read) and answer.mapping and outcome.request is None:
        choice = Choice(answer.mapping)
        at.upload = replace(at.upload, state=State.INSPECTING, choice=choice, problem=None)
        outcome = at.run()
    return outcome


def complaint(case: Case, outcome: Outcome) -> str | None:
    """Return what is missing from the answer to a file; None when it is as it should be."""
    match case.answer:
        case Refused(words):
            return _in_state(State.FAILED, outcome) or _lacking(words, outcome.sentence)
        case Asked(question, words):
            asked = question is None or question in outcome.questions
            other = None if asked else f"asked about {outcome.questions}"
            stands = _in_state(State.NEEDS_MAPPING, outcome)
            return stands or other or _lacking(words, outcome.sentence)
        case Read(form=form) if outcome.request:
            found = outcome.request["format"]
            wrong = {name: found.get(name) for name in form if found.get(name) != form[name]}
            return f"read as {wrong}" if wrong else None
    return _in_state(State.CLEANING, outcome)


def _in_state(state: State, outcome: Outcome) -> str | None:
    now = outcome.upload.state
    return None if now is state else f"{now} instead of {state}: {outcome.sentence}"


def _lacking(words: tuple[str, ...], sentence: str) -> str | None:
    lacking = [word for word in words if word not in sentence]
    return f"{lacking} not in: {sentence}" if lacking else None
