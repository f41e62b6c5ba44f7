"""Endpoint and batch transform: loads the model, then answers on the port of the contract."""

import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from smartretail_ml.artefact import load
from smartretail_ml.server import Endpoint, invocation

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 the platform reaches the container from outside


def main() -> int:
    """Serve until told to stop; without a model artefact the seasonal fallback answers."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    artefact = load(Path(os.environ.get("SM_MODEL_DIR", "/opt/ml/model")))
    host = os.environ.get("SAGEMAKER_BIND_TO_HOST", EVERY_ADDRESS)
    port = int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))
    signal.signal(signal.SIGTERM, _stop)
    with Endpoint((host, port), invocation(artefact)) as endpoint:
        logging.getLogger("serve").info("ready on port %d", endpoint.server_port)
        endpoint.serve_forever()
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
