"""Glue job runs: the job's own script, in a process of its own, on DuckDB instead of Spark."""

import contextvars
import os
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.engines import objects
from infra.local.engines.roles import RoleError, assume, s3_client
from infra.local.engines.subprocesses import JobProcess, Outcome
from infra.local.settings import LocalSettings
from infra.local.stopping import hold

ENGINE = ("--engine", "duckdb")
LIVE = ("STARTING", "RUNNING", "STOPPING")
START_SECONDS = 120.0


class GlueRuns:
    """Starts, follows and stops runs of the jobs that the emulator's Glue catalogue knows."""

    def __init__(self, settings: LocalSettings, glue: Any) -> None:
        self._scratch = settings.scratch
        self._endpoint = settings.address
        self._glue = glue
        self._processes: dict[str, JobProcess] = {}
        self._starting = threading.Lock()

    def start(self, request: Mapping[str, Any]) -> Any:
        """StartJobRun."""
        name = request.get("JobName")
        with self._starting:
            job = self._glue._jobs.get(name)
            if job is None:
                return self._refuse("EntityNotFoundException", f"Job {name} not found.")
            runs = self._glue._job_runs.setdefault(name, [])
            most = job.get("ExecutionProperty", {}).get("MaxConcurrentRuns", 1)
            if sum(run["JobRunState"] in LIVE for run in runs) >= most:
                reason = f"Concurrent runs exceeded for {name}"
                return self._refuse("ConcurrentRunsExceededException", reason)
            run = _new_run(job, request, self._glue.new_uuid())
            runs.append(run)
        inside = contextvars.copy_context()
        threading.Thread(target=inside.run, args=(self._execute, job, run), daemon=True).start()
        return self._glue.json_response({"JobRunId": run["Id"]})

    def stop(self, request: Mapping[str, Any]) -> Any:
        """BatchStopJobRun."""
        name, stopped, errors = request.get("JobName"), [], []
        for run_id in request.get("JobRunIds", []):
            process = self._processes.get(run_id)
            if process is None:
                detail = {"ErrorCode": "InvalidInputException", "ErrorMessage": "not running"}
                errors.append({"JobName": name, "JobRunId": run_id, "ErrorDetail": detail})
            else:
                process.stop()
                stopped.append({"JobName": name, "JobRunId": run_id})
        return self._glue.json_response({"SuccessfulSubmissions": stopped, "Errors": errors})

    def find(self, name: str, run_id: str) -> dict[str, Any]:
        """A run as GetJobRun describes it."""
        return next(run for run in self._glue._job_runs.get(name, []) if run["Id"] == run_id)

    def fail_interrupted(self) -> None:
        """Runs that were live when the last process ended have ended with it."""
        for runs in self._glue._job_runs._data.values():
            for run in runs:
                if run["JobRunState"] in LIVE:
                    _finish(run, "FAILED", "The run was interrupted by a restart.")

    def close(self) -> None:
        """End every running job."""
        for process in list(self._processes.values()):
            process.end()

    def _refuse(self, code: str, message: str) -> Any:
        return self._glue.error_response_json(code, message, 400)

    def _execute(self, job: dict[str, Any], run: dict[str, Any]) -> None:
        folder = self._scratch / f"glue-{run['Id']}"
        folder.mkdir(parents=True)
        try:
            outcome = self._run(job, run, folder)
            _finish(run, _state(outcome), "" if outcome.succeeded else outcome.last_line)
        except (RoleError, OSError, ValueError) as error:
            _finish(run, "FAILED", str(error))
        except Exception as error:  # a script that cannot be fetched fails the run, as in Glue
            _finish(run, "FAILED", f"{type(error).__name__}: {error}")
        finally:
            self._processes.pop(run["Id"], None)
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, job: dict[str, Any], run: dict[str, Any], folder: Path) -> Outcome:
        seconds = float(run["Timeout"]) * 60
        credentials = assume(job["Role"], run["Id"], seconds + START_SECONDS)
        s3 = s3_client(credentials, self._endpoint)
        script = objects.download(s3, job["Command"]["ScriptLocation"], folder)
        extra = run["Arguments"].get("--extra-py-files", "")
        paths = [str(objects.download(s3, url, folder)) for url in extra.split(",") if url]
        environment = {**credentials, "PYTHONPATH": os.pathsep.join(paths)}
        arguments = [*_flat(run["Arguments"]), "--JOB_NAME", job["Name"], *ENGINE]
        process = JobProcess(script, arguments, environment, folder / "output.log")
        self._processes[run["Id"]] = process
        run["JobRunState"] = "RUNNING"
        return process.wait(seconds)


def _new_run(job: Mapping[str, Any], request: Mapping[str, Any], run_id: str) -> dict[str, Any]:
    now = time.time()
    return {
        "Id": run_id,
        "JobName": job["Name"],
        "Attempt": 0,
        "StartedOn": now,
        "LastModifiedOn": now,
        "JobRunState": "STARTING",
        "Arguments": {**job.get("DefaultArguments", {}), **request.get("Arguments", {})},
        "PredecessorRuns": [],
        "ExecutionTime": 0,
        "Timeout": request.get("Timeout") or job.get("Timeout") or 2880,
        "WorkerType": job.get("WorkerType", "G.1X"),
        "NumberOfWorkers": job.get("NumberOfWorkers", 2),
        "GlueVersion": job.get("GlueVersion", "5.0"),
    }


def _finish(run: dict[str, Any], state: str, message: str) -> None:
    hold()
    now = time.time()
    run["CompletedOn"] = run["LastModifiedOn"] = now
    run["ExecutionTime"] = int(now - run["StartedOn"])
    if message:
        run["ErrorMessage"] = message
    run["JobRunState"] = state


def _state(outcome: Outcome) -> str:
    if outcome.timed_out:
        return "TIMEOUT"
    if outcome.stopped:
        return "STOPPED"
    return "SUCCEEDED" if outcome.succeeded else "FAILED"


def _flat(arguments: Mapping[str, str]) -> list[str]:
    return [part for name, value in arguments.items() for part in (name, str(value))]
