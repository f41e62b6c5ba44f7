"""A real HTTPS server on the loopback address, under a name of its own, with a CA of its own."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from smartretail.adapters.https.fetcher import HttpsFetcher
from smartretail.connectors.model import Ask, PullFailed
from smartretail.kernel.tenancy import Principal

HOST = "shop.test"
WHO = Principal.job("DEMO")


@dataclass(frozen=True)
class Said:
    """What the server answers: bytes as they are, with headers; `told` lies about the length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    told: int | None = None
    raw: Callable[[Any], None] | None = None


@dataclass(frozen=True)
class Heard:
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Shop:
    """The server: `answer` is called for each request, `heard` keeps what came."""

    port: int
    trust: ssl.SSLContext
    answer: Callable[[Heard], Said] = lambda heard: Said(b"[]")
    heard: list[Heard] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Host and port as an allow-list names them."""
        return f"{HOST}:{self.port}"

    def url(self, path: str = "/") -> str:
        """Return an address of the server."""
        return f"https://{self.host}{path}"

    def fetcher(self, **changes: Any) -> HttpsFetcher:
        """Return the adapter, told by its arguments alone where the name leads."""
        given: dict[str, Any] = {
            "resolve": lambda host, port: ["127.0.0.1"],
            "permit": lambda address: True,
            "tls": self.trust,
            "sleep": self.waits.append,
            "chance": lambda: 0.5,
        }
        return HttpsFetcher(**{**given, **changes})


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    """Serve for as long as the context lasts."""
    certificate, authority = _certificates(folder)
    shop = Shop(0, ssl.create_default_context(cafile=str(authority)))
    server = _Server(("127.0.0.1", 0), _handler(shop))
    shop.port = server.server_address[1]
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(certificate)
    server.socket = inside.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: clients that hang up are what these tests are about."""


def _handler(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard = Heard(self.command, self.path, headers, self.rfile.read(length))
            shop.heard.append(heard)
            said = shop.answer(heard)
            if said.raw:
                said.raw(self)
                self.close_connection = True
                return
            self.send_response(said.status)
            told = len(said.body) if said.told is None else said.told
            for name, value in {"Content-Length": str(told), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)
            self.close_connection = True

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    return Handler


def _certificates(folder: Path) -> tuple[Path, Path]:
    """Write a CA, and a certificate of it for `HOST` with its key; return (certificate, CA)."""
    now, names = datetime.now(UTC), [x509.DNSName(HOST)]
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test CA")])

    def build(subject: x509.Name, public: Any) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(ca_name, subject, public, x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
        )

    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    ca = (
        build(ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), False)
        .sign(ca_key, hashes.SHA256())
    )
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    mine = (
        build(x509.Name([]), key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(issuer, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate, authority = folder / "server.pem", folder / "ca.pem"
    certificate.write_bytes(secret + mine.public_bytes(pem))
    authority.write_bytes(ca.public_bytes(pem))
    return certificate, authority


def ask(shop: Shop, path: str = "/orders", **changes: Any) -> Ask:
    return replace(Ask(shop.url(path), {"X-Key": "k"}, 10_000, 5.0), **changes)


def failure(shop: Shop, asked: Ask | None = None, **changes: Any) -> PullFailed:
    with pytest.raises(PullFailed) as raised:
        shop.fetcher(**changes).fetch(WHO, asked or ask(shop))
    return raised.value


def always(shop: Shop, *said: Said) -> None:
    answers = iter(said)
    last = said[-1]
    shop.answer = lambda heard: next(answers, last)
