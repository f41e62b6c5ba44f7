"""Commands: python -m simulation {demo,sample,companions}."""

import argparse
from pathlib import Path

from simulation.companions import write_companions
from simulation.export import DEMO_SEED, write_demo
from simulation.sample import write_sample


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    top = argparse.ArgumentParser(prog="python -m simulation", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="write the simulated retailer's files and its truth")
    demo.add_argument("--out", type=Path, required=True)
    demo.add_argument("--seed", type=int, default=DEMO_SEED)
    sample = commands.add_parser("sample", help="write the compact sample of UCI Online Retail")
    sample.add_argument("--transactions", type=Path, required=True, help="Parquet of all lines")
    sample.add_argument("--out", type=Path, required=True)
    beside = commands.add_parser(
        "companions", help="write simulated stock and cost beside a real sales file"
    )
    beside.add_argument("--sales", type=Path, required=True, help="CSV, CSV.gz or Parquet")
    beside.add_argument("--out", type=Path, required=True)
    beside.add_argument("--currency", default="GBP")
    beside.add_argument("--seed", type=int, default=1)
    return top


def main(arguments: list[str] | None = None) -> None:
    """Run one command and print the files it wrote."""
    asked = parser().parse_args(arguments)
    if asked.command == "demo":
        written = list(write_demo(asked.out, asked.seed).values())
    elif asked.command == "sample":
        written = [write_sample(asked.transactions, asked.out)]
    else:
        paths = write_companions(asked.sales, asked.out, currency=asked.currency, seed=asked.seed)
        written = list(paths.values())
    for path in written:
        print(f"{path}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
