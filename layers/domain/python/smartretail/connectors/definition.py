"""What an admin says about a connector, piece by piece; stored as it crosses the wire.

No piece holds a secret: the one secret of a connector is kept apart, in the vault.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from smartretail.connectors import limits
from smartretail.connectors.checks import (
    check_headers,
    check_pointer,
    check_query,
    check_schedule,
    check_url,
    check_zone,
    placeholders,
)
from smartretail.kernel.currencies import is_currency

Short = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Column = Annotated[str, StringConstraints(min_length=1, max_length=256)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")]


class Part(BaseModel):
    """A piece of a definition; a name we do not know is refused, so that no typing slip hides."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Schedule(Part):
    """When to pull: `rate(6 hours)`, `rate(1 day)` or `cron(30 5 * * ? *)`, at most hourly."""

    expression: Short = "rate(1 day)"
    time_zone: Short = Field(default="UTC", description="IANA name, such as Asia/Kolkata")

    _expression = field_validator("expression")(check_schedule)
    _zone = field_validator("time_zone")(check_zone)


class Request(Part):
    """A GET. `{since}` `{until}` `{cursor}` `{page}` `{offset}` stand for what changes.

    A query parameter whose placeholder has no value yet, such as the first cursor, is left out.
    """

    url: str = Field(max_length=2000, description="https:// on a host of the allow-list")
    query: dict[str, str] = Field(default_factory=dict, max_length=30)
    headers: dict[str, str] = Field(default_factory=dict, max_length=20)
    times: Literal["rfc3339", "date", "unix"] = Field(
        default="rfc3339", description="How {since} and {until} are written; a date is a local one"
    )

    _url = field_validator("url")(check_url)
    _query = field_validator("query")(check_query)
    _headers = field_validator("headers")(check_headers)

    @property
    def templates(self) -> tuple[str, ...]:
        """Every text in which a placeholder may stand."""
        return (self.url, *self.query.values())


class NoAuth(Part):
    """The API is open."""

    kind: Literal["none"] = "none"


class BearerAuth(Part):
    """The secret is a token, sent as `Authorization: Bearer …` (RFC 6750)."""

    kind: Literal["bearer"]


class HeaderAuth(Part):
    """The secret is the value of a header."""

    kind: Literal["header"]
    header: HeaderName


class BasicAuth(Part):
    """The secret is the password of a user (RFC 7617)."""

    kind: Literal["basic"]
    user: Short


class ClientAuth(Part):
    """The secret is that of an OAuth 2.0 client (RFC 6749, section 4.4)."""

    kind: Literal["oauth2"]
    token_url: str = Field(max_length=2000)
    client_id: Short
    scope: str = Field(default="", max_length=500)
    client_in: Literal["basic", "body"] = "basic"

    _url = field_validator("token_url")(check_url)


Auth = Annotated[
    NoAuth | BearerAuth | HeaderAuth | BasicAuth | ClientAuth, Field(discriminator="kind")
]


class OnePage(Part):
    """The answer is whole."""

    kind: Literal["none"] = "none"


class PageNumbers(Part):
    """`{page}` counts up until a page is empty, short, or the last by a header."""

    kind: Literal["page"]
    first: int = Field(default=1, ge=0, le=1)
    size: int | None = Field(default=None, ge=1, le=10_000, description="Records of a full page")
    pages_header: HeaderName | None = Field(default=None, description="Header with the last page")


class Offsets(Part):
    """`{offset}` grows by the records read until a page is empty or short."""

    kind: Literal["offset"]
    size: int | None = Field(default=None, ge=1, le=10_000)


class Cursors(Part):
    """`{cursor}` is found in the answer by a JSON pointer (RFC 6901); none there is the end."""

    kind: Literal["cursor"]
    pointer: str = Field(max_length=200)

    _pointer = field_validator("pointer")(check_pointer)


class Links(Part):
    """The next page is the address of the header `Link: <…>; rel=next` (RFC 8288)."""

    kind: Literal["link"]


Paging = Annotated[OnePage | PageNumbers | Offsets | Cursors | Links, Field(discriminator="kind")]


class Rows(Part):
    """How rows are found in an answer."""

    format: Literal["json", "jsonl", "csv"] = "json"
    pointer: str = Field(default="", max_length=200, description="Where the list is, as /orders")
    each: str = Field(
        default="", max_length=200, description="A list in each record: one row per element"
    )
    keep: list[Column] = Field(
        default_factory=list,
        max_length=limits.MOST_COLUMNS,
        description="Columns to keep, as id or line_items.sku; none is all",
    )
    delimiter: Literal[",", ";", "\t", "|"] = ","

    _pointers = field_validator("pointer", "each")(check_pointer)


class Watermark(Part):
    """How far has been read. Each run begins `overlap_days` before, so late rows are not missed."""

    start: date = Field(description="Where the first run begins")
    overlap_days: int = Field(default=2, ge=0, le=60)
    step_days: int | None = Field(
        default=None, ge=1, le=366, description="Most days in one run; needs {until}"
    )
    field: Column | None = Field(
        default=None, description="Column whose largest value is how far was read; without {until}"
    )


class Limits(Part):
    """Where a run stops, without storing anything."""

    pages: int = Field(default=100, ge=1, le=limits.MOST_PAGES)
    bytes: int = Field(default=16 * 1024 * 1024, ge=1024, le=limits.MOST_BYTES)
    seconds: int = Field(default=300, ge=5, le=limits.MOST_SECONDS)


class Definition(Part):
    """A connector as an admin defines it."""

    name: Short
    table: str = Field(max_length=40)
    schedule: Schedule = Field(default_factory=Schedule)
    request: Request
    auth: Auth = Field(default_factory=NoAuth)
    paging: Paging = Field(default_factory=OnePage)
    rows: Rows = Field(default_factory=Rows)
    watermark: Watermark | None = None
    limits: Limits = Field(default_factory=Limits)
    currency: str | None = None
    enabled: bool = True

    @field_validator("currency")
    @classmethod
    def _is_currency(cls, code: str | None) -> str | None:
        if code is not None and not is_currency(code):
            raise ValueError("not an active ISO 4217 code")
        return code

    @model_validator(mode="after")
    def _fits_together(self) -> "Definition":
        named = {name for text in self.request.templates for name in placeholders(text)}
        mark = self.watermark
        needs = {
            "watermark": named >= {"since"} if mark else not named & {"since", "until"},
            "watermark.step_days": named >= {"until"} or not (mark and mark.step_days),
            "paging": all(
                (name in named) == (self.paging.kind == name)
                for name in ("page", "offset", "cursor")
            ),
        }
        wrong = [part for part, fits in needs.items() if not fits]
        if wrong:
            raise ValueError(f"the placeholders of the request do not fit {', '.join(wrong)}")
        return self
