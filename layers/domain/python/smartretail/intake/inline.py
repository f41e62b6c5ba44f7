"""Files that come with the request itself: rows as JSON, as CSV or as JSON lines."""

import json
from collections.abc import Mapping

from smartretail.intake import keys
from smartretail.intake.contract import InlineQuery, UploadAsk
from smartretail.intake.limits import MAX_INLINE_BYTES
from smartretail.intake.model import Origin
from smartretail.intake.starting import Announced
from smartretail.kernel.errors import FieldError, Invalid

_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "text/csv": ("csv", "tsv", "txt"),
    "application/x-ndjson": ("jsonl", "ndjson"),
}


def received(
    ask: UploadAsk | None, query: InlineQuery, media_type: str, body: bytes
) -> tuple[Announced, bytes | None]:
    """Return the file and its rows, None when they are still to come. Raise `Invalid`."""
    if ask is None:
        return _from_body(media_type, body, query)
    if ask.rows is not None:
        return _from_rows(ask)
    return _announced(ask), None


def _announced(ask: UploadAsk) -> Announced:
    return Announced(
        file_name=ask.file_name or "",
        size_bytes=ask.size_bytes or 0,
        currency=ask.currency,
        simulated=ask.simulated,
        mends=ask.mends,
    )


def _from_rows(ask: UploadAsk) -> tuple[Announced, bytes]:
    """Return the rows of a JSON body as a file of JSON lines."""
    lines = (json.dumps(row, ensure_ascii=False) for row in ask.rows or ())
    body = "".join(f"{line}\n" for line in lines).encode()
    query = InlineQuery(currency=ask.currency, simulated=ask.simulated, mends=ask.mends)
    name = ask.file_name or "rows.jsonl"
    stem = name if keys.ending_of(name) in _ENDINGS["application/x-ndjson"] else f"{name}.jsonl"
    return _file(stem, body, query), body


def _from_body(media_type: str, body: bytes, query: InlineQuery) -> tuple[Announced, bytes]:
    """Return a body as the file that it is. Raise `Invalid` for any other media type."""
    endings = _ENDINGS.get(media_type.partition(";")[0].strip().lower())
    if endings is None:
        known = ", ".join(("application/json", *_ENDINGS))
        raise Invalid(
            f"A body of {media_type} cannot be taken; send {known}, or announce a file.",
            (FieldError("Content-Type", f"must be one of {known}"),),
            code="unknown_media_type",
        )
    name = query.file_name or f"rows.{endings[0]}"
    if keys.ending_of(name) not in endings:
        raise Invalid(
            f"A body of {media_type} is not called {name}.",
            (FieldError("query.file_name", "must end in " + ", ".join(endings)),),
        )
    return _file(name, body, query), body


def _file(name: str, body: bytes, query: InlineQuery) -> Announced:
    if not body.strip():
        raise Invalid("There are no rows in the body.", (FieldError("body", "empty"),))
    if len(body) > MAX_INLINE_BYTES:
        raise Invalid(
            "The body is larger than 1 MB. Announce a file by file_name and size_bytes instead.",
            (FieldError("body", "larger than 1 MB"),),
            code="body_too_large",
        )
    return Announced(
        file_name=name,
        size_bytes=len(body),
        currency=query.currency,
        simulated=query.simulated,
        mends=query.mends,
        origin=Origin.INLINE,
    )
