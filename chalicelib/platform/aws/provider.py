"""How the identity provider is spoken to: over HTTPS, or in the clear with this machine alone."""

from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class InTheClear(Exception):
    """Whoever can change what comes over this address can be anybody."""


def connection(url: str, timeout: float) -> HTTPConnection:
    """Return a connection to an address, not opened yet, or raise InTheClear; `timeout` in s."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise InTheClear(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=timeout)
