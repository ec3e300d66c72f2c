"""
The keys that an identity provider signs with, as it publishes them.

They are cached, and fetched again when a token names an unknown key (the provider changed
them). They are served stale for up to a day while the provider does not answer.
"""

import http.client
import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalicelib.kernel.errors import NotAuthenticated, Unavailable
from chalicelib.kernel.times import DAY_MS, MINUTE_MS

from . import provider

if TYPE_CHECKING:
    from jwt import PyJWK

ALGORITHMS = ("RS256", "ES256")
"""Public-key only: with a shared-key algorithm the public key would be the password."""

KEYS_FRESH_MS = 10 * MINUTE_MS
"""After this the keys are asked for again: a key that was withdrawn is not believed for long."""
KEYS_STALE_MS = DAY_MS
"""While the provider does not answer, the keys it last gave are believed for this long."""
ASK_AGAIN_MS = MINUTE_MS
"""At most one question a minute, however many tokens name keys that do not exist."""
ASK_AGAIN_EMPTY_MS = 5_000
"""The same, as long as there is no key at all and nobody can work."""

CONNECT_TIMEOUT_S = 1.0
READ_TIMEOUT_S = 2.0
LONGEST_KEY_SET = 262_144


class KeysUnavailable(Exception):
    """The provider's keys could not be had, or were none."""


def fetch(url: str) -> bytes:
    """Return what stands at the address of a key set, or raise KeysUnavailable.

    Follows no redirect, and speaks plain HTTP only to this machine: whoever can change
    the keys on their way can be anybody.
    """
    parts = urlsplit(url)
    try:
        connection = provider.connection(url, CONNECT_TIMEOUT_S)
    except provider.InTheClear:
        raise KeysUnavailable("keys come over HTTPS") from None
    try:
        connection.connect()
        connection.sock.settimeout(READ_TIMEOUT_S)
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        return _body(connection.getresponse())
    except (OSError, http.client.HTTPException) as error:
        raise KeysUnavailable(f"no answer: {type(error).__name__}") from error
    finally:
        connection.close()


class KeySet:
    """The public keys of one provider, by key id, as this process last heard them."""

    def __init__(self, url: str, fetch: Callable[[str], bytes] = fetch) -> None:
        self._url = url
        self._fetch = fetch
        self._keys: dict[str, PyJWK] = {}
        self._heard_at = 0
        self._asked_at: int | None = None

    def key(self, kid: str, now: int) -> "PyJWK":
        """Return a key; raise NotAuthenticated for an unknown one, Unavailable without any."""
        if self._is_worth_asking(kid, now):
            self._ask(now)
        if not self._keys or now - self._heard_at > KEYS_STALE_MS:
            raise Unavailable("the identity provider's keys could not be had")
        if kid not in self._keys:
            raise NotAuthenticated("unknown_key")
        return self._keys[kid]

    def _is_worth_asking(self, kid: str, now: int) -> bool:
        pause = ASK_AGAIN_MS if self._keys else ASK_AGAIN_EMPTY_MS
        if self._asked_at is not None and now - self._asked_at < pause:
            return False
        return kid not in self._keys or now - self._heard_at >= KEYS_FRESH_MS

    def _ask(self, now: int) -> None:
        self._asked_at = now
        try:
            self._keys = _keys(self._fetch(self._url))
        except KeysUnavailable:
            return  # the ones we have are still the best there are
        self._heard_at = now


@cache
def key_set(url: str) -> KeySet:
    """Return this process's keys of the provider whose key set stands at `url`."""
    return KeySet(url)


def _body(response: http.client.HTTPResponse) -> bytes:
    if response.status != 200:
        raise KeysUnavailable(f"status {response.status}")
    body = response.read(LONGEST_KEY_SET + 1)
    if len(body) > LONGEST_KEY_SET:
        raise KeysUnavailable("too long")
    return body


def _keys(body: bytes) -> "dict[str, PyJWK]":
    """Return the keys of a key set that sign with an algorithm of ours; raise without any."""
    import jwt  # here, because it takes 90 ms, which residents need not wait for

    try:
        found = jwt.PyJWKSet.from_dict(json.loads(body)).keys
    except (ValueError, AttributeError, RecursionError, jwt.PyJWKSetError) as error:
        raise KeysUnavailable("no key set") from error
    keys = {kid: key for key in found if (kid := _id(key)) is not None}
    if not keys:
        raise KeysUnavailable("no key that we could use")
    return keys


def _id(key: "PyJWK") -> str | None:
    """Return the id of a key that signs with an algorithm of ours, None for any other key."""
    is_ours = key.algorithm_name in ALGORITHMS and key.public_key_use in ("sig", None)
    return key.key_id if is_ours and isinstance(key.key_id, str) else None
