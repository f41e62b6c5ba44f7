"""What the curate job is asked to do with one upload (the request document)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from smartretail.intake import keys
from smartretail.intake.files.model import Look, Unreadable
from smartretail.intake.mapping import Decision
from smartretail.intake.model import Upload
from smartretail.intake.names import found_again
from smartretail.intake.ports import Documents, Policy
from smartretail.kernel.tenancy import Principal

ROW = "row"
_FARTHEST_EAST = timedelta(hours=14)


@dataclass(frozen=True)
class Money:
    """The currency of a file's amounts, and the one the tenant's figures are kept in."""

    currency: str | None
    base: str | None


def request_for(
    upload: Upload, look: Look, decision: Decision, money: Money, policy: Policy, now: datetime
) -> dict[str, Any]:
    """Return the request; dates until tomorrow in the farthest east are not in the future."""
    return {
        "mapping": decision.mapping or {},
        "currency": money.currency,
        "base_currency": money.base,
        "rate": 1 if money.currency == money.base else None,
        "simulated": upload.simulated,
        "format": look.layout.document(),
        "date_formats": decision.date_formats,
        "decimals": decision.decimals,
        "policy": {
            "unknown_ids": policy.unknown_ids,
            "negative_stock": policy.negative_stock,
        },
        "as_of_limit": (now + _FARTHEST_EAST).date().isoformat(),
        "stores": list(upload.stores),
        "skus": list(upload.skus),
        "origin": upload.origin.value,
        "mends": None,
    }


def request_of_root(
    documents: Documents, who: Principal, upload: Upload, look: Look
) -> dict[str, Any]:
    """Return the root's request, to be done with this file of mended rows.

    Columns keep the meaning they had; a program that saved the rejects again may have written them
    another way, which is why the format is the one found. Raise `Unreadable` when the file lacks
    the number of each row, or columns the root maps.
    """
    root_id = upload.mends or ""
    root = documents.read(who, keys.request_key(who, replace(upload, upload_id=root_id)))
    if root is None:
        raise Unreadable(f"The upload {root_id} that this file mends was never read.")
    names = [column.name for column in look.columns]
    mapping = _mapping(root["mapping"], names)
    decimal = root["format"].get("decimal") or "."
    return root | {
        "mapping": mapping,
        "format": look.layout.document() | {"decimal": decimal},
        "stores": list(upload.stores),
        "skus": list(upload.skus),
        "origin": upload.origin.value,
        "mends": root_id,
    }


def _mapping(mapped: Mapping[str, str], names: list[str]) -> dict[str, str]:
    if found_again(ROW, names) is None:
        raise Unreadable(
            "The file mends rejected rows and has no column row, which says where each one "
            "belongs. Download the rejected rows, correct them in place and send that file."
        )
    there = {target: found_again(column, names) for target, column in mapped.items()}
    gone = [mapped[target] for target, column in there.items() if column is None]
    if gone:
        raise Unreadable(
            f"The file mends rejected rows and lacks the column {', '.join(gone)}. Keep all "
            "columns of the downloaded file, and only correct values."
        )
    return {target: column for target, column in there.items() if column}
