"""Wire shapes of connectors, and the events of this context."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from smartretail.connectors.checks import is_host
from smartretail.connectors.definition import Definition
from smartretail.connectors.limits import MOST_HOSTS
from smartretail.connectors.model import Outcome
from smartretail.kernel.wire import Wire

Host = Annotated[str, StringConstraints(max_length=260, strip_whitespace=True, to_lower=True)]
Version = Annotated[
    int | None, Field(ge=0, description="The version that was read; refused when it is stale")
]


class ConnectorAsk(Definition):
    """A new connector. The secret goes to the vault at once and is never shown again."""

    secret: str | None = Field(
        default=None,
        min_length=1,
        max_length=4096,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        repr=False,
        description="Token, key, password or client secret; write-only",
    )

    @property
    def definition(self) -> Definition:
        """Return what may be stored and shown."""
        return Definition.model_validate(self.model_dump(include={*Definition.model_fields}))


class ConnectorChange(ConnectorAsk):
    """A connector anew, all of it; without a secret the present one stays."""

    version: Version = None


class RunView(BaseModel):
    """A finished run."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)

    asked_at: str
    ended_at: str
    outcome: Outcome
    since: str | None
    until: str | None
    pages: int
    rows: int
    bytes: int
    upload_id: str | None
    problem: str | None = Field(description="What was in the way, in plain words")
    code: str | None


class ConnectorAnswer(Definition):
    """A connector with how far it has read; of its secret only when it was set."""

    connector_id: str
    secret_set_at: str | None
    state: Literal["active", "off", "paused"]
    reached: str | None = Field(description="How far has been read")
    last_run: RunView | None
    failures: int = Field(description="Runs that failed since the last one that did not")
    paused_at: str | None
    version: int
    created_at: str
    updated_at: str
    updated_by: str


class PresetView(Wire):
    """A well-known system's settings to begin from; the reader fills in what is in capitals."""

    key: str
    title: str
    source: str = Field(description="Where the system's owner documents this")
    note: str
    definition: dict[str, Any]


class ConnectorList(Wire):
    """All connectors of the tenant, and presets for new ones."""

    connectors: list[ConnectorAnswer]
    presets: list[PresetView]


class ConnectorDeleted(Wire):
    """A connector that is gone."""

    connector_id: str


class RunAsked(Wire):
    """A run that was put on the queue."""

    connector_id: str
    asked_at: str


class Sample(Wire):
    """The first page, shown and not stored."""

    columns: list[str]
    rows: list[list[str]]
    rows_read: int
    bytes: int


class HostsChange(Wire):
    """The hosts that connectors may read, all of them."""

    hosts: list[Host] = Field(max_length=MOST_HOSTS)
    version: Version = None

    @field_validator("hosts")
    @classmethod
    def _named(cls, hosts: list[str]) -> list[str]:
        for host in hosts:
            name, _, port = host.partition(":")
            if not is_host(name) or (port and not port.isdecimal()):
                raise ValueError(f"{host!r} is not a host, such as shop.example.com")
        return sorted(set(hosts))


class HostsAnswer(Wire):
    """The allow-list, and which hosts the deployment admits at all."""

    hosts: list[str]
    deployment: list[str]
    version: int
    updated_at: str | None
    updated_by: str | None


class ConnectorChanged(Wire):
    """Data of the event `ConnectorChanged.v1`."""

    connector_id: str
    change: Literal["created", "changed", "deleted"]
    version: int


class ConnectorHostsChanged(Wire):
    """Data of the event `ConnectorHostsChanged.v1`."""

    hosts: int
    version: int


class ConnectorRunAsked(Wire):
    """Data of the event `ConnectorRunAsked.v1`."""

    connector_id: str


class ConnectorPulled(Wire):
    """Data of the event `ConnectorPulled.v1`: a run ended."""

    connector_id: str
    outcome: Outcome
    pages: int
    rows: int
    upload_id: str | None
    code: str | None


class ConnectorPaused(Wire):
    """Data of the event `ConnectorPaused.v1`: too many runs failed in a row."""

    connector_id: str
    code: str


EVENTS: dict[str, type[BaseModel]] = {
    "ConnectorChanged.v1": ConnectorChanged,
    "ConnectorHostsChanged.v1": ConnectorHostsChanged,
    "ConnectorRunAsked.v1": ConnectorRunAsked,
    "ConnectorPulled.v1": ConnectorPulled,
    "ConnectorPaused.v1": ConnectorPaused,
}
