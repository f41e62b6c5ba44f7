"""Recommendations in DynamoDB: a bucket's records and the answers to them lie side by side.

`RECS#<store>#<bucket>#PAGE` holds the plan's records, `RECS#<store>#<bucket>#STATUS#<rec_id>` an
answer, `PAST#<store>#<date>` an earlier plan. One query reads a store, or one bucket of it.
"""

import gzip
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from smartretail.actions.ports import Record, Slate
from smartretail.adapters.dynamo.keys import bucket, store_part
from smartretail.adapters.dynamo.read_models import pack
from smartretail.adapters.dynamo.table import ContextTable, Fact, Item
from smartretail.kernel.audit import AuditRecord
from smartretail.kernel.events import Event
from smartretail.kernel.tenancy import Principal

_BUCKETS = 8
_PAST_SECONDS = 90 * 24 * 3600


@dataclass(frozen=True)
class DynamoRecommendations:
    """The recommendations of the actions table."""

    table: ContextTable

    def slate(self, who: Principal, store_id: str, rec_id: str | None = None) -> Slate | None:
        """Return a store's slate, or only the part that holds `rec_id`; None before any plan."""
        prefix = _prefix(store_id) if rec_id is None else _bucket(store_id, rec_id)
        return _slate(self.table.query(who, prefix))

    def past(self, who: Principal, store_id: str, as_of: str) -> Sequence[Record]:
        """Return an earlier plan's recommendations with the state each ended in."""
        item = self.table.get(who, f"PAST#{store_part(store_id)}#{as_of}")
        if item is None:
            return ()
        records: list[Record] = json.loads(gzip.decompress(bytes(item["body"])))
        return records

    def replace(
        self, who: Principal, store_id: str, new: Slate, past: tuple[str, Sequence[Record]] | None
    ) -> None:
        """Put a new slate in place; `past` is the earlier plan's date and its final records."""
        if past:
            body = pack(list(past[1]))
            kept: Item = {"body": body, "expires_at": int(time.time()) + _PAST_SECONDS}
            self.table.put_all(who, {f"PAST#{store_part(store_id)}#{past[0]}": kept})
        pages: defaultdict[str, list[Record]] = defaultdict(list)
        for number in range(_BUCKETS):
            pages[f"{_prefix(store_id)}{number:02d}#PAGE"] = []
        for record in new.records:
            pages[f"{_bucket(store_id, record['rec_id'])}PAGE"].append(record)
        answers = {_answer_key(store_id, rec_id) for rec_id in new.answers}
        present = [item["sk"] for item in self.table.query(who, _prefix(store_id))]
        packed = {sk: {"body": pack({"as_of": new.as_of, "records": r})} for sk, r in pages.items()}
        self.table.put_all(who, packed)
        self.table.delete_all(who, [sk for sk in present if sk not in packed and sk not in answers])

    def answer(
        self,
        who: Principal,
        store_id: str,
        before: Record | None,
        after: Record,
        event: Event,
        audit: AuditRecord,
    ) -> None:
        """Replace an answer; raise `Conflict` when `before` is no longer the present one."""
        self.table.write(
            who,
            _answer_key(store_id, after["rec_id"]),
            after,
            [Fact(event, audit)],
            expect={"version": before["version"]} if before else None,
            new=before is None,
        )


def _slate(items: Iterable[Item]) -> Slate | None:
    pages: list[Any] = []
    answers: dict[str, Record] = {}
    for item in items:
        if "body" in item:
            pages.append(json.loads(gzip.decompress(bytes(item["body"]))))
        else:
            answers[item["rec_id"]] = {**item, "version": int(item["version"])}
    if not pages:
        return None
    records = [record for page in pages for record in page["records"]]
    ids = {record["rec_id"] for record in records}
    return Slate(
        max(page["as_of"] for page in pages),
        records,
        {rec_id: answer for rec_id, answer in answers.items() if rec_id in ids},
    )


def _prefix(store_id: str) -> str:
    return f"RECS#{store_part(store_id)}#"


def _bucket(store_id: str, rec_id: str) -> str:
    return f"{_prefix(store_id)}{bucket(rec_id, _BUCKETS)}#"


def _answer_key(store_id: str, rec_id: str) -> str:
    return f"{_bucket(store_id, rec_id)}STATUS#{rec_id}"
