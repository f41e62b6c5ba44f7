"""Read models built record by record: each is compressed as it comes, so memory stays small."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smartretail.adapters.dynamo.read_models import ReadModelTooLarge
from smartretail.adapters.dynamo.table import ContextTable
from smartretail.kernel.tenancy import Principal

_GZIP = 31
_MAX_BYTES = 390_000


@dataclass
class Bundle:
    """One document `{…head, "<member>": [record, …]}` on its way into gzip."""

    head: Mapping[str, Any]
    member: str
    _zip: Any = field(init=False)
    _parts: list[bytes] = field(init=False, default_factory=list)
    _records: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Open the document and its list."""
        self._zip = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        opening = _json({**self.head, self.member: []})
        self._feed(opening[: -len("]}")])

    def add(self, record: Any) -> None:
        """Append a record."""
        self._feed(("," if self._records else "") + _json(record))
        self._records += 1

    def close(self) -> bytes:
        """Return the gzip bytes of the finished document."""
        self._feed("]}")
        packed = b"".join([*self._parts, self._zip.flush()])
        if len(packed) > _MAX_BYTES:
            raise ReadModelTooLarge(f"{len(packed)} bytes in one read model")
        return packed

    def _feed(self, text: str) -> None:
        self._parts.append(self._zip.compress(text.encode()))


def replace_packed(
    table: ContextTable, who: Principal, prefix: str, packed: Mapping[str, bytes]
) -> None:
    """Put these packed documents and remove every other one under the prefix."""
    stale = {item["sk"] for item in table.query(who, prefix)} - packed.keys()
    table.put_all(who, {key: {"body": body} for key, body in packed.items()})
    table.delete_all(who, sorted(stale))


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
