"""What the deployment has made, as far as the gateway must know it."""

from dataclasses import dataclass


@dataclass
class Published:
    """Filled in once the stacks stand; until then people are asked to wait."""

    api_id: str = ""
    pool_id: str = ""
    client_id: str = ""
    stage: str = ""

    @property
    def ready(self) -> bool:
        """Whether there is something to call."""
        return bool(self.api_id and self.pool_id and self.client_id)
