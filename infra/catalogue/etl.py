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


def stages() -> tuple[Grant, ...]:
    """Keep and read what the engine lands between two steps, and remove it at the end."""
    folder = "staging/tenant={tenant}/*"
    return (*fetches(folder), *replaces(folder))


def erases(*patterns: str) -> tuple[Grant, ...]:
    """Remove lake objects for good: every older version too, which deleting alone keeps."""
    actions = ("s3:DeleteObject", "s3:DeleteObjectVersion")
    objects = [Grant(f"lake/{pattern}", actions) for pattern in patterns]
    return (*objects, Grant("listing/lake", ("s3:ListBucketVersions",)))


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
            *stages(),
        ),
    ),
    JobSpec(
        name="forget",
        does="Removes an upload, or everything of a tenant, with all older versions.",
        grants=(
            *fetches(
                "reports/intake/tenant={tenant}/*",
                "clean/*/tenant={tenant}/*",
                "curated/*/tenant={tenant}/*",
            ),
            *replaces("clean/*/tenant={tenant}/*", "curated/*/tenant={tenant}/*"),
            *stores("plans/tenant={tenant}/outdated/*"),
            *stages(),
            *erases(
                "raw/tenant={tenant}/*",
                "clean/*/tenant={tenant}/*",
                "quarantine/*/tenant={tenant}/*",
                "curated/*/tenant={tenant}/*",
                "reports/intake/tenant={tenant}/*",
                "staging/tenant={tenant}/*",
                "plans/tenant={tenant}/*",
                "models/tenant={tenant}/*",
            ),
        ),
    ),
    JobSpec(
        name="trace",
        does="Names the file and the line that a curated row came from.",
        grants=(
            *fetches("clean/*/tenant={tenant}/*", "curated/*/tenant={tenant}/*"),
            *stages(),
        ),
    ),
    JobSpec(
        name="panel",
        does="Writes the series and positions of a plan run; erases runs that saw forgotten data.",
        grants=(
            *fetches(
                "curated/*/tenant={tenant}/*",
                "reports/intake/tenant={tenant}/*",
                "plans/tenant={tenant}/*",
            ),
            *replaces("plans/tenant={tenant}/*"),
            *erases("plans/tenant={tenant}/*", "models/tenant={tenant}/*"),
            *stages(),
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
