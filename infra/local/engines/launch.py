"""Runs a job's script, and ends it when the local cloud that started it is gone.

Called as `python launch.py SCRIPT [ARGUMENT ...]`.
"""

import os
import runpy
import sys
import threading
import time
from pathlib import Path

CHECK_SECONDS = 1.0


def end_with_parent(parent: int) -> None:
    """Leave at once when the parent process is no longer the one that started us."""
    while os.getppid() == parent:
        time.sleep(CHECK_SECONDS)
    os._exit(70)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    script = sys.argv[1]
    sys.argv = sys.argv[1:]
    sys.path[0] = str(Path(script).parent)
    runpy.run_path(script, run_name="__main__")
