"""A TLS connection to an address that was checked, under the name its certificate must bear."""

import http.client
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress

_STEP_SECONDS = 20.0


class PinnedConnection(http.client.HTTPSConnection):
    """Connects to one of the given addresses and never asks the name service again.

    The name goes into SNI and is checked against the certificate, so the address that was checked
    is the one that is talked to, and nobody can move the name in between. Everything ends after
    `seconds`, however slowly the other side drips.
    """

    def __init__(
        self,
        host: str,
        port: int,
        addresses: Sequence[str],
        seconds: float,
        context: ssl.SSLContext,
    ) -> None:
        super().__init__(host, port, timeout=min(seconds, _STEP_SECONDS), context=context)
        self._addresses = addresses
        self._tls = context
        self._wire: ssl.SSLSocket | None = None
        self._watch = threading.Timer(seconds, self._cut)
        self._watch.daemon = True
        self.overdue = False

    def connect(self) -> None:
        """Connect to the first address that answers."""
        self._watch.start()
        raw = self._reach()
        self._wire = self._tls.wrap_socket(
            raw,
            server_hostname=self.host,
            do_handshake_on_connect=False,
            suppress_ragged_eofs=False,
        )
        self.sock = self._wire
        if self.overdue:
            raise TimeoutError
        self._wire.do_handshake()

    def finish(self) -> None:
        """Close for good. An answer that is to be its last closes the connection before its body
        is read, so the time is watched until here.
        """
        self._watch.cancel()
        self.close()

    def _reach(self) -> socket.socket:
        refused: OSError | None = None
        for address in self._addresses:
            try:
                return socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                refused = error
        raise refused or OSError("no address")

    def _cut(self) -> None:
        self.overdue = True
        if self._wire is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)
