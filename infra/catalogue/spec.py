"""The vocabulary of the catalogue: functions, their routes, and what each may touch."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

FunctionClass = Literal["hot", "compute"]
PLANNED = ("forecast", "pricing", "inventory", "actions", "alerts", "kpi")
CONTEXTS = ("intake", "connectors", *PLANNED, "admin")


class Role(StrEnum):
    """Groups of the user pool."""

    SELLER = "seller"
    MANAGER = "manager"
    ADMIN = "admin"


EVERYONE = (Role.SELLER, Role.MANAGER, Role.ADMIN)
BUSINESS = (Role.SELLER, Role.MANAGER)
MANAGERS = (Role.MANAGER,)
ADMINS = (Role.ADMIN,)
PUBLIC: tuple[Role, ...] = ()

READ = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query")
WRITE = ("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:PutItem")


@dataclass(frozen=True)
class Route:
    """One route of the HTTP API and the roles that may call it; no role means public."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    roles: tuple[Role, ...]

    @property
    def key(self) -> str:
        """Route key as API Gateway writes it."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Grant:
    """Literal actions on one thing, named `<kind>/<name or key prefix>`.

    Kinds: `table/<context>`, `lake/<key pattern>`, `audit/<key pattern>`, `listing/<bucket>`,
    `secret/<name pattern>`, `queue/<work>`, `bus/`, `topic/`, `pool/`. `{tenant}` in a pattern is
    the tenant of a silo, else any.
    """

    on: str
    actions: tuple[str, ...]


@dataclass(frozen=True)
class FunctionSpec:
    """A function: what it is, how large, what it must know and what it may do."""

    name: str
    does: str
    environment: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    routes: tuple[Route, ...] = ()
    kind: FunctionClass = "hot"
    memory_mb: int = 512
    timeout_seconds: int = 10


@dataclass(frozen=True)
class QueueSpec:
    """A queue and how its messages reach the one function that works on them.

    A batch waits up to `wait_seconds` to fill; a message that failed `attempts` times is a dead
    letter; nobody waits longer than `late_minutes` without a call.
    """

    name: str
    batch: int = 10
    wait_seconds: int = 0
    at_once: int = 2
    attempts: int = 5
    late_minutes: int = 30


def sends(*queues: str) -> tuple[Grant, ...]:
    """Send messages to these queues."""
    return tuple(Grant(f"queue/{queue}", ("sqs:SendMessage",)) for queue in queues)


def guards(*patterns: str) -> tuple[Grant, ...]:
    """Keep, read and forget secrets under these names."""
    verbs = ("CreateSecret", "DeleteSecret", "GetSecretValue", "PutSecretValue")
    actions = tuple(f"secretsmanager:{verb}" for verb in verbs)
    return tuple(Grant(f"secret/{pattern}", actions) for pattern in patterns)


def reveals(*patterns: str) -> tuple[Grant, ...]:
    """Read secrets under these names."""
    return tuple(
        Grant(f"secret/{pattern}", ("secretsmanager:GetSecretValue",)) for pattern in patterns
    )


def reads(*contexts: str) -> tuple[Grant, ...]:
    """Read items of these contexts' tables."""
    return tuple(Grant(f"table/{context}", READ) for context in contexts)


def keeps(*contexts: str) -> tuple[Grant, ...]:
    """Read and write items of these contexts' tables."""
    return tuple(Grant(f"table/{context}", (*READ, *WRITE)) for context in contexts)


def fetches(*patterns: str, bucket: str = "lake") -> tuple[Grant, ...]:
    """Read objects under these key patterns, and list the bucket.

    Without the right to list, S3 answers 403 for a missing object, and a condition on the prefix
    does not hold for that check.
    """
    objects = [Grant(f"{bucket}/{pattern}", ("s3:GetObject",)) for pattern in patterns]
    return (*objects, Grant(f"listing/{bucket}", ("s3:ListBucket",)))


def stores(*patterns: str) -> tuple[Grant, ...]:
    """Write lake objects under these key patterns."""
    return tuple(Grant(f"lake/{pattern}", ("s3:PutObject",)) for pattern in patterns)
