"""Cognito and the JWT authorizer as we rely on them."""

import base64
import hmac
import json
import struct
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from infra.local.seeding.srp import sign_in

PASSWORD = "Retail-Demo-2026"


@dataclass(frozen=True)
class Person:
    email: str
    cloud: Any

    def sign_in(self, password: str = PASSWORD) -> Any:
        return sign_in(
            self.cloud.client("cognito-idp"),
            self.cloud["Users"],
            self.cloud["Client"],
            self.email,
            password,
        )

    def id_token(self) -> str:
        return str(self.sign_in()["AuthenticationResult"]["IdToken"])


@pytest.fixture(scope="module")
def person(cloud: Any) -> Iterator[Person]:
    yield new_person(cloud)


def new_person(cloud: Any) -> Person:
    email = f"{uuid.uuid4().hex}@shop.example"
    cognito, who = cloud.client("cognito-idp"), {"UserPoolId": cloud["Users"], "Username": email}
    claims = {"email": email, "email_verified": "true", "custom:tenant": "SHOP"}
    attributes = [{"Name": name, "Value": value} for name, value in claims.items()]
    cognito.admin_create_user(**who, UserAttributes=attributes, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    cognito.admin_add_user_to_group(**who, GroupName="manager")
    return Person(email, cloud)


def call(cloud: Any, token: str | None, path: str = "/me/thing") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"{cloud.address}/api{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def parts(token: str) -> list[dict[str, Any]]:
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


def signed(header: dict[str, Any], claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    def encoded(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{encoded(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def pool_key(cloud: Any) -> rsa.RSAPrivateKey:
    folder = cloud.settings.state / "cognito-pool-keys"
    file = folder / f"{cloud['Users']}-id.pem"
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def test_srp_sign_in_gives_the_claims_that_we_authorise_by(person: Person) -> None:
    claims = parts(person.id_token())[1]

    assert claims["custom:tenant"] == "SHOP"
    assert claims["cognito:groups"] == ["manager"]
    assert claims["email"] == person.email


def test_srp_refuses_a_wrong_password(person: Person) -> None:
    cognito = person.cloud.client("cognito-idp")

    with pytest.raises(cognito.exceptions.ClientError, match="NotAuthorizedException"):
        person.sign_in("Retail-Demo-2027")


def test_a_totp_code_is_demanded_and_checked(cloud: Any) -> None:
    careful, cognito = new_person(cloud), cloud.client("cognito-idp")
    access = careful.sign_in()["AuthenticationResult"]["AccessToken"]
    secret = cognito.associate_software_token(AccessToken=access)["SecretCode"]
    cognito.verify_software_token(AccessToken=access, UserCode=totp(secret))
    preferred = {"Enabled": True, "PreferredMfa": True}
    cognito.set_user_mfa_preference(AccessToken=access, SoftwareTokenMfaSettings=preferred)

    challenge = careful.sign_in()

    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    user = challenge["ChallengeParameters"].get("USER_ID_FOR_SRP", careful.email)
    asked = {"ClientId": cloud["Client"], "ChallengeName": "SOFTWARE_TOKEN_MFA"}
    with pytest.raises(cognito.exceptions.CodeMismatchException):
        answer_code(cognito, asked, challenge["Session"], user, "000000")
    again = careful.sign_in()["Session"]
    tokens = answer_code(cognito, asked, again, user, totp(secret, steps=1))
    assert "IdToken" in tokens["AuthenticationResult"]


def answer_code(cognito: Any, asked: dict[str, str], session: str, user: str, code: str) -> Any:
    responses = {"USERNAME": user, "SOFTWARE_TOKEN_MFA_CODE": code}
    return cognito.respond_to_auth_challenge(**asked, Session=session, ChallengeResponses=responses)


def totp(secret: str, steps: int = 0) -> str:
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def test_a_valid_token_reaches_the_function_with_its_claims(person: Person) -> None:
    status, body = call(person.cloud, person.id_token())

    assert status == 200
    assert body["path"] == "/me/thing"
    assert body["claims"]["custom:tenant"] == "SHOP"
    assert body["claims"]["cognito:groups"] == "[manager]"


def test_a_public_route_needs_no_token(cloud: Any) -> None:
    assert call(cloud, None, "/health")[0] == 200


def test_no_token_is_refused(cloud: Any) -> None:
    assert call(cloud, None)[0] == 401


def test_a_tampered_token_is_refused(person: Person) -> None:
    header, claims = person.id_token().split(".")[:2]
    signature = person.id_token().split(".")[2]
    changed = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"custom:tenant": "DEMO"}
    forged = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()

    assert call(person.cloud, f"{header}.{forged}.{signature}")[0] == 401


def test_a_foreign_token_is_refused(person: Person) -> None:
    header, claims = parts(person.id_token())
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert call(person.cloud, signed(header, claims, foreign))[0] == 401
    unknown = {**header, "kid": "other"}
    assert call(person.cloud, signed(unknown, claims, foreign))[0] == 401


def test_a_token_for_another_client_is_refused(cloud: Any, person: Person) -> None:
    cognito = cloud.client("cognito-idp")
    other = cognito.create_user_pool_client(
        UserPoolId=cloud["Users"], ClientName="other", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]
    )["UserPoolClient"]["ClientId"]
    tokens = sign_in(cognito, cloud["Users"], other, person.email, PASSWORD)

    assert call(cloud, tokens["AuthenticationResult"]["IdToken"])[0] == 401


def test_an_expired_token_is_refused(cloud: Any, person: Person) -> None:
    header, claims = parts(person.id_token())
    key, now = pool_key(cloud), int(time.time())

    assert call(cloud, signed(header, {**claims, "exp": now + 60}, key))[0] == 200
    assert call(cloud, signed(header, {**claims, "exp": now - 1}, key))[0] == 401
