"""One step of the set-up: done again only when what it is made from has changed."""

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAMPS = ROOT / "build" / "stamps"
_SKIPPED = {"node_modules", "dist", "__pycache__", ".pytest_cache", "cdk.out"}
_NEEDED_MIB = 3_000


class CannotSetUp(SystemExit):
    """The set-up cannot go on; the message is one sentence for the person at the keyboard."""


def once(name: str, made_from: Iterable[Path], target: Path, make: Callable[[], None]) -> None:
    """Run `make` unless `target` exists and was made from the same content."""
    digest = fingerprint(made_from)
    stamp = STAMPS / name
    if target.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    require_space()
    say(f"{name} …")
    started = time.monotonic()
    make()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)
    say(f"{name}: done in {time.monotonic() - started:.0f} s")


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a digest of the names and bytes of files, and of all files below folders."""
    digest = hashlib.sha256()
    for path in sorted(_files(paths)):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command quietly; on failure show what it said and stop with one sentence."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise CannotSetUp(f"`{Path(command[0]).name} {command[1]}` failed; see its output above.")


def require_space() -> None:
    """Stop early when the disk could not hold the environment and the build."""
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < _NEEDED_MIB:
        raise CannotSetUp(f"The disk has {free} MiB left; the set-up needs {_NEEDED_MIB} MiB.")


def say(line: str) -> None:
    """Print a line of progress at once."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir():
            found = (child for child in path.rglob("*") if child.is_file())
            yield from (child for child in found if _SKIPPED.isdisjoint(child.parts))
