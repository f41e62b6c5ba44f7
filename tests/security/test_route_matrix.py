"""Every route as every role, as another tenant, and with tokens that must not open anything."""

import base64
import json
import re
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.kit.routes import GUARDED, PUBLIC, Ask, Token

ROLES = ("seller", "manager", "admin")
NOT_ALLOWED, NOT_KNOWN = 403, 401


def concrete(path: str) -> str:
    """Fill a path's parameters with things that do not exist."""
    return re.sub(r"\{table\}", "sales", re.sub(r"\{(?!table)\w+\}", "NONE", path))


@pytest.mark.parametrize(("method", "path", "roles"), GUARDED)
def test_a_role_passes_exactly_where_the_ledger_lets_it(
    ask: Ask, token: Token, method: str, path: str, roles: list[str]
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
    house: Any, ask: Ask, token: Token
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


def test_a_seller_sees_only_the_stores_in_scope(ask: Ask, token: Token) -> None:
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
