"""POST /ingest/{table}, GET /ingest, and what can be done with one upload."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from smartretail.bootstrap.intake import mapping, reading, rejects, starting
from smartretail.edge.http import PROBLEMS, allow, entry, header, metrics, resolver
from smartretail.intake.contract import (
    MappingChoice,
    PageQuery,
    RejectsLink,
    UploadAnswer,
    UploadAsk,
    UploadList,
    UploadTicket,
)
from smartretail.kernel.tenancy import Role

app = resolver()
everyone = allow(Role.SELLER, Role.MANAGER, Role.ADMIN)


@app.post("/ingest/<table>", responses=PROBLEMS, middlewares=[everyone], status_code=201)
def start(table: str, ask: UploadAsk) -> UploadTicket:
    """Announce a file; the answer says where to PUT it within 15 minutes."""
    ticket = starting().start(app.context["who"], table, ask, header(app, "Idempotency-Key"))
    metrics.add_metric(name="UploadRequested", unit="Count", value=1)
    return ticket


@app.get("/ingest", responses=PROBLEMS, middlewares=[everyone])
def list_uploads(page: Annotated[PageQuery, Query()]) -> UploadList:
    """List uploads, newest first."""
    return reading().page(app.context["who"], page.cursor)


@app.get("/ingest/<upload_id>", responses=PROBLEMS, middlewares=[everyone])
def read_upload(upload_id: str) -> UploadAnswer:
    """Read one upload with its columns, suggestions and targets."""
    return reading().one(app.context["who"], upload_id)


@app.get("/ingest/<upload_id>/rejects", responses=PROBLEMS, middlewares=[everyone])
def link_rejects(upload_id: str) -> RejectsLink:
    """Return a link to the rows that were set aside, with the reason of each."""
    return rejects().link(app.context["who"], upload_id)


@app.post("/ingest/<upload_id>/mapping", responses=PROBLEMS, middlewares=[everyone])
def choose_mapping(upload_id: str, choice: MappingChoice) -> UploadAnswer:
    """Say which column fills which target; cleaning starts at once."""
    return mapping().choose(app.context["who"], upload_id, choice)


handler = entry(app)
