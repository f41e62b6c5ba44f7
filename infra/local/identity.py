"""The root user of the local cloud: made at the first start, known to this machine's user alone."""

import secrets
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from infra.local.files import read_json, write_json
from infra.local.settings import REGION, LocalSettings

RETRIES = Config(
    signature_version="v4", connect_timeout=5, read_timeout=120, retries={"max_attempts": 3}
)


@dataclass(frozen=True)
class RootKeys:
    """An access key pair."""

    access_key_id: str
    secret_access_key: str


def root_keys(settings: LocalSettings) -> RootKeys:
    """The root user's keys, made and kept when there are none yet."""
    kept = read_json(settings.root_keys)
    if kept is None:
        kept = {
            "access_key_id": f"LOCAL{secrets.token_hex(8).upper()}",
            "secret_access_key": secrets.token_urlsafe(30),
        }
        write_json(settings.root_keys, kept)
    return RootKeys(**kept)


def client(settings: LocalSettings, service: str) -> Any:
    """A client of the local cloud, signed as root."""
    keys = root_keys(settings)
    session: Any = boto3.session.Session(
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        region_name=REGION,
    )
    config = Config(signature_version="s3v4") if service == "s3" else None
    return session.client(
        service,
        endpoint_url=settings.address,
        config=RETRIES.merge(config) if config else RETRIES,
    )
