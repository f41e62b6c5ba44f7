"""Builds the runtime layer: third-party packages for Lambda's Python 3.13 on arm64."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "layers/runtime/requirements.txt"
LAYER = ROOT / "build/layers/runtime"
TARGET = ("--python-platform", "aarch64-manylinux2014", "--python-version", "3.13")
NOT_NEEDED = ("bin", "**/__pycache__", ".lock")


def build_runtime_layer() -> Path:
    """Install the layer's requirements once per content of the file; return its folder."""
    stamp = LAYER.parent / "runtime.sha256"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if LAYER.is_dir() and stamp.is_file() and stamp.read_text() == wanted:
        return LAYER
    shutil.rmtree(LAYER, ignore_errors=True)
    _install(LAYER / "python")
    stamp.write_text(wanted)
    return LAYER


def _install(target: Path) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise SystemExit("uv is missing: `pip install uv`.")
    command = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--only-binary", ":all:", "--no-compile-bytecode", *TARGET]
    command += ["--target", str(target), "-r", str(REQUIREMENTS)]
    subprocess.run(command, check=True)
    for pattern in NOT_NEEDED:
        for found in list(target.glob(pattern)):
            shutil.rmtree(found) if found.is_dir() else found.unlink()


if __name__ == "__main__":
    build_runtime_layer()
