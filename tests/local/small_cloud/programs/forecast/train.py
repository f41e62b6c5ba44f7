"""A training program under the container contract."""

import json
import os
import sys
from pathlib import Path

configuration = Path(os.environ["SM_INPUT_CONFIG_DIR"]) / "hyperparameters.json"
asked = json.loads(configuration.read_text())
if asked.get("fail"):
    (Path(os.environ["SM_OUTPUT_DIR"]) / "failure").write_text("too few series")
    sys.exit(1)
panel = Path(os.environ["SM_CHANNEL_PANEL"])
lines = sum(len(file.read_text().splitlines()) for file in sorted(panel.glob("*.jsonl")))
(Path(os.environ["SM_MODEL_DIR"]) / "model.json").write_text(json.dumps({"lines": lines}))
(Path(os.environ["SM_OUTPUT_DATA_DIR"]) / "metrics.json").write_text("{}")
