"""What has been deployed and seeded, so that the next start does only what is new."""

from dataclasses import asdict, dataclass, field

from infra.local.files import read_json, write_json
from infra.local.settings import LocalSettings


@dataclass
class Record:
    """The deployment as of the last step that completed."""

    digests: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    users: bool = False
    demo: bool = False

    @classmethod
    def read(cls, settings: LocalSettings) -> "Record":
        """The record of this deployment, empty before the first."""
        return cls(**(read_json(settings.record) or {}))

    def write(self, settings: LocalSettings) -> None:
        """Keep the record."""
        write_json(settings.record, asdict(self))
