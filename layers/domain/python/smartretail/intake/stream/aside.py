"""Messages that can never succeed are kept with their reason, below the tenant they name."""

import json
from dataclasses import dataclass
from typing import Any

from smartretail.intake.ports import Bodies
from smartretail.kernel.errors import SmartRetailError
from smartretail.kernel.messages import Message
from smartretail.kernel.tenancy import Principal

NOBODY = "UNKNOWN"


@dataclass(frozen=True)
class SetAside:
    """Keeps a refused message whole, once."""

    files: Bodies

    def keep(self, message: Message, problem: SmartRetailError) -> None:
        """Write the message with the reason; the same message is kept once."""
        who = _owner(message.body)
        key = f"quarantine/stream/tenant={who.tenant}/{message.id}.json"
        kept = {"reason": problem.code, "detail": problem.detail, "message": message.body}
        self.files.put(who, key, json.dumps(kept, ensure_ascii=True).encode())


def _owner(body: str) -> Principal:
    try:
        found: Any = json.loads(body)
        return Principal.job(found["tenant"])
    except Exception:
        return Principal.job(NOBODY)
