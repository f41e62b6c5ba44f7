"""The environment from the pinned locks: lean by default, extras when a command needs them."""

import os
import sys
from pathlib import Path

from infra.workspace.step import ROOT, CannotSetUp, once, run

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_UV = "uv==0.13.9"
_IMPORT_ROOTS = (".", "layers/domain/python", "glue/python", "sagemaker/python")
LOCKS = {
    "run": "requirements.lock",
    "test": "requirements-dev.lock",
    "spark": "requirements-spark.lock",
}


def provide(name: str) -> None:
    """Install the lock of `run`, `test` or `spark` into `.venv`, made when absent."""
    lock = ROOT / LOCKS[name]
    once(f"python-{name}", [lock], PYTHON, lambda: _install(lock))


def _install(lock: Path) -> None:
    if not PYTHON.exists():
        _create()
    run(PYTHON, "-m", "pip", "install", "--quiet", _UV)
    run(PYTHON, "-m", "uv", "pip", "install", "--require-hashes", "-r", lock, env=_environment())
    paths = "\n".join(str((ROOT / part).resolve()) for part in _IMPORT_ROOTS)
    (_site_packages() / "smartretail-workspace.pth").write_text(paths + "\n")


def _create() -> None:
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        raise CannotSetUp(
            "Python's venv module is incomplete; on Debian: apt-get install python3-venv."
        ) from None
    run(sys.executable, "-m", "venv", VENV)


def _site_packages() -> Path:
    return next(VENV.glob("[Ll]ib/**/site-packages"))


def _environment() -> dict[str, str]:
    return {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_LINK_MODE": "copy"}
