"""The admin context's wiring for the user pool, which waits five seconds for an answer."""

from functools import cache

import boto3
from botocore.config import Config

from smartretail.adapters.dynamo.admin import DynamoJournal
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.admin.entrance import NoteSignIn
from smartretail.bootstrap.clients import variable
from smartretail.kernel.clock import SystemClock

_HASTY = Config(
    connect_timeout=0.5, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 2}
)


@cache
def sign_ins() -> NoteSignIn:
    """Return the record of sign-ins."""
    table = ContextTable(boto3.client("dynamodb", config=_HASTY), variable("ADMIN_TABLE"))
    return NoteSignIn(DynamoJournal(table), SystemClock())
