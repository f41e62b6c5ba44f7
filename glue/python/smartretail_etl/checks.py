"""Text becomes typed values; what is not valid is named with its reason, never repaired."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_

import narwhals as nw

from smartretail_etl.engine import Frame
from smartretail_etl.reading.source import BROKEN, LINE, RECORD, UNREADABLE
from smartretail_etl.request import CurateRequest
from smartretail_etl.schema import DECIMAL, NARWHALS, Field, TableSpec

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


def typed(staged: Frame, table: TableSpec, request: CurateRequest) -> Frame:
    """Add typed fields to staged text, which stays as `raw_<field>`; what does not fit is null."""
    given = {field.name: _typed(field) for field in request.given(table)}
    texts = {f"raw_{name}": nw.col(name) for name in given}
    return staged.with_columns(**texts, **given, **absent(table, request))


def absent(table: TableSpec, request: CurateRequest) -> dict[str, nw.Expr]:
    """Fields that the file does not bring, as nulls."""
    return {
        field.name: nw.lit(None, _kind(field))
        for field in table.source_fields
        if field.name not in request.mapping
    }


def checked(
    frame: Frame,
    table: TableSpec,
    request: CurateRequest,
    rules: Sequence[Mapping[str, nw.Expr]],
) -> Frame:
    """Add `problem_<field>` to typed rows, convert money, and mark what is `refused`.

    `rules` see typed fields and speak one after the other, after the field's own check.
    """
    limit = request.as_of_limit
    found = [{field.name: _problem(field, limit) for field in request.given(table)}]
    if converts(table, request):
        frame = frame.with_columns(**_named(found))
        frame, lacking = _in_base_currency(frame, table, request)
        found = [{name: problem(name) for name in found[0]}, lacking]
    names = [field.name for field in table.source_fields]
    outside = {name: _outside(name, ids) for name, ids in request.limits.items() if name in names}
    frame = frame.with_columns(**_named([*found, outside, *rules]))
    asked = judged(frame, table)
    refused = reduce(or_, (~problem(name).is_null() for name in asked), ~nw.col(BROKEN).is_null())
    return frame.with_columns(refused=refused)


def judged(frame: Frame, table: TableSpec) -> list[str]:
    """Fields of checked rows that can be refused: those given, and those a rule speaks of."""
    held = set(frame.collect_schema().names())
    return [field.name for field in table.source_fields if f"problem_{field.name}" in held]


def _named(rules: Sequence[Mapping[str, nw.Expr]]) -> dict[str, nw.Expr]:
    """One `problem_<field>` per field: a rule speaks where those before it found nothing."""
    said: dict[str, list[nw.Expr]] = {}
    for rule in rules:
        for name, expression in rule.items():
            said.setdefault(name, []).append(expression)
    return {
        f"problem_{name}": nw.coalesce(*several) if len(several) > 1 else several[0]
        for name, several in said.items()
    }


def _outside(name: str, scope: frozenset[str]) -> nw.Expr:
    """Refuse an id beyond the uploader's scope; an empty one would mean every store or SKU."""
    inside = nw.coalesce(nw.col(name).is_in(sorted(scope)), nw.lit(value=False))
    return coded([(~inside, "outside_your_scope")])


def rejects(refused: Frame, table: TableSpec) -> Frame:
    """One row per refused field: record, line, field, reason, value."""
    held = set(refused.collect_schema().names())
    fields = [
        refused.filter(nw.col(BROKEN).is_null() & ~problem(name).is_null()).select(
            nw.col(RECORD, LINE),
            field=nw.lit(name),
            reason=problem(name),
            value=raw(name) if f"raw_{name}" in held else nw.lit(None, nw.String()),
        )
        for name in judged(refused, table)
    ]
    broken = refused.filter(~nw.col(BROKEN).is_null()).select(
        nw.col(RECORD, LINE), field=nw.lit(""), reason=nw.col(BROKEN), value=nw.col(UNREADABLE)
    )
    return nw.concat([*fields, broken], how="vertical")


def _typed(field: Field) -> nw.Expr:
    text = nw.col(field.name)
    if field.kind in LONGEST:
        return text
    if field.kind == "date":
        return nw.when(text.str.contains(ISO_DATE)).then(text).cast(nw.Date())
    if field.kind == "flag":
        known = text.str.to_uppercase()
        no = nw.when(known.is_in(NO)).then(nw.lit(value=False))
        return nw.when(known.is_in(YES)).then(nw.lit(value=True)).otherwise(no)
    return nw.when(text.str.contains(SMALL_NUMBER)).then(text).cast(_kind(field))


def _kind(field: Field) -> nw.dtypes.DType:
    found: nw.dtypes.DType = RATE if field.name == "exchange_rate" else NARWHALS[field.kind]
    return found


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


def converts(table: TableSpec, request: CurateRequest) -> bool:
    """Whether any money may be in another currency than the base."""
    of_rows = {"currency", "exchange_rate"} & request.mapping.keys()
    return table.has_money and (request.file_rate != 1 or bool(of_rows))


def _in_base_currency(
    frame: Frame, table: TableSpec, request: CurateRequest
) -> tuple[Frame, dict[str, nw.Expr]]:
    """Convert money by the row's rate, or the file's; money without a rate is to be refused."""
    money = [field.name for field in table.fields if field.kind == "money"]
    rate = nw.lit(None if request.file_rate is None else str(request.file_rate), nw.String())
    currency = nw.col("currency")
    of_file = nw.when(currency.is_null() | (currency == (request.currency or ""))).then(rate)
    of_base = nw.when(currency == (request.base_currency or "")).then(nw.lit("1"))
    known = nw.coalesce(nw.col("exchange_rate"), of_base.cast(RATE), of_file.cast(RATE))
    frame = frame.with_columns(rate=known)
    has_money = reduce(or_, (~nw.col(name).is_null() for name in money))
    lacking = coded([(has_money & nw.col("rate").is_null(), "no_exchange_rate")])
    frame = frame.with_columns(
        **{name: (nw.col(name) * nw.col("rate")).cast(DECIMAL) for name in money},
        lacks_rate=lacking,
    )
    return frame, {"currency": nw.col("lacks_rate")}
