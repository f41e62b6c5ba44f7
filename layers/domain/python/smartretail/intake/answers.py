"""What a caller reads of an upload on the wire."""

from typing import Literal

from pydantic import Field

from smartretail.intake.contract import Wire
from smartretail.intake.limits import LINK_SECONDS
from smartretail.intake.model import Origin, State
from smartretail.intake.report import ReportView
from smartretail.intake.tables import Kind, Table


class UploadTicket(Wire):
    """Where to send the file.

    `single`: PUT it to `upload_url`, good for one new object of exactly this size. `multipart`: ask
    for the addresses of its parts. `inline`: the rows came with the request.
    """

    upload_id: str
    table: Table
    state: State
    mode: Literal["single", "multipart", "inline"]
    upload_url: str | None
    upload_headers: dict[str, str]
    expires_in_seconds: int = LINK_SECONDS
    part_bytes: int | None
    parts: int | None


class PartLink(Wire):
    """Where to PUT one part, of exactly this size."""

    number: int
    url: str
    size_bytes: int


class PartsAnswer(Wire):
    """Which parts have arrived, and where the next ones go."""

    part_bytes: int
    parts: int
    received: list[int]
    urls: list[PartLink]
    expires_in_seconds: int = LINK_SECONDS


class ColumnView(Wire):
    """A column of the file with a few of its values and what they look like.

    `date_format` (strftime, or `ISO`) and `decimal` are how it is written, where its values leave
    no doubt.
    """

    name: str
    samples: list[str]
    kind: str
    filled_pct: float | None
    date_format: str | None
    decimal: str | None


class SuggestionView(Wire):
    """A column that probably fills a target."""

    target: str
    column: str
    confidence: float


class TargetView(Wire):
    """A column of ours that the file may fill."""

    name: str
    required: bool
    type: Kind = Field(validation_alias="kind")
    description: str


class OptionView(Wire):
    """One possible answer."""

    value: str
    label: str


class QuestionView(Wire):
    """What only a person can say; the answer goes beside the mapping under `field`."""

    field: str
    text: str
    options: list[OptionView]


class CountsView(Wire):
    """What cleaning made of the rows."""

    read: int
    kept: int
    rejected: int
    returns: int
    duplicates: int


class QualityView(Wire):
    """A data-quality rule that spoke up."""

    rule: str
    rows: int
    detail: str


class ProblemView(Wire):
    """What is in the way; programs go by `code`, people by the rest."""

    code: str
    title: str
    detail: str


class FormatView(Wire):
    """How the file is written, as far as it was found out."""

    kind: str
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    packed: str | None = None
    member: str | None = None


class PreviewView(Wire):
    """The first rows of the file, as text."""

    columns: list[str]
    rows: list[list[str]]


class ProfileView(Wire):
    """The remembered mapping that the upload went by."""

    name: str
    confirmed_by: str
    confirmed_at: str


class StageView(Wire):
    """A moment in the upload's life."""

    stage: str
    at: str


class UploadAnswer(Wire):
    """One upload. In lists, columns and targets come only while a mapping is needed.

    Preview and report are left out of lists.
    """

    upload_id: str
    table: Table
    file_name: str
    size_bytes: int
    state: State
    created_at: str
    created_by: str
    updated_at: str
    currency: str | None
    simulated: bool
    columns: list[ColumnView]
    suggested: list[SuggestionView]
    targets: list[TargetView] = Field(default_factory=list)
    questions: list[QuestionView]
    mapping: dict[str, str] | None
    counts: CountsView | None
    quality: list[QualityView]
    problem: ProblemView | None
    as_of: str | None
    stages: list[StageView]
    origin: Origin
    mends: str | None
    mended_by: list[str]
    format: FormatView | None
    preview: PreviewView | None
    profile: ProfileView | None
    new_columns: list[str]
    report: ReportView | None = None


class UploadList(Wire):
    """A page of uploads, newest first."""

    uploads: list[UploadAnswer]
    next: str | None


class RejectsLink(Wire):
    """Where the rows that were set aside can be downloaded as CSV."""

    download_url: str
    expires_in_seconds: int = LINK_SECONDS
    rows: int


class ProfileAnswer(Wire):
    """A remembered mapping: files of this table with these columns go by it."""

    profile_id: str
    name: str
    table: Table
    columns: list[str]
    mapping: dict[str, str]
    date_formats: dict[str, str]
    decimals: dict[str, str]
    confirmed_by: str
    confirmed_at: str


class ProfileList(Wire):
    """Every remembered mapping of the tenant."""

    profiles: list[ProfileAnswer]
