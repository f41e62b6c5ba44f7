"""Sales lines of a real file: read, reduced to goods, summed by day, store and SKU."""

import gzip
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Texts = NDArray[np.str_]

WINDOW_DAYS = 180
ACTIVE_DAYS = 90


@dataclass(frozen=True)
class Columns:
    """What the columns of a known kind of sales file are called."""

    date: str
    store: str
    sku: str
    units: str
    price: str
    name: str | None
    goods: str


KNOWN = (
    Columns(
        "InvoiceDate",
        "Country",
        "StockCode",
        "Quantity",
        "UnitPrice",
        "Description",
        r"^[0-9]{5}[A-Z]*$",
    ),
    Columns("date", "store_id", "sku_id", "units_sold", "price", None, r"."),
)


@dataclass(frozen=True)
class Lines:
    """Sales lines of goods with a price: cancellations, gifts and service codes left out."""

    day: NDArray[np.datetime64]
    store: Texts
    sku: Texts
    name: Texts
    units: Ints
    price: NDArray[np.float64]


@dataclass(frozen=True)
class DailySales:
    """Units by day and pair of store and SKU over the last days of a file."""

    dates: tuple[date, ...]
    pairs: tuple[tuple[str, str], ...]
    units: Ints


def read_table(path: Path) -> Any:
    """Read CSV (also gzip) or Parquet; CSV that is not UTF-8 is read as Latin-1."""
    if path.suffix == ".parquet":
        return pq.read_table(path)
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return pacsv.read_csv(
        pa.BufferReader(_utf8(content)),
        read_options=pacsv.ReadOptions(use_threads=False),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(strings_can_be_null=True),
    )


def _utf8(content: bytes) -> bytes:
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1").encode()
    return content


def read_lines(path: Path) -> Lines:
    """Read the goods sold from a sales file of a known kind."""
    table = read_table(path)
    columns = _columns(table.column_names)
    sku = pc.utf8_upper(pc.utf8_trim_whitespace(table[columns.sku].cast(pa.string())))
    units = table[columns.units].cast(pa.float64())
    price = table[columns.price].cast(pa.float64())
    goods = pc.and_(pc.match_substring_regex(sku, columns.goods), pc.greater(units, 0))
    kept = pc.and_(goods, pc.greater(price, 0))
    name = table[columns.name] if columns.name else pa.array([""] * len(table), pa.string())
    store = pc.utf8_upper(pc.utf8_trim_whitespace(table[columns.store].cast(pa.string())))
    return Lines(
        day=pc.filter(_days(table[columns.date]), kept).to_numpy().astype("datetime64[D]"),
        store=_texts(pc.filter(store, kept)),
        sku=_texts(pc.filter(sku, kept)),
        name=_texts(pc.filter(pc.utf8_trim_whitespace(pc.fill_null(name, "")), kept)),
        units=pc.filter(units, kept).to_numpy().astype(np.int64),
        price=pc.filter(price, kept).to_numpy(),
    )


def daily_sales(lines: Lines) -> DailySales:
    """Sum the newest days of the file by pair, for pairs that sold in the last 90 days."""
    last = lines.day.max()
    recent = lines.day > last - np.timedelta64(WINDOW_DAYS, "D")
    keys = np.char.add(np.char.add(lines.store[recent], "\t"), lines.sku[recent])
    names, pair = np.unique(keys, return_inverse=True)
    age = (last - lines.day[recent]).astype(np.int64)
    units = np.zeros((WINDOW_DAYS, len(names)), dtype=np.int64)
    np.add.at(units, (WINDOW_DAYS - 1 - age, pair), lines.units[recent])
    active = units[-ACTIVE_DAYS:].sum(axis=0) > 0
    first = last.astype(object) - timedelta(days=WINDOW_DAYS - 1)
    return DailySales(
        dates=tuple(first + timedelta(days=n) for n in range(WINDOW_DAYS)),
        pairs=tuple(_pair(key) for key in names[active].tolist()),
        units=units[:, active],
    )


def product_names(lines: Lines) -> dict[str, str]:
    """Return the name most lines of each SKU carry."""
    seen: dict[str, Counter[str]] = {}
    for sku, name in zip(lines.sku.tolist(), lines.name.tolist(), strict=True):
        seen.setdefault(sku, Counter())[name] += 1
    return {sku: names.most_common(1)[0][0] for sku, names in sorted(seen.items())}


def low_prices(lines: Lines) -> dict[str, float]:
    """Return the lower quartile of the prices paid for each SKU."""
    order = np.argsort(lines.sku, kind="stable")
    skus, starts = np.unique(lines.sku[order], return_index=True)
    groups = np.split(lines.price[order], starts[1:])
    return {
        sku: float(np.quantile(group, 0.25))
        for sku, group in zip(skus.tolist(), groups, strict=True)
    }


def _columns(names: list[str]) -> Columns:
    for known in KNOWN:
        if {known.date, known.store, known.sku, known.units, known.price} <= set(names):
            return known
    raise ValueError(
        "unknown columns: expected those of UCI Online Retail (InvoiceDate, Country, StockCode, "
        "Quantity, UnitPrice, Description) or date, store_id, sku_id, units_sold, price"
    )


def _days(column: Any) -> Any:
    if not pa.types.is_string(column.type):
        return column.cast(pa.date32(), safe=False)
    if pc.all(pc.match_substring_regex(column, r"^\d{4}-\d{2}-\d{2}")).as_py():
        return pc.utf8_slice_codeunits(column, 0, 10).cast(pa.date32())
    return pc.strptime(column, format="%m/%d/%Y %H:%M", unit="s").cast(pa.date32(), safe=False)


def _texts(column: Any) -> Texts:
    return np.asarray(column.to_pylist(), dtype=np.str_)


def _pair(key: str) -> tuple[str, str]:
    store, sku = key.split("\t")
    return store, sku
