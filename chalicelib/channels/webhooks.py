"""
Calling the address of a webhook, which a stranger chose: nothing of ours may be reached by it.

The name is resolved once, every address it has is judged, and that very one is connected to:
a second look-up might differ. No redirect is followed, no proxy asked, and what comes back is
read to its first 64 kB and thrown away. On one machine alone, where AWS is stood in for, an
address of that machine may be called without TLS.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from chalicelib.kernel.called import Called
from chalicelib.platform import settings

CONNECT_S = 2
LONGEST_S = 8
"""From the first byte to the last, 10 s with connecting: a receiver that drips holds no worker."""
MOST_READ = 64_000
LONGEST_ADDRESS = 500


def is_callable(url: str) -> bool:
    """Say whether this is an address that may be called at all, before it is resolved."""
    if not (url.isascii() and url.isprintable() and len(url) <= LONGEST_ADDRESS):
        return False
    if any(each in url for each in " \\\t"):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.fragment or not parts.hostname:
        return False
    if _is_own(parts):
        return True
    return parts.scheme == "https" and port in (None, 443) and "." in parts.hostname


def call(url: str, body: bytes, headers: Mapping[str, str]) -> Called:
    """Post to an address once; what came of it is returned, and nothing is raised."""
    began = time.monotonic()
    made = _called(url, body, headers)
    return Called(made.status, made.why, int((time.monotonic() - began) * 1000), made.wait_s)


def _called(url: str, body: bytes, headers: Mapping[str, str]) -> Called:
    if not is_callable(url):
        return Called(why="address")
    parts = urlsplit(url)
    try:
        address = _address(parts)
    except OSError:
        return Called(why="address")
    if not address:
        return Called(why="address")
    try:
        line = _connected(parts, address)
    except ssl.SSLError:
        return Called(why="tls")
    except OSError:
        return Called(why="connect")
    ended = threading.Event()
    watch = threading.Timer(LONGEST_S, _end, (line, ended))
    watch.daemon = True
    watch.start()
    try:
        made = _answered(line, parts, body, headers)
        # What was cut off in its headers reads like an answer that ended there.
        return Called(why="timeout") if ended.is_set() else made
    except TimeoutError:
        return Called(why="timeout")
    except (OSError, http.client.HTTPException):
        return Called(why="timeout" if ended.is_set() else "broken")
    finally:
        watch.cancel()
        line.close()


def _address(parts: SplitResult) -> str:
    """Return the address to connect to; "" when any that the name has is not everybody's."""
    host, port = parts.hostname or "", parts.port or 443
    found = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not _is_own(parts) and not all(_is_public(each) for each in addresses):
        return ""
    return addresses[0] if addresses else ""


def _is_public(address: str) -> bool:
    # Multicast is "global" to Python, and so is what a translator leads back to us: IPv4 alone.
    found = ip_address(address)
    return found.version == 4 and found.is_global and not found.is_multicast


def _is_own(parts: SplitResult) -> bool:
    """Say whether this is an address of this machine, and this is a run on one machine."""
    return settings.endpoint() is not None and parts.hostname in ("127.0.0.1", "localhost")


def _connected(parts: SplitResult, address: str) -> socket.socket:
    plain = parts.scheme == "http"
    line = socket.create_connection((address, parts.port or (80 if plain else 443)), CONNECT_S)
    line.settimeout(LONGEST_S)
    if plain:
        return line
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=parts.hostname)
    except BaseException:
        line.close()
        raise


def _answered(
    line: socket.socket, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> Called:
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = line
    path = parts.path or "/"
    connection.request(
        "POST", f"{path}?{parts.query}" if parts.query else path, body,
        {"Content-Type": "application/json", "User-Agent": "Steward", **headers},
    )  # fmt: skip
    answer = connection.getresponse()
    wait = answer.getheader("Retry-After", "")
    status = answer.status
    answer.read(MOST_READ)
    answer.close()
    return Called(status, wait_s=int(wait) if wait.isascii() and wait.isdigit() else 0)


def _end(line: socket.socket, ended: threading.Event) -> None:
    ended.set()
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
