"""Names of an upload's objects in the lake."""

import re
import unicodedata
from dataclasses import dataclass

from smartretail.intake.model import Upload
from smartretail.intake.tables import Table
from smartretail.kernel.tenancy import Principal

ENDINGS = ("csv", "tsv", "txt", "json", "jsonl", "ndjson", "xlsx", "parquet", "zip", "gz")
_TEXTS = frozenset({"csv", "tsv", "txt", "json", "jsonl", "ndjson"})
_MOST_CHARACTERS = 100
_RAW = re.compile(
    r"raw/tenant=(?P<tenant>[^/]+)/table=(?P<table>[^/]+)/upload=(?P<upload>[^/]+)/[^/]+"
)


@dataclass(frozen=True)
class RawKey:
    """What a raw key says; true only once an upload of that tenant names the same key."""

    tenant: str
    upload_id: str


def ending_of(file_name: str) -> str | None:
    """Return the ending we can read, such as `csv` or `csv.gz`; None for any other file."""
    parts = file_name.lower().rsplit(".", 2)
    if parts[-1] == "gz":
        return f"{parts[-2]}.gz" if len(parts) == 3 and parts[-2] in _TEXTS else None
    return parts[-1] if len(parts) > 1 and parts[-1] in ENDINGS else None


def safe_name(file_name: str, ending: str) -> str:
    """Return the name as plain ASCII letters, digits, `-` and `_`, with its ending."""
    stem = file_name[: -len(ending) - 1]
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-")[:_MOST_CHARACTERS]
    return f"{words or 'upload'}.{ending}"


def raw_key(who: Principal, table: Table, upload_id: str, name: str) -> str:
    """Return the key of the file as it came."""
    return f"raw/tenant={who.tenant}/table={table}/upload={upload_id}/{name}"


def parse_raw_key(key: str) -> RawKey | None:
    """Read tenant and upload out of a raw key; None for any other key."""
    found = _RAW.fullmatch(key)
    return RawKey(found["tenant"], found["upload"]) if found else None


def request_key(who: Principal, upload: Upload) -> str:
    """Return the key of what the curate job is asked to do."""
    return f"reports/intake/tenant={who.tenant}/upload={upload.upload_id}/request.json"


def report_key(who: Principal, upload: Upload) -> str:
    """Return the key of what the curate job reports."""
    return f"reports/intake/tenant={who.tenant}/upload={upload.upload_id}/report.json"


def rejects_key(who: Principal, upload: Upload) -> str:
    """Return the key of the rows that were set aside."""
    table = upload.spec.glue_table
    return f"quarantine/{table}/tenant={who.tenant}/upload={upload.upload_id}/rejects.csv"
