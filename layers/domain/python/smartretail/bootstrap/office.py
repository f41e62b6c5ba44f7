"""The admin context's wiring for people: managers, admins and operators."""

from functools import cache

from smartretail.adapters.cognito.users import CognitoUsers
from smartretail.adapters.dynamo.admin import DynamoJournal, DynamoSettings, DynamoTenants
from smartretail.adapters.dynamo.audit import DynamoAuditIndex
from smartretail.adapters.s3.archive import S3Archive
from smartretail.admin.erasing import AskErasure
from smartretail.admin.opening import OpenTenant
from smartretail.admin.steering import Directory, Steering
from smartretail.admin.verifying import VerifyAudit
from smartretail.bootstrap.clients import cognito, s3, table, variable
from smartretail.kernel.clock import SystemClock


@cache
def steering() -> Steering:
    """Return what managers read and change."""
    return Steering(DynamoSettings(table("admin")), SystemClock())


@cache
def opening() -> OpenTenant:
    """Return the opening of a tenant."""
    admin = table("admin")
    return OpenTenant(DynamoSettings(admin), DynamoTenants(admin), SystemClock())


@cache
def erasing() -> AskErasure:
    """Return the way to erase a tenant."""
    return AskErasure(DynamoJournal(table("admin")), SystemClock())


@cache
def directory() -> Directory:
    """Return the people of a tenant."""
    return Directory(CognitoUsers(cognito(), variable("USER_POOL_ID")))


@cache
def auditing() -> VerifyAudit:
    """Return the reader of the audit trail."""
    archive = S3Archive(s3(), variable("AUDIT_BUCKET"))
    return VerifyAudit(DynamoAuditIndex(table("admin")), archive)
