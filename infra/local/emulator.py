"""The embedded emulator of AWS: the environment that it reads at import, and its import."""

import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from typing import Any

from infra.local import patches
from infra.local.failure import disk_trouble
from infra.local.identity import RootKeys, root_keys
from infra.local.settings import ACCOUNT, REGION, LocalSettings

# Retries wait for a shared cluster to free up; here that takes seconds, not minutes.
RETRY_SCALE = "0.2"


def environment(settings: LocalSettings, keys: RootKeys) -> Mapping[str, str]:
    """What the emulator reads from its environment."""
    return {
        "GATEWAY_PORT": str(settings.port),
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(settings.objects),
        "LAMBDA_EXECUTOR": "local",
        "SFN_WAIT_SCALE": RETRY_SCALE,
        "LOG_LEVEL": "WARNING",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
        "TMPDIR": str(settings.scratch),
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": settings.address,
    }


def forget_aws_settings() -> None:
    """Drop this shell's AWS profile, keys and endpoints: nothing here may reach a real cloud."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.devnull
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"


def load(settings: LocalSettings) -> Any:
    """Import the emulator for these settings and correct it; return its module `app`."""
    with disk_trouble("prepare the local state folder"):
        shutil.rmtree(settings.scratch, ignore_errors=True)
        for folder in (settings.state, settings.objects, settings.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        keys = root_keys(settings)
    forget_aws_settings()
    os.environ.update(environment(settings, keys))
    tempfile.tempdir = None
    _log_to(settings)
    from ministack import app

    patches.apply()
    return app


def _log_to(settings: LocalSettings) -> None:
    logging.basicConfig(
        filename=settings.log_file,
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.captureWarnings(True)
