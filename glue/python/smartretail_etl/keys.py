"""Where everything lies in the lake."""

from datetime import date
from urllib.parse import quote


def raw_folder(tenant: str, route: str, upload: str) -> str:
    """What came, exactly as it came: one object, or for streams many."""
    return f"raw/tenant={tenant}/table={route}/upload={upload}/"


def scratch(tenant: str, upload: str) -> str:
    """What a job on an upload keeps while it runs."""
    return f"staging/tenant={tenant}/upload={upload}/"


def clean(table: str, tenant: str, upload: str) -> str:
    """Typed, deduplicated rows of one upload."""
    return f"{clean_folder(table, tenant)}upload={upload}/part-0.parquet"


def clean_folder(table: str, tenant: str) -> str:
    """All clean uploads of one table."""
    return f"clean/{table}/tenant={tenant}/"


def touched(table: str, tenant: str, upload: str) -> str:
    """Every date that an upload has ever had in the table."""
    return f"{clean_folder(table, tenant)}upload={upload}/_dates.json"


def rejects(table: str, tenant: str, upload: str) -> str:
    """Rows set aside, with reasons."""
    return f"{rejects_folder(table, tenant, upload)}rejects.csv"


def rejects_folder(table: str, tenant: str, upload: str) -> str:
    """All that was set aside of one upload."""
    return f"quarantine/{table}/tenant={tenant}/upload={upload}/"


def curated_folder(table: str, tenant: str) -> str:
    """A curated table of one tenant."""
    return f"curated/{table}/tenant={tenant}/"


def curated_day(table: str, tenant: str, day: date) -> str:
    """One day of a curated fact table."""
    return f"{curated_folder(table, tenant)}date={day.isoformat()}/part-0.parquet"


def curated_whole(table: str, tenant: str) -> str:
    """A curated dimension."""
    return f"{curated_folder(table, tenant)}part-0.parquet"


def reports(tenant: str) -> str:
    """Requests, previews and reports of all uploads."""
    return f"reports/intake/tenant={tenant}/"


def reports_of(tenant: str, upload: str) -> str:
    """Request, preview and report of one upload."""
    return f"{reports(tenant)}upload={upload}/"


def report(tenant: str, upload: str) -> str:
    """The report of one curated upload."""
    return f"{reports_of(tenant, upload)}report.json"


def run_folder(tenant: str, run: str) -> str:
    """Everything one planning run reads and writes."""
    return f"plans/tenant={tenant}/run={run}/"


def model_folder(tenant: str, run: str) -> str:
    """What one planning run fitted."""
    return f"models/tenant={tenant}/run={run}/"


def outdated_runs(tenant: str) -> str:
    """Names of the planning runs that saw what has been forgotten since."""
    return f"plans/tenant={tenant}/outdated/"


def run_of(key: str) -> str:
    """Read the planning run out of a key."""
    return key.split("/run=", 1)[1].split("/", 1)[0]


def store_file(folder: str, store: str) -> str:
    """One JSON lines file per store."""
    return f"{folder}store={quote(store, safe='')}.jsonl"


def day_of(key: str) -> date:
    """Read the date out of a curated partition's key."""
    return date.fromisoformat(key.split("/date=", 1)[1][:10])


def upload_of(key: str) -> str:
    """Read the upload out of a clean object's key."""
    return key.split("/upload=", 1)[1].split("/", 1)[0]
