"""An upload: what it is, what was found in it, and the states it goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from smartretail.intake.parts import Transfer
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
    DELETING = "deleting"
    DELETED = "deleted"


class Origin(StrEnum):
    """How the rows came."""

    FILE = "file"
    INLINE = "inline"
    CONNECTOR = "connector"
    STREAM = "stream"


MAPPABLE = frozenset({State.NEEDS_MAPPING, State.FAILED, State.CURATED})
GONE = frozenset({State.DELETING, State.DELETED})
_WORKED_ON = frozenset({State.INSPECTING, State.CLEANING, State.DELETING})
_LONGEST_WORK = timedelta(hours=5)
_LONGEST_TRANSFER = timedelta(days=1)


@dataclass(frozen=True)
class Column:
    """A column of the file with a few of its values and what they look like.

    `date_format` and `decimal` are how it is written, where its values leave no doubt.
    """

    name: str
    samples: tuple[str, ...] = ()
    kind: str = "text"
    filled_pct: float | None = None
    date_format: str | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Preview:
    """The first rows of the file, as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


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
    """What is in the way, for the person who uploaded the file; `code` is stable."""

    title: str
    detail: str
    code: str = "other"


@dataclass(frozen=True)
class Choice:
    """What a person said: which column fills which target, and answers to questions."""

    mapping: Mapping[str, str]
    date_formats: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    header_row: int | None = None
    sheet: str | None = None


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
class ProfileUse:
    """The remembered mapping that an upload went by."""

    name: str
    confirmed_by: str
    confirmed_at: str


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
    origin: Origin = Origin.FILE
    mends: str | None = None
    mended_by: tuple[str, ...] = ()
    transfer: Transfer | None = None
    format: Mapping[str, Any] | None = None
    preview: Preview | None = None
    profile: ProfileUse | None = None
    new_columns: tuple[str, ...] = ()
    left: State | None = None
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

    @property
    def part_sizes(self) -> dict[int, int]:
        """The parts it comes in, from 1, and the bytes of each; none for a file sent whole."""
        return self.transfer.sizes(self.size_bytes) if self.transfer else {}

    def is_busy(self, now: datetime) -> bool:
        """Return whether its state machine may still be at work, which ends within hours."""
        since = now - datetime.fromisoformat(self.updated_at)
        return self.state in _WORKED_ON and since < _LONGEST_WORK

    def is_abandoned(self, now: datetime) -> bool:
        """Return whether its file has not come within a day; storage then drops the parts."""
        since = now - datetime.fromisoformat(self.created_at)
        return self.state is State.AWAITING and since > _LONGEST_TRANSFER

    def visible_to(self, who: Principal) -> bool:
        """Return whether the caller may see it: all of it in scope, or their own."""
        return (who.sees_all_stores and who.sees_all_skus) or self.created_by == who.user


@dataclass(frozen=True)
class Profile:
    """A mapping that a person confirmed for a set of columns; later files reuse it.

    `columns` are all columns of the file it was confirmed for, mapped or not.
    """

    table: Table
    signature: str
    choice: Choice
    confirmed_by: str
    confirmed_at: str
    name: str = ""
    columns: tuple[str, ...] = ()

    @property
    def profile_id(self) -> str:
        """Its name in the API."""
        return f"{self.table}.{self.signature}"

    @property
    def used(self) -> ProfileUse:
        """What an upload that went by this profile says about it."""
        return ProfileUse(self.name, self.confirmed_by, self.confirmed_at)
