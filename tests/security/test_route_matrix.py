"""Every route as every role, as another tenant, and with tokens that must not open anything."""

import base64
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from infra.local.seeding.srp import sign_in

LEDGER = Path(__file__).parents[1] / "infra" / "route_ledger.txt"
PASSWORD = "Retail-Demo-2026"
ROLES = ("seller", "manager", "admin")
ROUTES = [tuple(line.split(maxsplit=4)) for line in LEDGER.read_text().splitlines()]
GUARDED = [
    (method, path, roles.split()) for path, method, kind, _, roles in ROUTES if kind == "JWT"
]
PUBLIC = [(method, path) for path, method, kind, _, _ in ROUTES if kind == "NONE"]
NOT_ALLOWED, NOT_KNOWN = 403, 401

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def ask(house: Any) -> Ask:
    def send(method: str, path: str, token: str | None = None, body: Any = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": "matrix"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if method == "GET" else json.dumps(body or {}).encode()
        url = f"{house.address}/api{path}"
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    return send


@pytest.fixture(scope="module")
def token(house: Any) -> Callable[[str, str], str]:
    site = house.configuration()
    cognito = boto3.client(
        "cognito-idp",
        region_name="ap-south-1",
        endpoint_url=house.address,
        config=Config(signature_version=UNSIGNED),
    )
    known: dict[str, str] = {}

    def of(role: str, tenant: str = "demo") -> str:
        email = f"{role}@{tenant}.example"
        if email not in known:
            answer = sign_in(cognito, site["userPoolId"], site["clientId"], email, PASSWORD)
            known[email] = answer["AuthenticationResult"]["IdToken"]
        return known[email]

    return of


def concrete(path: str) -> str:
    """Fill a path's parameters with things that do not exist."""
    return re.sub(r"\{table\}", "sales", re.sub(r"\{(?!table)\w+\}", "NONE", path))


@pytest.mark.parametrize(("method", "path", "roles"), GUARDED)
def test_a_role_passes_exactly_where_the_ledger_lets_it(
    ask: Ask, token: Callable[..., str], method: str, path: str, roles: list[str]
) -> None:
    for role in ROLES:
        status, body = ask(method, concrete(path), token(role))
        allowed = role in roles
        assert (status == NOT_ALLOWED) != allowed, (role, status, body)
        assert status != NOT_KNOWN
        assert status < 500, body


@pytest.mark.parametrize(("method", "path", "roles"), GUARDED)
def test_no_route_opens_without_a_token(ask: Ask, method: str, path: str, roles: list[str]) -> None:
    assert ask(method, concrete(path))[0] == NOT_KNOWN


@pytest.mark.parametrize(("method", "path"), PUBLIC)
def test_a_public_route_answers_everybody(ask: Ask, method: str, path: str) -> None:
    assert ask(method, path)[0] == 200


def test_tampered_expired_and_foreign_tokens_open_no_route(
    house: Any, ask: Ask, token: Callable[..., str]
) -> None:
    good = token("manager")
    header, claims = read(good)
    pool_key = signing_key(house, ask, header, claims)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    grown = {**claims, "custom:tenant": "SHOP"}
    tampered = ".".join([good.split(".")[0], encode(grown), good.split(".")[2]])
    unsigned = f"{encode({**header, 'alg': 'none'})}.{encode(claims)}."
    refused = {
        "tampered": tampered,
        "unsigned": unsigned,
        "expired": signed(header, {**claims, "exp": int(time.time()) - 60}, pool_key),
        "of another audience": signed(header, {**claims, "aud": "another-client"}, pool_key),
        "of another issuer": signed(header, {**claims, "iss": "https://elsewhere"}, pool_key),
        "signed by a stranger": signed(header, claims, stranger),
    }

    for method, path, _ in GUARDED:
        for name, bad in refused.items():
            assert ask(method, concrete(path), bad)[0] == NOT_KNOWN, (name, method, path)


def test_another_tenant_sees_nothing_of_ours(ask: Ask, token: Callable[..., str]) -> None:
    ours, theirs = token("manager"), token("manager", "shop")
    upload = ask("GET", "/ingest", ours)[1]["uploads"][0]["upload_id"]
    sku = ask("GET", "/forecast?store_id=S01", ours)[1]["items"][0]["sku_id"]
    alert = ask("GET", "/alerts?store_id=S01", ours)[1]["alerts"][0]["alert_id"]
    wanted = {"store_id": "S01"}
    listed = ask("POST", "/recommendations", ours, wanted)[1]["recommendations"]
    rec = f"/recommendations/{listed[0]['rec_id']}/accept"
    price = {"sku_id": sku, "store_id": "S01", "current_price": 10, "objective": "maximize_margin"}

    asked = [
        ("GET", f"/ingest/{upload}", None),
        ("GET", f"/ingest/{upload}/rejects", None),
        ("POST", f"/ingest/{upload}/mapping", {"mapping": {"date": "date"}}),
        ("GET", f"/forecast/S01/{sku}", None),
        ("GET", f"/inventory/S01/{sku}", None),
        ("POST", f"/alerts/{alert}/acknowledge", wanted),
        ("POST", rec, wanted),
        ("POST", "/pricing-suggest", price),
    ]
    for method, path, body in asked:
        assert ask(method, path, ours, body)[0] < 400 or path.endswith("mapping"), path
        assert ask(method, path, theirs, body)[0] == 404, path
    assert ask("GET", "/ingest", theirs)[1]["uploads"] == []
    assert ask("POST", rec.replace("accept", "undo"), ours, wanted)[0] == 200


def test_a_seller_sees_only_the_stores_in_scope(ask: Ask, token: Callable[..., str]) -> None:
    seller = token("seller")

    assert ask("GET", "/forecast?store_id=S01", seller)[0] == 200
    assert ask("GET", "/forecast?store_id=S03", seller)[0] == 404
    assert ask("GET", "/inventory/S03", seller)[0] == 404
    assert ask("GET", "/kpi?store_id=S03", seller)[0] == 404
    assert ask("POST", "/recommendations", seller, {"store_id": "S03"})[0] == 404
    stores = {store["store_id"] for store in ask("GET", "/kpi", seller)[1]["stores"]}
    assert stores == {"S01", "S02"}


def read(jwt: str) -> list[dict[str, Any]]:
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in jwt.split(".")[:2]]


def encode(content: dict[str, Any] | bytes) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: dict[str, Any], claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    text = f"{encode(header)}.{encode(claims)}"
    return f"{text}.{encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def signing_key(house: Any, ask: Ask, header: Any, claims: Any) -> rsa.RSAPrivateKey:
    """Return the pool's own key, proven by a token of ours that it opens the door with."""
    for file in sorted(house.settings.home.rglob("*.pem")):
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)
        if ask("GET", "/kpi", signed(header, claims, key))[0] == 200:
            return key
    raise AssertionError("the pool's signing key was not found")
