"""The sales rules once more, in plain Python, written from the contract and not from the code."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

LIMIT = date(2026, 1, 31)
SERVICE = {"POST", "BANK CHARGES"}
PLACES = Decimal("0.0001")
Line = dict[str, Any]
Cell = tuple[date, str, str]


def parse_day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_number(text: str) -> Decimal | None:
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return None
    return Decimal(text).quantize(PLACES, ROUND_HALF_UP)


def accept(row: Mapping[str, str]) -> Line | None:
    """One line, typed; None when anything about it is wrong."""
    day, units, price = parse_day(row["date"]), parse_number(row["units"]), Decimal(0)
    sku, store = row["sku"].strip().upper(), row["store"].strip().upper()
    priced = row["price"].strip() != ""
    if priced:
        found = parse_number(row["price"])
        if found is None or found <= 0:
            return None
        price = found
    promo = {"": None, "yes": True, "no": False}.get(row["promo"], "bad")
    wrong = not sku or not store or day is None or units is None or promo == "bad"
    if wrong or sku in SERVICE or not date(1980, 1, 1) <= day <= LIMIT:  # type: ignore[operator]
        return None
    return {
        "date": day,
        "sku": sku,
        "store": store,
        "units": units,
        "price": price if priced else None,
        "promo": promo,
        "event": row["event"].strip().upper() or None,
        "content": tuple(value.strip() for value in row.values()),
    }


def read_file(rows: Sequence[Mapping[str, str]]) -> tuple[dict[str, int], list[Line]]:
    """Counts of one file, and its lines without repeats."""
    typed = [accept(row) for row in rows]
    good = [line for line in typed if line is not None]
    events = [line["event"] or "" for line in good]
    marks = any(re.fullmatch(r"\d+", event) for event in events)
    seen: set[Any] = set()
    kept = []
    for line in good:
        if line["content"] in seen:
            continue
        seen.add(line["content"])
        cancelled = marks and re.fullmatch(r"C\d+", line["event"] or "") is not None
        kept.append(line | {"back": line["units"] < 0 or cancelled})
    returns = sum(line["back"] for line in kept)
    counts = {
        "read": len(rows),
        "rejected": len(rows) - len(good),
        "duplicates": len(good) - len(kept),
        "returns": returns,
        "kept": len(kept) - returns,
    }
    return counts, kept


def merged(files: Mapping[str, Sequence[Line]]) -> list[Line]:
    """All uploads together; the newest upload that holds an event tells it."""
    holder: dict[Any, str] = {}
    for upload in sorted(files):
        for line in files[upload]:
            holder[_identity(line)] = upload
    return [
        line for upload, kept in files.items() for line in kept if holder[_identity(line)] == upload
    ]


def _identity(line: Line) -> Any:
    return line["date"], line["sku"], line["store"], line["event"] or line["content"]


def cells(lines: Sequence[Line], *, back: bool) -> dict[Cell, Line]:
    """Sums per day, SKU and store."""
    groups: dict[Cell, list[Line]] = defaultdict(list)
    for line in lines:
        if line["back"] == back:
            groups[line["date"], line["sku"], line["store"]].append(line)
    return {key: _cell(group) for key, group in groups.items()}


def _cell(group: Sequence[Line]) -> Line:
    priced = [line for line in group if line["price"] is not None]
    amounts = [
        (line["price"] * abs(line["units"])).quantize(PLACES, ROUND_HALF_UP) for line in priced
    ]
    units = sum((abs(line["units"]) for line in priced), Decimal(0))
    price = (sum(amounts) / units).quantize(PLACES, ROUND_HALF_UP) if units else None
    if price is None and priced:
        price = max(line["price"] for line in priced)
    promos = [line["promo"] for line in group if line["promo"] is not None]
    return {
        "units": sum(abs(line["units"]) for line in group),
        "revenue": sum(amounts, Decimal(0)) if len(priced) == len(group) else None,
        "price": price,
        "promo": any(promos) if promos else None,
    }


def finished(sales: Mapping[Cell, Line]) -> dict[Cell, Line]:
    """Cap units per SKU and carry prices forward per SKU-store."""
    by_sku: dict[str, list[Decimal]] = defaultdict(list)
    for (_, sku, _), cell in sales.items():
        by_sku[sku].append(cell["units"])
    caps = {
        sku: sorted(units)[math.ceil(Decimal("0.99") * len(units)) - 1]
        for sku, units in by_sku.items()
    }
    last: dict[tuple[str, str], Decimal | None] = {}
    done = {}
    for key in sorted(sales):
        cell, pair = sales[key], (key[1], key[2])
        price = cell["price"] if cell["price"] is not None else last.get(pair)
        last[pair] = price
        units = cell["units"] if cell["promo"] else min(cell["units"], caps[key[1]])
        imputed = cell["price"] is None and price is not None
        done[key] = cell | {"sold": units, "price": price, "imputed": imputed}
    return done
