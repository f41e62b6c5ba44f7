"""An edit is live without a deployment."""

import json
import shutil
from pathlib import Path
from typing import Any

from infra.local.assembly import read_assembly
from infra.local.resources import Resources
from infra.local.watcher import Watcher


def test_changed_code_is_published_to_functions_and_jobs(cloud: Any, tmp_path: Path) -> None:
    small = cloud.settings.assembly
    shutil.copytree(small / "functions", tmp_path / "functions" / "small")
    shutil.copytree(small / "jobs" / "package", tmp_path / "glue" / "python")
    resources = Resources(cloud.client("cloudformation"), read_assembly(small))
    said: list[str] = []
    watcher = Watcher(cloud.client, resources, said.append, tmp_path)
    handlers = tmp_path / "functions" / "small" / "handlers.py"
    words = tmp_path / "glue" / "python" / "helpful_words.py"

    watcher.look()
    handlers.write_text(handlers.read_text().replace('"path": event', '"edited": event'))
    words.write_text('GREETING = "good morning"\n')
    watcher.look()

    answer = json.load(cloud.client("lambda").invoke(FunctionName="small-echo")["Payload"])
    assert "edited" in json.loads(answer["body"])
    assert cloud.run_machine("job", {"what": "copy"})["status"] == "SUCCEEDED"
    copied = cloud.client("s3").get_object(Bucket=cloud["Lake"], Key="job/out.txt")["Body"].read()
    assert copied.startswith(b"good morning")
    assert said == ["  functions/small is live", "  glue/python is live"]

    shutil.copy(small / "functions" / "handlers.py", handlers)
    shutil.copy(small / "jobs" / "package" / "helpful_words.py", words)
    watcher.look()
