"""POST /ingest/{table}, GET /ingest, and what can be done with one upload."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from smartretail.bootstrap.intake import uploads
from smartretail.bootstrap.intake_stream import taking
from smartretail.edge.http import PROBLEMS, allow, entry, header, metrics, raw_body, resolver
from smartretail.intake import answers, contract, inline
from smartretail.intake.stream.contract import EventsAsk, EventsTaken
from smartretail.kernel.tenancy import Role

app = resolver()
everyone = allow(Role.SELLER, Role.MANAGER, Role.ADMIN)
Said = Annotated[contract.InlineQuery, Query()]


@app.post("/ingest/<table>", responses=PROBLEMS, middlewares=[everyone], status_code=201)
def start(table: str, ask: contract.UploadAsk | None, query: Said) -> answers.UploadTicket:
    """Announce a file, or send up to 1 MB of rows: as JSON, as CSV or as JSON lines."""
    who, key = app.context["who"], header(app, "Idempotency-Key")
    file, rows = inline.received(ask, query, *raw_body(app))
    ticket = uploads().starting.take(who, table, file, rows, key)
    metrics.add_metric(name="UploadRequested", unit="Count", value=1)
    return ticket


@app.post("/ingest/<table>/events", responses=PROBLEMS, middlewares=[everyone], status_code=202)
def take_events(table: str, ask: EventsAsk) -> EventsTaken:
    """Take orders or stock counts as they happen: all of them, or none."""
    taken = EventsTaken(accepted=taking().take(app.context["who"], table, ask.events))
    metrics.add_metric(name="StreamEventTaken", unit="Count", value=taken.accepted)
    return taken


@app.get("/ingest", responses=PROBLEMS, middlewares=[everyone])
def list_uploads(query: Annotated[contract.ListQuery, Query()]) -> answers.UploadList:
    """List uploads, newest first, of one table or in one state if asked."""
    return uploads().reading.page(app.context["who"], query)


@app.get("/ingest/profiles", responses=PROBLEMS, middlewares=[everyone])
def list_profiles() -> answers.ProfileList:
    """List the remembered mappings."""
    return uploads().remembered.list(app.context["who"])


@app.delete("/ingest/profiles/<profile_id>", responses=PROBLEMS, middlewares=[everyone])
def forget_profile(profile_id: str) -> answers.ProfileAnswer:
    """Forget a mapping; the next file with those columns asks again."""
    return uploads().remembered.forget(app.context["who"], profile_id)


@app.get("/ingest/<upload_id>", responses=PROBLEMS, middlewares=[everyone])
def read_upload(upload_id: str) -> answers.UploadAnswer:
    """Read one upload with its columns, suggestions, targets and report."""
    return uploads().reading.one(app.context["who"], upload_id)


@app.delete("/ingest/<upload_id>", responses=PROBLEMS, middlewares=[everyone], status_code=202)
def delete_upload(upload_id: str) -> answers.UploadAnswer:
    """Delete an upload and its mends: file, rows and everything derived from them."""
    return uploads().deleting.delete(app.context["who"], upload_id)


@app.post("/ingest/<upload_id>/parts", responses=PROBLEMS, middlewares=[everyone])
def link_parts(upload_id: str) -> answers.PartsAnswer:
    """Say which parts have arrived and where the next ones go; also how a transfer resumes."""
    return uploads().transferring.parts(app.context["who"], upload_id)


@app.post("/ingest/<upload_id>/complete", responses=PROBLEMS, middlewares=[everyone])
def complete_upload(upload_id: str) -> answers.UploadAnswer:
    """Join the parts, once all have arrived; the file is then looked into."""
    return uploads().transferring.complete(app.context["who"], upload_id)


@app.get("/ingest/<upload_id>/rejects", responses=PROBLEMS, middlewares=[everyone])
def link_rejects(upload_id: str) -> answers.RejectsLink:
    """Return a link to the rows that were set aside, with the reason of each."""
    return uploads().rejects.link(app.context["who"], upload_id)


@app.post("/ingest/<upload_id>/mapping", responses=PROBLEMS, middlewares=[everyone])
def choose_mapping(upload_id: str, choice: contract.MappingChoice) -> answers.UploadAnswer:
    """Say which column fills which target; cleaning starts at once."""
    return uploads().mapping.choose(app.context["who"], upload_id, choice)


handler = entry(app)
