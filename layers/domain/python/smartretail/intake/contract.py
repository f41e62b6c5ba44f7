"""Wire shapes of uploads, and the events of this context."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from smartretail.intake.limits import LINK_SECONDS, MAX_UPLOAD_BYTES
from smartretail.intake.model import State
from smartretail.intake.tables import Kind, Table
from smartretail.kernel.currencies import is_currency


def _currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError("not an active ISO 4217 code")
    return code


Currency = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, min_length=3, max_length=3),
    AfterValidator(_currency),
]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=256)]
DateFormat = Annotated[
    str, StringConstraints(pattern=r"^(%[dmYybB]|[-/., ])+$", min_length=6, max_length=20)
]


class Wire(BaseModel):
    """A shape on the wire; it is built when first used, which keeps cold starts short."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)


class UploadAsk(Wire):
    """A file that is about to come."""

    file_name: str = Field(min_length=3, max_length=255)
    size_bytes: int = Field(gt=0, le=MAX_UPLOAD_BYTES)
    currency: Currency | None = None
    simulated: bool = Field(default=False, description="Made-up data, labelled so everywhere")


class UploadTicket(Wire):
    """Where to PUT the file. The address is good for one new object of exactly this size."""

    upload_id: str
    table: Table
    state: State
    upload_url: str
    expires_in_seconds: int = LINK_SECONDS
    upload_headers: dict[str, str]


class ColumnView(Wire):
    """A column of the file with a few of its values."""

    name: str
    samples: list[str]


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
    """What is in the way."""

    title: str
    detail: str


class StageView(Wire):
    """A moment in the upload's life."""

    stage: str
    at: str


class UploadAnswer(Wire):
    """One upload. In lists, columns and targets come only while a mapping is needed."""

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


class UploadList(Wire):
    """A page of uploads, newest first."""

    uploads: list[UploadAnswer]
    next: str | None


class PageQuery(Wire):
    """Where a page begins."""

    cursor: str | None = Field(default=None, max_length=1024)


class RejectsLink(Wire):
    """Where the rows that were set aside can be downloaded as CSV."""

    download_url: str
    expires_in_seconds: int = LINK_SECONDS
    rows: int


class MappingChoice(Wire):
    """Which column fills which target, and answers to the upload's questions."""

    mapping: dict[str, ColumnName] = Field(min_length=1, max_length=60)
    date_format: DateFormat | None = None
    currency: Currency | None = None


class UploadRequested(Wire):
    """Data of `UploadRequested.v1`."""

    upload_id: str
    table: Table
    size_bytes: int


class MappingChosen(Wire):
    """Data of `MappingChosen.v1`."""

    upload_id: str
    table: Table


class UploadCurated(Wire):
    """Data of `UploadCurated.v1`."""

    upload_id: str
    table: Table
    as_of: str | None
    kept: int
    rejected: int


class UploadFailed(Wire):
    """Data of `UploadFailed.v1`."""

    upload_id: str
    table: Table
    problem: str


EVENTS: dict[str, type[BaseModel]] = {
    "UploadRequested.v1": UploadRequested,
    "MappingChosen.v1": MappingChosen,
    "UploadCurated.v1": UploadCurated,
    "UploadFailed.v1": UploadFailed,
}
