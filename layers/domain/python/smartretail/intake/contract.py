"""What callers send, and the events of this context."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from smartretail.intake.limits import MAX_UPLOAD_BYTES
from smartretail.intake.model import Origin, State
from smartretail.intake.tables import Table
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


class _Said(Wire):
    currency: Currency | None = None
    simulated: bool = Field(default=False, description="Made-up data, labelled so everywhere")
    mends: str | None = Field(
        default=None, max_length=64, description="The upload whose rejected rows these bring back"
    )


class UploadAsk(_Said):
    """A file that is about to come, or rows that came along."""

    file_name: str | None = Field(default=None, min_length=3, max_length=255)
    size_bytes: int | None = Field(default=None, gt=0, le=MAX_UPLOAD_BYTES)
    rows: list[dict[str, Any]] | None = Field(default=None, min_length=1, max_length=100_000)

    @model_validator(mode="after")
    def _file_or_rows(self) -> Self:
        if self.rows is None and (self.file_name is None or self.size_bytes is None):
            raise ValueError("name a file by file_name and size_bytes, or send rows")
        if self.rows is not None and self.size_bytes is not None:
            raise ValueError("send rows or announce a file by size_bytes, not both")
        return self


class InlineQuery(_Said):
    """What is said about a body of text/csv or application/x-ndjson."""

    file_name: str | None = Field(default=None, min_length=3, max_length=255)


class ListQuery(Wire):
    """Which uploads, and where a page begins."""

    table: Table | None = None
    state: State | None = None
    cursor: str | None = Field(default=None, max_length=1024)


class MappingChoice(Wire):
    """Which column fills which target, and answers to the upload's questions."""

    mapping: dict[str, ColumnName] = Field(default_factory=dict, max_length=60)
    date_formats: dict[str, DateFormat] = Field(default_factory=dict, max_length=60)
    decimals: dict[str, Literal[".", ","]] = Field(default_factory=dict, max_length=60)
    currency: Currency | None = None
    header_row: int | None = Field(default=None, ge=0, le=1000)
    profile_name: str | None = Field(default=None, min_length=1, max_length=100)

    @model_validator(mode="after")
    def _mapping_or_header(self) -> Self:
        if not self.mapping and self.header_row is None:
            raise ValueError("name the column of each required target in mapping")
        return self


class UploadRequested(Wire):
    """Data of `UploadRequested.v1`."""

    upload_id: str
    table: Table
    size_bytes: int


class MappingChosen(Wire):
    """Data of `MappingChosen.v1`."""

    upload_id: str
    table: Table


class MappingForgotten(Wire):
    """Data of `MappingForgotten.v1`."""

    profile_id: str
    table: Table


class UploadCurated(Wire):
    """Data of `UploadCurated.v1`."""

    upload_id: str
    table: Table
    as_of: str | None
    kept: int
    rejected: int
    origin: Origin


class UploadFailed(Wire):
    """Data of `UploadFailed.v1`."""

    upload_id: str
    table: Table
    problem: str


class UploadDeletionAsked(Wire):
    """Data of `UploadDeletionAsked.v1`."""

    upload_id: str
    table: Table


class UploadDeleted(Wire):
    """Data of `UploadDeleted.v1`."""

    upload_id: str
    table: Table


EVENTS: dict[str, type[BaseModel]] = {
    "UploadRequested.v1": UploadRequested,
    "MappingChosen.v1": MappingChosen,
    "MappingForgotten.v1": MappingForgotten,
    "UploadCurated.v1": UploadCurated,
    "UploadFailed.v1": UploadFailed,
    "UploadDeletionAsked.v1": UploadDeletionAsked,
    "UploadDeleted.v1": UploadDeleted,
}
