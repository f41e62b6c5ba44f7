"""A compact sample of UCI Online Retail in its original columns, without customer numbers."""

import csv
import gzip
import io
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "Country",
)
COUNTRIES = frozenset({"United Kingdom", "Germany", "France", "EIRE"})
FIRST = datetime(2011, 6, 9)
FILE_NAME = "online-retail-sample.csv.gz"
TOP, EVERY, DEEPEST = 110, 10, 2000


def write_sample(transactions: Path, folder: Path) -> Path:
    """Write the sample: the newest six months of four countries and about 300 products.

    Products are the most sold ones and every tenth of the rest; lines with service codes
    (postage, manual entries, fees) stay, and so do cancellations and repeats.
    """
    table = pq.read_table(transactions, columns=list(COLUMNS))
    recent = pc.greater_equal(table["InvoiceDate"], pa.scalar(FIRST, pa.timestamp("us")))
    near = pc.is_in(table["Country"], pa.array(sorted(COUNTRIES)))
    window = table.filter(pc.and_(recent, near))
    goods = pc.match_substring_regex(window["StockCode"], "^[0-9]{5}")
    chosen = pc.is_in(window["StockCode"], pa.array(_codes(window.filter(goods))))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    kept = window.filter(pc.or_(chosen, pc.invert(goods)))
    path.write_bytes(gzip.compress(_as_csv(kept), compresslevel=9, mtime=0))
    return path


def _codes(goods: Any) -> list[str]:
    counts = Counter(goods["StockCode"].to_pylist())
    ranked = sorted(counts, key=lambda code: (-counts[code], code))
    return ranked[:TOP] + ranked[TOP:DEEPEST:EVERY]


def _as_csv(lines: Any) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(zip(*(lines[name].to_pylist() for name in COLUMNS), strict=True))
    return text.getvalue().encode()
