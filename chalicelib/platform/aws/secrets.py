"""
The secrets that ids, links and forms are signed with, from Secrets Manager.

A secret is a plain string, which is version 1, or {"version": 2, "value": "…"}. A generated
string may begin with { as well; only one of the two names after it makes it an object. To rotate
one and keep what was signed before, store the next version as such an object: the one
before it stays good until the rotation after. A new value that does not raise the version
replaces the old one, and ends all that was signed with it at once. The id secret is never
changed.

Read once by each process. Whoever meets a version that this process does not know (a link
that a newer process signed) asks `reread`.
"""

import logging
import re
from typing import Any

import msgspec
from msgspec import Struct

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.platform import settings
from chalicelib.platform.clients import client

log = logging.getLogger(__name__)

SHORTEST = 32
"""Characters; less could be guessed, and an empty one would let anybody sign."""
MOST_VERSIONS = 999_999
"""What a link has room for."""
REREAD_AFTER_MS = MINUTE_MS
"""However many links name versions that never were, one look a minute."""

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


class BadSecret(RuntimeError):
    """What stands in Secrets Manager cannot be used; a person has to put it right."""


class Secrets(Struct, frozen=True):
    """A secret in the versions that are good now."""

    current: int
    by_version: dict[int, bytes]


_kept: dict[str, Secrets] = {}
_reread_at: dict[str, int] = {}


def read(name: str) -> Secrets:
    """Return the secret "id", "link" or "form"; raise Unavailable when it cannot be had now."""
    if name not in _kept:
        _kept[name] = _stored(settings.secret(name))
    return _kept[name]


def text(name: str) -> str:
    """Return what stands in a secret that nothing is signed with; raise Unavailable."""
    return _get(settings.secret(name), CURRENT)


def reread(name: str, *, now: int) -> Secrets:
    """Return the secret as it stands now, or as it stood at the last look, a minute ago at most."""
    if now - _reread_at.get(name, 0) >= REREAD_AFTER_MS:
        _reread_at[name] = now
        _look_again(name)
    return read(name)


def forget() -> None:
    """Drop what is kept: for tests, whose tables and secrets come and go in one process."""
    _kept.clear()
    _reread_at.clear()


def _look_again(name: str) -> None:
    try:
        _kept[name] = _stored(settings.secret(name))
    except Unavailable:
        log.warning("secret %s could not be read again; what we have stays good", name)


_OBJECT = re.compile(r'\s*\{\s*"(version|value)"')
"""What a person stored to rotate. A generated string begins with { once in thirty times where
punctuation is not left out, and was refused as a broken object with every submit."""


class _Versioned(Struct, frozen=True):
    version: int
    value: str


def _stored(secret_id: str) -> Secrets:
    current = _parsed(_get(secret_id, CURRENT))
    good = {current.version: current.value.encode()}
    # A first version has none before it: no need to ask while somebody waits.
    if current.version > 1:
        good = _previous(secret_id) | good
    return Secrets(current.version, good)


def _previous(secret_id: str) -> dict[int, bytes]:
    try:
        previous = _parsed(_get(secret_id, PREVIOUS))
    except (_Gone, BadSecret):
        log.warning("the previous version of secret %s is of no use", secret_id)
        return {}
    return {previous.version: previous.value.encode()}


class _Gone(RuntimeError):
    """There is no such secret, or it has no such version."""


def _get(secret_id: str, stage: str) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        found: dict[str, Any] = client("secretsmanager").get_secret_value(
            SecretId=secret_id, VersionStage=stage
        )
    except BotoCoreError as error:
        raise Unavailable("the secret could not be read") from error
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code == "ResourceNotFoundException":
            raise _Gone(f"secret {secret_id} has no {stage}") from error
        if code in _PASSING:
            raise Unavailable("the secret could not be read") from error
        raise
    return str(found.get("SecretString", ""))


_PASSING = frozenset({"ThrottlingException", "InternalServiceError", "ServiceUnavailable"})


def _parsed(text: str) -> _Versioned:
    """Return what was stored; the error never says what it was."""
    secret = _Versioned(1, text)
    if _OBJECT.match(text):
        try:
            secret = msgspec.json.decode(text, type=_Versioned)
        except (msgspec.MsgspecError, UnicodeError):
            raise BadSecret('a secret is a string or {"version": 2, "value": "…"}') from None
    if len(secret.value) < SHORTEST or not 1 <= secret.version <= MOST_VERSIONS:
        raise BadSecret(f"a secret has at least {SHORTEST} characters and a version from 1")
    return secret
