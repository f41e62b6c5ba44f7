"""What the curate job reports about one upload."""

from pydantic import AwareDatetime, Field

from smartretail.intake.contract import Wire
from smartretail.intake.model import Counts, Quality, Stage, State
from smartretail.kernel.clock import timestamp


class _Counts(Wire):
    read: int
    kept: int
    rejected: int
    returns: int = 0
    duplicates: int = 0


class _Quality(Wire):
    rule: str
    rows: int
    detail: str = ""


class _Stage(Wire):
    stage: str
    at: AwareDatetime


class SpanView(Wire):
    """First and last date of the rows."""

    first: str | None
    last: str | None


class DayView(Wire):
    """Rows of one day, or of one month where there are very many days."""

    date: str
    kept: int
    rejected: int


class ReasonView(Wire):
    """Why rows were set aside, with one of them as example."""

    field: str
    reason: str
    rows: int
    example: str | None = None
    example_row: int | None = None


class ColumnQualityView(Wire):
    """How full and how valid a column is."""

    column: str
    target: str | None = None
    filled_pct: float | None = None
    invalid: int = 0
    min: str | float | None = None
    max: str | float | None = None


class ReportView(Wire):
    """The data-quality report."""

    dates: SpanView | None = None
    days: list[DayView] = Field(default_factory=list)
    reasons: list[ReasonView] = Field(default_factory=list)
    columns: list[ColumnQualityView] = Field(default_factory=list)


class Report(ReportView):
    """The job's report, as far as people are shown it."""

    counts: _Counts
    quality: list[_Quality] = Field(default_factory=list)
    as_of: str | None = None
    stages: list[_Stage] = Field(default_factory=list)

    def counted(self) -> Counts:
        """Return the counts."""
        return Counts(**self.counts.model_dump())

    def judged(self) -> tuple[Quality, ...]:
        """Return the data-quality rules that spoke up."""
        return tuple(Quality(**rule.model_dump()) for rule in self.quality)

    def joined(self, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        """Return our stages and the job's in order of time; states of the upload are ours."""
        states = {state.value for state in State}
        theirs = [Stage(s.stage, timestamp(s.at)) for s in self.stages if s.stage not in states]
        return tuple(sorted((*stages, *theirs), key=lambda stage: stage.at))
