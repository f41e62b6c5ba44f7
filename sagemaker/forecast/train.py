"""Training job: panel channel in, model artefact and metrics.json out."""

import argparse
import json
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

from smartretail_ml.artefact import save
from smartretail_ml.container import TrainingPaths, hyperparameters, read_channel
from smartretail_ml.panel import build_panel
from smartretail_ml.report import metrics
from smartretail_ml.settings import Settings
from smartretail_ml.training import train

log = logging.getLogger("train")


def run(paths: TrainingPaths) -> None:
    """Train once; the model folder is written last, so it is complete or absent."""
    settings = Settings.of(hyperparameters(paths.hyperparameters, os.environ))
    panel = build_panel(list(read_channel(paths.panel)))
    log.info("panel: %d series, %d days, as of %s", len(panel.skus), panel.days, panel.as_of)
    learned = train(panel, settings)
    report = metrics(panel, learned, settings)
    paths.output_data.mkdir(parents=True, exist_ok=True)
    (paths.output_data / "metrics.json").write_text(json.dumps(report, indent=1))
    save(learned.artefact, paths.model)
    log.info("%s: %s", report["model_version"], json.dumps(report.get("overall")))


def main() -> int:
    """Arguments win over SM_* variables, which win over the paths of the contract."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    paths = TrainingPaths.of(os.environ)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panel", type=Path, default=paths.panel)
    parser.add_argument("--model-dir", type=Path, default=paths.model)
    parser.add_argument("--output-data-dir", type=Path, default=paths.output_data)
    given, _ = parser.parse_known_args()
    paths = replace(
        paths, panel=given.panel, model=given.model_dir, output_data=given.output_data_dir
    )
    try:
        run(paths)
    except (OSError, ValueError) as problem:
        log.error("%s", problem)
        paths.failure.parent.mkdir(parents=True, exist_ok=True)
        paths.failure.write_text(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
