"""What several stacks share, under the names that the catalogue uses for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns

from infra.config import Settings

BUCKETS = ("lake", "audit")
PLATFORM_ITEMS = "T#PLATFORM"
Conditions = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Estate:
    """The shared things of one deployment. Names are literal, so a policy reads as it is meant."""

    settings: Settings
    key: kms.IKey
    tables: Mapping[str, dynamodb.Table]
    bus: events.IEventBus
    alerts: sns.ITopic
    operations: sns.ITopic
    pool: cognito.IUserPool

    def bucket(self, name: str) -> str:
        """Name of the bucket `lake` or `audit`."""
        if name not in BUCKETS:
            raise ValueError(f"There is no bucket {name!r}; a grant names one of {BUCKETS}.")
        return bucket_name(self.settings, name)

    def variable(self, name: str) -> str:
        """Value of a function's environment variable."""
        known = {
            "LAKE_BUCKET": self.bucket("lake"),
            "AUDIT_BUCKET": self.bucket("audit"),
            "EVENT_BUS_NAME": self.settings.name,
            "ALERTS_TOPIC_ARN": arn("sns", f"{self.settings.name}-alerts"),
            "USER_POOL_ID": self.pool.user_pool_id,
            "CONNECTOR_SECRETS": f"{self.settings.name}/connectors",
            "CONNECTOR_HOSTS": ",".join(self.settings.connector_hosts),
            "DATA_KEY_ALIAS": f"alias/{self.settings.name}",
        }
        if name.endswith("_QUEUE_URL"):
            return queue_url(self.settings, name.removesuffix("_QUEUE_URL").lower())
        return known.get(name) or table_name(self.settings, name.removesuffix("_TABLE").lower())

    def arn(self, thing: str) -> str:
        """ARN of what a grant names, `<kind>/<name or key pattern>`."""
        kind, _, rest = thing.partition("/")
        rest = rest.format(tenant=self.settings.tenant_pattern)
        name = self.settings.name
        ours = {
            "table": ("dynamodb", f"table/{table_name(self.settings, rest)}"),
            "queue": ("sqs", queue_name(self.settings, rest)),
            "secret": ("secretsmanager", f"secret:{name}/{rest}"),
            "bus": ("events", f"event-bus/{name}"),
            "topic": ("sns", f"{name}-alerts"),
        }
        if kind in ours:
            return arn(*ours[kind])
        match kind:
            case "lake" | "audit":
                return f"arn:{Aws.PARTITION}:s3:::{self.bucket(kind)}/{rest}"
            case "listing":
                return f"arn:{Aws.PARTITION}:s3:::{self.bucket(rest)}"
            case "pool":
                return self.pool.user_pool_arn
        raise ValueError(f"A grant names {thing!r}, which nothing is.")

    def conditions(self, thing: str) -> Conditions:
        """What a grant is bound to beyond its ARN: in a silo, the tenant's own items."""
        tenant = self.settings.tenant
        if tenant is None or not thing.startswith("table/"):
            return {}
        own = [f"T#{tenant}", PLATFORM_ITEMS]
        return {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": own}}


def arn(service: str, resource: str) -> str:
    """ARN of a resource of this account and region."""
    return f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"


def bucket_name(settings: Settings, name: str) -> str:
    """Name of a bucket, unique in the world."""
    return f"{settings.name}-{name}-{Aws.ACCOUNT_ID}-{Aws.REGION}"


def table_name(settings: Settings, context: str) -> str:
    """Name of a context's table."""
    return f"{settings.name}-{context}"


def queue_name(settings: Settings, work: str) -> str:
    """Name of a queue."""
    return f"{settings.name}-{work}"


def queue_url(settings: Settings, work: str) -> str:
    """Address of a queue; literal, so that stacks need no export of one another."""
    host = f"sqs.{Aws.REGION}.{Aws.URL_SUFFIX}"
    return f"https://{host}/{Aws.ACCOUNT_ID}/{queue_name(settings, work)}"
