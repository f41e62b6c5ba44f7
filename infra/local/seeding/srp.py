"""Secure Remote Password as Amazon Cognito speaks it: proof of the password without sending it."""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any

PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
GENERATOR = 2
INFO = b"Caldera Derived Key\x01"


class SecureRemotePassword:
    """One sign-in attempt of one user."""

    def __init__(self, pool_id: str, username: str, password: str) -> None:
        self._pool = pool_id.split("_", 1)[1]
        self.username = username
        self._password = password
        self._secret = secrets.randbits(1024)
        self._public = pow(GENERATOR, self._secret, PRIME)

    def opening(self) -> dict[str, str]:
        """Parameters of InitiateAuth with USER_SRP_AUTH."""
        return {"USERNAME": self.username, "SRP_A": f"{self._public:x}"}

    def proof(self, challenge: dict[str, str]) -> dict[str, str]:
        """Responses to the PASSWORD_VERIFIER challenge."""
        user = challenge["USER_ID_FOR_SRP"]
        moment = datetime.now(UTC)
        stamp = f"{moment:%a %b} {moment.day} {moment:%H:%M:%S} UTC {moment.year}"
        key = self._key(user, int(challenge["SRP_B"], 16), challenge["SALT"])
        block = base64.b64decode(challenge["SECRET_BLOCK"])
        message = self._pool.encode() + user.encode() + block + stamp.encode()
        signature = base64.b64encode(hmac.digest(key, message, "sha256")).decode()
        return {
            "USERNAME": user,
            "TIMESTAMP": stamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": signature,
        }

    def _key(self, user: str, server: int, salt: str) -> bytes:
        multiplier = _hashed("00" + f"{PRIME:x}" + "0" + f"{GENERATOR:x}")
        scrambling = _hashed(_padded(self._public) + _padded(server))
        identity = hashlib.sha256(f"{self._pool}{user}:{self._password}".encode()).hexdigest()
        private = _hashed(_padded(int(salt, 16)) + identity)
        base = server - multiplier * pow(GENERATOR, private, PRIME)
        shared = pow(base % PRIME, self._secret + scrambling * private, PRIME)
        extracted = hmac.digest(
            bytes.fromhex(_padded(scrambling)), bytes.fromhex(_padded(shared)), "sha256"
        )
        return hmac.digest(extracted, INFO, "sha256")[:16]


def sign_in(cognito: Any, pool_id: str, client_id: str, username: str, password: str) -> Any:
    """Sign in by SRP; return the last answer of the user pool (tokens, or a further challenge)."""
    attempt = SecureRemotePassword(pool_id, username, password)
    challenge = cognito.initiate_auth(
        ClientId=client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=attempt.opening()
    )
    return cognito.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName=challenge["ChallengeName"],
        ChallengeResponses=attempt.proof(challenge["ChallengeParameters"]),
    )


def _hashed(text: str) -> int:
    return int(hashlib.sha256(bytes.fromhex(text)).hexdigest(), 16)


def _padded(number: int) -> str:
    text = f"{number:x}"
    if len(text) % 2:
        return f"0{text}"
    return f"00{text}" if text[0] in "89abcdef" else text
