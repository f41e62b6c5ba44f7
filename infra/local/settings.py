"""Where local mode keeps its things and on which port it listens."""

import os
from dataclasses import dataclass
from pathlib import Path

from infra.local.failure import LocalError

REPOSITORY = Path(__file__).resolve().parents[2]
REGION = "ap-south-1"
ACCOUNT = "000000000000"


@dataclass(frozen=True)
class LocalSettings:
    """One local deployment: its port, its state folder, and the assembly that it runs."""

    port: int = 8765
    home: Path = REPOSITORY / ".smartretail"
    assembly: Path = REPOSITORY / "build" / "cdk.out"
    site: Path = REPOSITORY / "frontend" / "dist"
    programs: Path = REPOSITORY / "sagemaker"

    @property
    def address(self) -> str:
        """Where people and AWS clients find it; presigned URLs carry this name."""
        return f"http://localhost:{self.port}"

    @property
    def state(self) -> Path:
        """Snapshots of the emulated services, one JSON file each."""
        return self.home / "state"

    @property
    def objects(self) -> Path:
        """S3 objects, one file each."""
        return self.home / "objects"

    @property
    def scratch(self) -> Path:
        """Unpacked functions and running jobs; emptied at every start."""
        return self.home / "scratch"

    @property
    def log_file(self) -> Path:
        """What the emulated cloud has to say."""
        return self.home / "local.log"

    @property
    def record(self) -> Path:
        """What is deployed: stacks, template digests, seeds done."""
        return self.home / "deployed.json"

    @property
    def root_keys(self) -> Path:
        """Credentials of this deployment's root user, made at the first start."""
        return self.home / "root.json"


def from_environment() -> LocalSettings:
    """Settings from SMARTRETAIL_PORT, SMARTRETAIL_HOME and SMARTRETAIL_PROGRAMS, or defaults."""
    defaults = LocalSettings()
    home = os.environ.get("SMARTRETAIL_HOME")
    return LocalSettings(
        port=parse_port(os.environ.get("SMARTRETAIL_PORT", str(defaults.port))),
        home=Path(home).resolve() if home else defaults.home,
        programs=Path(os.environ.get("SMARTRETAIL_PROGRAMS", defaults.programs)).resolve(),
    )


def parse_port(text: str) -> int:
    """The port that somebody has asked for."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise LocalError(f"The port is {text!r}; it must be a number from 1 to 65535.")
    return int(text)
