"""The Glue jobs: what each does and which lake keys it reads and writes."""

from dataclasses import dataclass

from infra.catalogue.spec import Grant, fetches, stores

MODULES = ("narwhals==2.29.0", "openpyxl==3.1.5", "pyarrow==26.0.1")


@dataclass(frozen=True)
class JobSpec:
    """A job whose script is `glue/jobs/<name>.py`."""

    name: str
    does: str
    grants: tuple[Grant, ...]
    timeout_minutes: int = 60


def replaces(*patterns: str) -> tuple[Grant, ...]:
    """Write and remove lake objects, as replacing a whole partition needs."""
    actions = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject")
    return tuple(Grant(f"lake/{pattern}", actions) for pattern in patterns)


JOBS = (
    JobSpec(
        name="curate",
        does="Validates, quarantines and cleans an upload; replaces the curated partitions.",
        grants=(
            *fetches(
                "raw/tenant={tenant}/*",
                "reports/intake/tenant={tenant}/*",
                "clean/*/tenant={tenant}/*",
                "curated/*/tenant={tenant}/*",
            ),
            *replaces(
                "clean/*/tenant={tenant}/*",
                "quarantine/*/tenant={tenant}/*",
                "curated/*/tenant={tenant}/*",
            ),
            *stores("reports/intake/tenant={tenant}/*"),
        ),
    ),
    JobSpec(
        name="panel",
        does="Writes the series and the positions of every SKU and store for a plan run.",
        grants=(
            *fetches(
                "curated/*/tenant={tenant}/*",
                "reports/intake/tenant={tenant}/*",
                "plans/tenant={tenant}/*",
            ),
            *replaces("plans/tenant={tenant}/*"),
        ),
    ),
    JobSpec(
        name="share",
        does="Regroups a plan run's forecasts by store.",
        grants=(*fetches("plans/tenant={tenant}/*"), *replaces("plans/tenant={tenant}/*")),
    ),
)

MODEL_GRANTS = (
    *fetches("plans/tenant={tenant}/*", "models/tenant={tenant}/*"),
    *replaces("plans/tenant={tenant}/*/forecast/*", "models/tenant={tenant}/*"),
)
