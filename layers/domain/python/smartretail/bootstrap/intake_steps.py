"""The intake context's wiring for its state machine."""

from dataclasses import dataclass
from functools import cache

from smartretail.adapters.dynamo.intake import DynamoProfiles, DynamoUploads
from smartretail.adapters.s3.lake import S3Documents, S3Files
from smartretail.admin.usecases import SettingsBook
from smartretail.bootstrap.admin import settings
from smartretail.bootstrap.clients import s3, table, variable
from smartretail.intake.deleting import NoteForgotten
from smartretail.intake.ending import FailUpload, FinishUpload
from smartretail.intake.inspecting import InspectUpload
from smartretail.intake.ports import Policy
from smartretail.kernel.clock import SystemClock
from smartretail.kernel.tenancy import Principal


@dataclass(frozen=True)
class TenantCurrency:
    """Intake's `BaseCurrency`, kept among the tenant's settings."""

    book: SettingsBook

    def settle(self, who: Principal, offered: str | None) -> str | None:
        """Return the base currency; the first one ever offered becomes it."""
        return self.book.settle_currency(who, offered)


@dataclass(frozen=True)
class TenantPolicy:
    """Intake's `DataPolicy`, kept among the tenant's settings."""

    book: SettingsBook

    def policy(self, who: Principal) -> Policy:
        """Return the policy in force."""
        found = self.book.data_policy(who)
        return Policy(found.unknown_ids, found.negative_stock)


@cache
def inspecting() -> InspectUpload:
    """Return the inspection step."""
    return InspectUpload(
        uploads=_uploads(),
        profiles=DynamoProfiles(table("intake")),
        files=S3Files(s3(), variable("LAKE_BUCKET")),
        documents=_documents(),
        currency=TenantCurrency(settings()),
        policy=TenantPolicy(settings()),
        clock=SystemClock(),
    )


@cache
def finishing() -> FinishUpload:
    """Return the step that records a cleaned upload."""
    return FinishUpload(_uploads(), _documents(), SystemClock())


@cache
def failing() -> FailUpload:
    """Return the step that records a failed upload."""
    return FailUpload(_uploads(), SystemClock())


@cache
def forgetting() -> NoteForgotten:
    """Return the step that records a deleted upload."""
    return NoteForgotten(_uploads(), SystemClock())


def _uploads() -> DynamoUploads:
    return DynamoUploads(table("intake"))


def _documents() -> S3Documents:
    return S3Documents(s3(), variable("LAKE_BUCKET"))
