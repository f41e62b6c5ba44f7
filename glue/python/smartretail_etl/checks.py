"""Text becomes typed values; what is not valid is named with its reason, never repaired."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import or_

import narwhals as nw

from smartretail_etl.engine import Frame
from smartretail_etl.reading.source import BROKEN, LINE, RECORD, UNREADABLE
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import DECIMAL, Field, TableSpec

ISO_DATE = (
    r"^(\d{4}-(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])"
    r"|\d{4}-(0[469]|11)-(0[1-9]|[12]\d|30)"
    r"|\d{4}-02-(0[1-9]|1\d|2[0-8])"
    r"|(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$"
)
NUMBER = r"^[+-]?\d+(\.\d+)?$"
SMALL_NUMBER = r"^[+-]?0*\d{1,11}(\.\d{1,12})?$"
YES = ("1", "TRUE", "T", "YES", "Y", "ON")
NO = ("0", "FALSE", "F", "NO", "N", "OFF")
OLDEST = date(1980, 1, 1)
LONGEST = {"id": 128, "text": 4000}
RATE = nw.Decimal(18, 8)
STOCK, FORGOTTEN = "on_hand", "stock_forgotten"
UNKNOWN = {"sku_id": "unknown_sku", "store_id": "unknown_store"}


def raw(name: str) -> nw.Expr:
    """Return the text a field came with."""
    return nw.col(f"raw_{name}")


def problem(name: str) -> nw.Expr:
    """Return the reason why a field was refused, null when it was not."""
    return nw.col(f"problem_{name}")


def coded(cases: Sequence[tuple[nw.Expr, str]]) -> nw.Expr:
    """Return the code of the first case that holds, else null."""
    nothing = nw.lit(None, nw.String())
    return reduce(
        lambda other, case: nw.when(case[0]).then(nw.lit(case[1])).otherwise(other),
        reversed(cases),
        nothing,
    )


def typed(staged: Frame, table: TableSpec) -> Frame:
    """Add typed fields to staged text, which stays as `raw_<field>`; what does not fit is null."""
    frame = staged.rename({field.name: f"raw_{field.name}" for field in table.source_fields})
    return frame.with_columns(**{f.name: _typed(f) for f in table.source_fields})


def checked(
    frame: Frame,
    table: TableSpec,
    request: CurateRequest,
    rules: Sequence[Mapping[str, nw.Expr]],
) -> Frame:
    """Add `problem_<field>` to typed rows, convert money, and mark what is `refused`.

    `rules` see typed fields and speak one after the other, after the field's own check.
    """
    names = [field.name for field in table.source_fields]
    frame = frame.with_columns(
        **{f"problem_{f.name}": _problem(f, request.as_of_limit) for f in table.source_fields}
    )
    if table.has_money:
        frame = _in_base_currency(frame, table, request)
    outside = {name: _outside(name, ids) for name, ids in request.limits.items() if name in names}
    for further in (outside, *rules):
        frame = _also(frame, further)
    refused = reduce(or_, (~problem(name).is_null() for name in names))
    return frame.with_columns(refused=refused | ~nw.col(BROKEN).is_null())


def landed(
    staged: Frame,
    table: TableSpec,
    request: CurateRequest,
    rules: Mapping[str, nw.Expr],
    masters: Mapping[str, Frame],
) -> Frame:
    """Type and check staged rows; only refused ones keep the text they came with.

    `masters` hold the known ids of the fields whose unknown ids are refused.
    """
    frame = typed(staged, table)
    for name, ids in masters.items():
        known = ids.with_columns(nw.lit(value=True).alias(f"known_{name}"))
        frame = frame.join(known, on=name, how="left")
    frame = checked(frame, _lenient(table, request), request, [rules, _unknown(masters)])
    frame = frame.drop([f"known_{name}" for name in masters])
    if _forgets_negative_stock(table, request):
        below = nw.coalesce(nw.col(STOCK) < 0, nw.lit(value=False))
        kept = nw.when(~below).then(nw.col(STOCK))
        frame = frame.with_columns(below.alias(FORGOTTEN), kept.alias(STOCK))
    names = [field.name for field in table.source_fields]
    refused = nw.col("refused")
    return frame.with_columns(**{f"raw_{n}": nw.when(refused).then(raw(n)) for n in names})


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


def _also(frame: Frame, rules: Mapping[str, nw.Expr]) -> Frame:
    """Let further rules speak where a field has no problem yet."""
    found = {f"problem_{name}": nw.coalesce(problem(name), rule) for name, rule in rules.items()}
    return frame.with_columns(**found) if found else frame


def _outside(name: str, scope: frozenset[str]) -> nw.Expr:
    """Refuse an id beyond the uploader's scope; an empty one would mean every store or SKU."""
    inside = nw.coalesce(nw.col(name).is_in(sorted(scope)), nw.lit(value=False))
    return coded([(~inside, "outside_your_scope")])


