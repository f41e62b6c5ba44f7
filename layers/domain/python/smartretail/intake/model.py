"""An upload: what it is, what was found in it, and the states it goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from smartretail.intake.tables import TABLES, Table, TableSpec
from smartretail.kernel.clock import timestamp
from smartretail.kernel.tenancy import Principal


class State(StrEnum):
    """Where an upload stands."""

    AWAITING = "awaiting_upload"
    INSPECTING = "inspecting"
    NEEDS_MAPPING = "needs_mapping"
    CLEANING = "cleaning"
    CURATED = "curated"
    FAILED = "failed"


MAPPABLE = frozenset({State.NEEDS_MAPPING, State.FAILED, State.CURATED})


@dataclass(frozen=True)
class Column:
    """A column of the file with a few of its values."""

    name: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A column that probably fills a target."""

    target: str
    column: str
    confidence: float


@dataclass(frozen=True)
class Option:
    """One possible answer to a question."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """What only a person can say; `field` is where the answer goes beside the mapping."""

    field: str
    text: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is in the way, for the person who uploaded the file."""

    title: str
    detail: str


@dataclass(frozen=True)
class Choice:
    """What a person said: which column fills which target, and answers to questions."""

    mapping: Mapping[str, str]
    date_format: str | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Counts:
    """What cleaning made of the rows."""

    read: int
    kept: int
    rejected: int
    returns: int = 0
    duplicates: int = 0


@dataclass(frozen=True)
class Quality:
    """A data-quality rule that spoke up, for how many rows."""

    rule: str
    rows: int
    detail: str = ""


@dataclass(frozen=True)
class Stage:
    """A moment in the upload's life."""

    stage: str
    at: str


@dataclass(frozen=True)
class Upload:
    """One file on its way into a table."""

    upload_id: str
    table: Table
    file_name: str
    key: str
    size_bytes: int
    created_at: str
    created_by: str
    updated_at: str
    state: State = State.AWAITING
    currency: str | None = None
    simulated: bool = False
    stores: tuple[str, ...] = ("*",)
    skus: tuple[str, ...] = ("*",)
    columns: tuple[Column, ...] = ()
    suggested: tuple[Suggestion, ...] = ()
    questions: tuple[Question, ...] = ()
    choice: Choice | None = None
    mapping: Mapping[str, str] | None = None
    counts: Counts | None = None
    quality: tuple[Quality, ...] = ()
    problem: Problem | None = None
    as_of: str | None = None
    stages: tuple[Stage, ...] = ()
    version: int = field(default=1, compare=False)

    @property
    def spec(self) -> TableSpec:
        """The table the file goes into."""
        return TABLES[self.table]

    def moved(self, state: State, now: datetime, **changes: Any) -> "Upload":
        """Return the upload in another state, the moment noted, with other changes."""
        at = timestamp(now)
        return replace(
            self,
            state=state,
            updated_at=at,
            stages=(*self.stages, Stage(state.value, at)),
            **changes,
        )

    def visible_to(self, who: Principal) -> bool:
        """Return whether the caller may see it: all of it in scope, or their own."""
        return (who.sees_all_stores and who.sees_all_skus) or self.created_by == who.user


@dataclass(frozen=True)
class Profile:
    """A mapping that a person confirmed for a set of columns; later files reuse it."""

    table: Table
    signature: str
    choice: Choice
    confirmed_by: str
    confirmed_at: str
