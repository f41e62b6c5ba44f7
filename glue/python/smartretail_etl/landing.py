"""What the raw rows of a file are kept as while a job works on them."""

from collections.abc import Mapping
from dataclasses import replace

import narwhals as nw

from smartretail_etl.checks import absent, checked, coded, raw, typed
from smartretail_etl.engine import Frame
from smartretail_etl.reading.source import LINE, RECORD
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import TableSpec

STOCK, FORGOTTEN = "on_hand", "stock_forgotten"
UNKNOWN = {"sku_id": "unknown_sku", "store_id": "unknown_store"}


def landed(
    staged: Frame,
    table: TableSpec,
    request: CurateRequest,
    rules: Mapping[str, nw.Expr],
    masters: Mapping[str, Frame],
) -> Frame:
    """Type and check staged rows; only refused ones keep the text they came with.

    `masters` hold the known ids of the fields whose unknown ids are refused. What is the same in
    all rows is left out, to keep less of a large file; `restored` adds it.
    """
    frame = typed(staged, table, request)
    for name, ids in masters.items():
        known = ids.with_columns(nw.lit(value=True).alias(f"known_{name}"))
        frame = frame.join(known, on=name, how="left")
    frame = checked(frame, _lenient(table, request), request, [rules, _unknown(masters)])
    if masters:
        frame = frame.drop([f"known_{name}" for name in masters])
    if _forgets_negative_stock(table, request):
        below = nw.coalesce(nw.col(STOCK) < 0, nw.lit(value=False))
        kept = nw.when(~below).then(nw.col(STOCK))
        frame = frame.with_columns(below.alias(FORGOTTEN), kept.alias(STOCK))
    refused = nw.col("refused")
    given = [field.name for field in request.given(table)]
    frame = frame.with_columns(**{f"raw_{n}": nw.when(refused).then(raw(n)) for n in given})
    return frame.drop(list(_implied(table, request, "")))


def restored(frame: Frame, table: TableSpec, request: CurateRequest, upload: str) -> Frame:
    """Give landed rows of an upload back what was left out of them."""
    return frame.with_columns(**_implied(table, request, upload))


def _implied(table: TableSpec, request: CurateRequest, upload: str) -> dict[str, nw.Expr]:
    """Columns of landed rows that need not be kept."""
    found = absent(table, request)
    if request.origin != "stream":
        found["version"] = nw.lit(request.mends or upload)
    return found if request.mends else found | {RECORD: nw.col(LINE)}


def _unknown(masters: Mapping[str, Frame]) -> dict[str, nw.Expr]:
    """Refuse ids that no uploaded master holds."""
    return {
        name: coded([(nw.col(f"known_{name}").is_null() & ~nw.col(name).is_null(), UNKNOWN[name])])
        for name in masters
    }


def _forgets_negative_stock(table: TableSpec, request: CurateRequest) -> bool:
    kept = request.policy.negative_stock == "unknown"
    return kept and any(field.name == STOCK for field in table.fields)


def _lenient(table: TableSpec, request: CurateRequest) -> TableSpec:
    """The table as the policy wants it checked."""
    if not _forgets_negative_stock(table, request):
        return table
    fields = (replace(f, low=None) if f.name == STOCK else f for f in table.fields)
    return replace(table, fields=tuple(fields))
