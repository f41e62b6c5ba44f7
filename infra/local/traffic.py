"""Tells the requests that arrive on the one port apart."""

import re
from enum import Enum
from urllib.parse import parse_qs

from infra.local.asgi import Scope, header

API_PREFIX = "/api/"
INTERNAL = ("/_ministack", "/_localstack", "/_aws", "/restapis/", "/_alb", "/_user_request_")
WELL_KNOWN = re.compile(r"^/[a-z]{2}-[a-z]+-\d_\w+/\.well-known/[a-z-]+(\.json)?$")
LOOPBACK_HOST = re.compile(r"^(localhost|127\.0\.0\.1|[a-z0-9.-]+\.localhost)(:\d+)?$")
LOOPBACK_ORIGIN = re.compile(r"^https?://(localhost|127\.0\.0\.1)(:\d+)?$")


class Kind(Enum):
    """Who answers a request."""

    API = "api"
    CLOUD = "cloud"
    OBJECT = "object"
    SITE = "site"
    REFUSED = "refused"


def from_this_machine(scope: Scope) -> bool:
    """Whether name and origin are this machine's: a foreign page must not reach the local cloud."""
    origin = header(scope, "origin")
    named_here = LOOPBACK_HOST.match(header(scope, "host")) is not None
    return named_here and (not origin or LOOPBACK_ORIGIN.match(origin) is not None)


def classify(scope: Scope) -> Kind:
    """Who answers: the API, the AWS services, a bucket by its path, or the dashboard's files."""
    path = scope["path"]
    if not from_this_machine(scope) or path.startswith(INTERNAL):
        return Kind.REFUSED
    if path.startswith(API_PREFIX):
        return Kind.API
    if _speaks_aws(scope):
        return Kind.CLOUD
    if scope["method"] == "OPTIONS" or WELL_KNOWN.match(path):
        return Kind.CLOUD
    return Kind.OBJECT if scope["method"] not in ("GET", "HEAD") else Kind.SITE


def _speaks_aws(scope: Scope) -> bool:
    if header(scope, "authorization").startswith("AWS4-") or header(scope, "x-amz-target"):
        return True
    query = parse_qs(scope["query_string"].decode("latin-1"))
    if "X-Amz-Signature" in query or "X-Amz-Credential" in query:
        return True
    kind = header(scope, "content-type")
    return scope["method"] == "POST" and kind.startswith("application/x-www-form-urlencoded")