def rejects(refused: Frame, table: TableSpec) -> Frame:
    """One row per refused field: record, line, field, reason, value."""
    fields = [
        refused.filter(nw.col(BROKEN).is_null() & ~problem(field.name).is_null()).select(
            nw.col(RECORD, LINE),
            field=nw.lit(field.name),
            reason=problem(field.name),
            value=raw(field.name),
        )
        for field in table.source_fields
    ]
    broken = refused.filter(~nw.col(BROKEN).is_null()).select(
        nw.col(RECORD, LINE), field=nw.lit(""), reason=nw.col(BROKEN), value=nw.col(UNREADABLE)
    )
    return nw.concat([*fields, broken], how="vertical")


def _typed(field: Field) -> nw.Expr:
    text = raw(field.name)
    if field.kind in LONGEST:
        return text
    if field.kind == "date":
        return nw.when(text.str.contains(ISO_DATE)).then(text).cast(nw.Date())
    if field.kind == "flag":
        known = text.str.to_uppercase()
        no = nw.when(known.is_in(NO)).then(nw.lit(value=False))
        return nw.when(known.is_in(YES)).then(nw.lit(value=True)).otherwise(no)
    kind = RATE if field.name == "exchange_rate" else DECIMAL
    return nw.when(text.str.contains(SMALL_NUMBER)).then(text).cast(kind)


def _problem(field: Field, limit: date) -> nw.Expr:
    text, value = raw(field.name), nw.col(field.name)
    cases = [(text.is_null(), "missing")] if field.required else []
    given = ~text.is_null()
    if field.kind in LONGEST:
        cases.append((text.str.len_chars() > LONGEST[field.kind], "too_long"))
    elif field.kind == "date":
        cases.append((given & value.is_null(), "not_a_date"))
        cases.append((value < OLDEST, "date_too_old"))
        if not field.may_be_ahead:
            cases.append((value > limit, "date_in_future"))
    elif field.kind == "flag":
        cases.append((given & value.is_null(), "not_yes_or_no"))
    else:
        cases += _limits(field, value)
        large = nw.when(text.str.contains(NUMBER)).then(nw.lit("too_large"))
        unread = large.otherwise(nw.lit("not_a_number"))
        return nw.coalesce(coded(cases), nw.when(given & value.is_null()).then(unread))
    return coded(cases)


def _limits(field: Field, value: nw.Expr) -> list[tuple[nw.Expr, str]]:
    cases = []
    if field.low is not None:
        cases.append((value < field.low, "negative" if field.low == 0 else "below_minimum"))
    if field.high is not None:
        cases.append((value > field.high, "above_maximum"))
    if field.above is not None:
        cases.append((value <= field.above, "not_above_zero"))
    return cases


def _in_base_currency(frame: Frame, table: TableSpec, request: CurateRequest) -> Frame:
    """Convert money by the row's rate, or the file's; money without a rate is refused."""
    money = [field.name for field in table.fields if field.kind == "money"]
    if request.file_rate == 1 and not {"currency", "exchange_rate"} & request.mapping.keys():
        return frame
    rate = nw.lit(None if request.file_rate is None else str(request.file_rate), nw.String())
    currency = nw.col("currency")
    of_file = nw.when(currency.is_null() | (currency == (request.currency or ""))).then(rate)
    of_base = nw.when(currency == (request.base_currency or "")).then(nw.lit("1"))
    known = nw.coalesce(nw.col("exchange_rate"), of_base.cast(RATE), of_file.cast(RATE))
    frame = frame.with_columns(rate=known)
    has_money = reduce(or_, (~nw.col(name).is_null() for name in money))
    lacking = coded([(has_money & nw.col("rate").is_null(), "no_exchange_rate")])
    return frame.with_columns(
        problem_currency=nw.coalesce(problem("currency"), lacking),
        **{name: (nw.col(name) * nw.col("rate")).cast(DECIMAL) for name in money},
    )
