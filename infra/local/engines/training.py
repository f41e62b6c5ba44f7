"""A training job under the container contract: channels in, `train.py`, model and output out."""

import json
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.engines import objects
from infra.local.engines.subprocesses import JobProcess

PROGRAM = "SAGEMAKER_PROGRAM"


class TrainingFolder:
    """The tree that a training container finds under /opt/ml."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.model = root / "model"
        self.input = root / "input"
        self.channels = root / "input" / "data"
        self.configuration = root / "input" / "config"
        self.output = root / "output"
        self.data = root / "output" / "data"
        for folder in (self.model, self.channels, self.configuration, self.data):
            folder.mkdir(parents=True)

    def fill(self, job: Mapping[str, Any], s3: Any) -> None:
        """Fetch the channels and write the configuration files."""
        channels = job.get("InputDataConfig", [])
        for channel in channels:
            name, source = channel["ChannelName"], channel["DataSource"]["S3DataSource"]
            folder = self.channels / name
            folder.mkdir()
            if objects.download_prefix(s3, source["S3Uri"], folder) == 0:
                raise ValueError(f"No objects found under {source['S3Uri']} for channel {name}")
        self._configure("hyperparameters.json", job.get("HyperParameters", {}))
        self._configure("inputdataconfig.json", {one["ChannelName"]: one for one in channels})
        hosts = {"current_host": "algo-1", "hosts": ["algo-1"], "network_interface_name": "lo"}
        self._configure("resourceconfig.json", hosts)

    def environment(self, job: Mapping[str, Any]) -> dict[str, str]:
        """The SM_* variables of the container contract and the job's own."""
        names = [channel["ChannelName"] for channel in job.get("InputDataConfig", [])]
        return {
            **{f"SM_CHANNEL_{name.upper()}": str(self.channels / name) for name in names},
            "SM_CHANNELS": json.dumps(names),
            "SM_HPS": json.dumps(job.get("HyperParameters", {})),
            "SM_INPUT_DIR": str(self.input),
            "SM_INPUT_CONFIG_DIR": str(self.configuration),
            "SM_MODEL_DIR": str(self.model),
            "SM_OUTPUT_DIR": str(self.output),
            "SM_OUTPUT_DATA_DIR": str(self.data),
            "SM_NUM_CPUS": str(os.cpu_count() or 1),
            "SM_NUM_GPUS": "0",
            "TRAINING_JOB_NAME": job["TrainingJobName"],
            "TRAINING_JOB_ARN": job["TrainingJobArn"],
            **job.get("Environment", {}),
        }

    def collect(self, s3: Any, model_url: str) -> None:
        """Put the model, and the output data beside it when there are any."""
        objects.upload(s3, packed(self.model, self.root / "model.tar.gz"), model_url)
        if any(self.data.iterdir()):
            beside = model_url.rpartition("/")[0] + "/output.tar.gz"
            objects.upload(s3, packed(self.data, self.root / "output.tar.gz"), beside)

    def failure(self, last_line: str) -> str:
        """Why the algorithm failed: its own words in `output/failure`, else its last line."""
        written = self.output / "failure"
        text = written.read_text("utf-8", "replace") if written.is_file() else last_line
        return f"AlgorithmError: {text}"[:1024]

    def _configure(self, name: str, value: object) -> None:
        (self.configuration / name).write_text(json.dumps(value))


def program(programs: Path, environment: Mapping[str, str]) -> Path:
    """The script that SAGEMAKER_PROGRAM names, as the image's entry point finds it."""
    named = environment.get(PROGRAM, "")
    script = (programs / named).resolve()
    if not named or not script.is_relative_to(programs) or not script.is_file():
        raise ValueError(f"{PROGRAM} is {named!r}, which is no program of the image")
    return script


def start(script: Path, programs: Path, folder: Path, environment: Mapping[str, str]) -> JobProcess:
    """Run a program of the image in this folder."""
    paths = {"PYTHONPATH": str(programs / "python")}
    return JobProcess(script, [], {**paths, **environment}, folder / "output.log")


def packed(folder: Path, archive: Path) -> Path:
    """The folder's content as a tar.gz file."""
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        for path in sorted(folder.iterdir()):
            tar.add(path, arcname=path.name)
    return archive
