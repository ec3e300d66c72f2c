"""
Signed links and tokens: what opens a request, a task or a form without an account.

    status link   <request id>.<secret version>.<link version>.<signature>
    task link     <task id>.<secret version>.<link version>.<signature>, for a contractor
    home link     <request id>.<address>.<secret version>.<until>.<signature>: a household's own
    proof         <address><signature>: whoever has it read the message sent to that address
    form token    <issued at>.<signature>, against forged and robot submissions
    cookie        status links joined by "~": "my requests on this phone", newest first

A signature is 130 bits of HMAC-SHA256 over its purpose and every part of the token, so
no token passes for one of another kind. A link lives as long as its secret (the current
and the previous version are kept) and until the item's link version is raised.
"""

import hmac
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from .ids import CAUSE, CROCKFORD_LOWER, DEPARTMENT, REQUEST, base32, framed
from .times import DAY_MS, HOUR_MS

SIGNATURE_LENGTH = 26

MIN_FILL_MS = 2_000
"""Nobody reads a form and sends it faster; a robot does."""
MAX_FORM_AGE_MS = DAY_MS

HOME_LINK_MS = 2 * HOUR_MS
"""How long a household's own link opens its page."""

MOST_REMEMBERED = 20
"""Links in one cookie: 20 of 80 characters stay well below the 4,096 a browser keeps."""
_LONGEST_COOKIE = 4_096
_BETWEEN = "~"

_VERSIONS = r"([1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,8})"
_SIGNATURE = f"[{CROCKFORD_LOWER}]{{{SIGNATURE_LENGTH}}}"
_STATUS = re.compile(rf"({REQUEST})\.{_VERSIONS}\.({_SIGNATURE})")
_TASK = re.compile(rf"({REQUEST}\.{CAUSE}\.{DEPARTMENT})\.{_VERSIONS}\.({_SIGNATURE})")
_HOME = re.compile(
    rf"({REQUEST})\.([0-9a-f]{{32}})\.([1-9][0-9]{{0,5}})\.([0-9]{{1,14}})\.({_SIGNATURE})"
)
_PROOF = re.compile(rf"([0-9a-f]{{32}})({_SIGNATURE})")
_FORM = re.compile(rf"(0|[1-9][0-9]{{0,14}})\.({_SIGNATURE})")


class InvalidLink(ValueError):
    """This token opens nothing.

    `reason` is for logs and for the door: "malformed", "unknown_secret" (signed with a
    version not held: made up, too old, or newer than this process's secrets), "forged",
    "too_old", "too_fast".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Link(Struct, frozen=True):
    """What a status link names; a link version below the request's own is revoked."""

    request_id: str
    link_version: int


class TaskLink(Struct, frozen=True):
    """What a contractor's link names; a link version below the task's own is revoked."""

    task_id: str
    link_version: int


class HomeLink(Struct, frozen=True):
    """What a household's own link names: an address, and the request that asked for the link."""

    request_id: str
    hash: str
    until: int


def sign(request_id: str, *, link_version: int, secrets: Mapping[int, bytes], current: int) -> str:
    """Return the status link of a request, signed with the current secret."""
    return _signed("status", request_id, current, link_version, secrets[current])


def verify(token: str, *, secrets: Mapping[int, bytes]) -> Link:
    """Return what a status link names, or raise InvalidLink."""
    return Link(*_verified("status", _STATUS, token, secrets))


def sign_task(
    task_id: str, *, link_version: int, secrets: Mapping[int, bytes], current: int
) -> str:
    """Return the link by which an outside contractor works on this one task."""
    return _signed("task", task_id, current, link_version, secrets[current])


def verify_task(token: str, *, secrets: Mapping[int, bytes]) -> TaskLink:
    """Return what a contractor's link names, or raise InvalidLink."""
    return TaskLink(*_verified("task", _TASK, token, secrets))


def sign_home(
    request_id: str, hash: str, *, until: int, secrets: Mapping[int, bytes], current: int
) -> str:
    """Return the link by which whoever reads this address opens what their household told."""
    body = f"{request_id}.{hash}.{current}.{until}"
    return f"{body}.{_signature(secrets[current], 'home', body)}"


def verify_home(token: str, *, secrets: Mapping[int, bytes], now: int) -> HomeLink:
    """Return what a household's link names, or raise InvalidLink: also when its time is over."""
    request_id, hash, version, until, signature = _match(_HOME, token).groups()
    body = token.rpartition(".")[0]
    _check_signature("home", version, body, signature, secrets)
    if int(until) < now:
        raise InvalidLink("too_old")
    return HomeLink(request_id, hash, int(until))


def prove(request_id: str, hash: str, *, secret: bytes) -> str:
    """Return what only the message to an address holds; it serves this one request."""
    return f"{hash}{_signature(secret, 'proof', request_id, hash)}"


def proven(token: str, request_id: str, *, secrets: Iterable[bytes]) -> str:
    """Return the hash of the address that a proof proves for a request, or raise InvalidLink."""
    hash, signature = _match(_PROOF, token).groups()
    fits = [_same(_signature(each, "proof", request_id, hash), signature) for each in secrets]
    if not any(fits):
        raise InvalidLink("forged")
    return hash


def form_token(place: str, key: str, issued_at: int, secret: bytes) -> str:
    """Return the hidden field that says we issued this form, for what, and when.

    `place` is the place code, or on a status page the request id: whoever cannot open
    that page cannot make its token, so no other site can send its forms.
    """
    return f"{issued_at}.{_form_signature(place, key, issued_at, secret)}"


def check(
    token: str,
    place: str,
    key: str,
    *,
    secrets: Iterable[bytes],
    now: int,
    min_fill_ms: int = MIN_FILL_MS,
    max_age_ms: int = MAX_FORM_AGE_MS,
) -> int:
    """Return the age of a form in milliseconds, or raise InvalidLink.

    `secrets` are the form secrets still good, so that a rotation loses no open form.
    An emergency is checked with `min_fill_ms=0`.
    """
    match = _match(_FORM, token)
    issued_at = int(match[1])
    # All are tried, whichever fits: how long it takes must not tell which one did.
    fits = [_same(_form_signature(place, key, issued_at, secret), match[2]) for secret in secrets]
    if not any(fits):
        raise InvalidLink("forged")
    # Two machines' clocks differ by seconds: a form "from the future" is a new one.
    age = max(0, now - issued_at)
    if age > max_age_ms:
        raise InvalidLink("too_old")
    if age < min_fill_ms:
        raise InvalidLink("too_fast")
    return age


def remember(cookie: str, token: str) -> str:
    """Return the cookie with this status link first; the oldest of more than 20 is forgotten."""
    others = [held for held in _tokens(cookie) if _subject(held) != _subject(token)]
    return _BETWEEN.join([token, *others][:MOST_REMEMBERED])


def remembered(cookie: str, *, secrets: Mapping[int, bytes]) -> list[Link]:
    """Return the links of this phone, newest first; what is no good link is not there."""
    links = []
    for token in _tokens(cookie):
        try:
            links.append(verify(token, secrets=secrets))
        except InvalidLink:
            continue
    return links


def forget(cookie: str, request_id: str) -> str:
    """Return the cookie without the links of this request."""
    return _BETWEEN.join(held for held in _tokens(cookie) if _subject(held) != request_id)


def _signed(purpose: str, subject: str, version: int, link_version: int, secret: bytes) -> str:
    body = f"{subject}.{version}.{link_version}"
    return f"{body}.{_signature(secret, purpose, body)}"


def _verified(
    purpose: str, pattern: re.Pattern[str], token: str, secrets: Mapping[int, bytes]
) -> tuple[str, int]:
    subject, version, link_version, signature = _match(pattern, token).groups()
    body = f"{subject}.{version}.{link_version}"
    _check_signature(purpose, version, body, signature, secrets)
    return subject, int(link_version)


def _check_signature(
    purpose: str, version: str, body: str, signature: str, secrets: Mapping[int, bytes]
) -> None:
    secret = secrets.get(int(version))
    if secret is None:
        raise InvalidLink("unknown_secret")
    if not _same(_signature(secret, purpose, body), signature):
        raise InvalidLink("forged")


def tidy(token: str) -> str:
    """Return a token without what a sentence, or a program that shows links, put behind it."""
    return re.sub(r"(%20|[^0-9a-z])+$", "", token)


def _match(pattern: re.Pattern[str], token: str) -> re.Match[str]:
    match = pattern.fullmatch(tidy(token))
    if match is None:
        raise InvalidLink("malformed")
    return match


def _form_signature(place: str, key: str, issued_at: int, secret: bytes) -> str:
    return _signature(secret, "form", place, key, str(issued_at))


def _signature(secret: bytes, *parts: str) -> str:
    return base32(hmac.digest(secret, framed(*parts), "sha256"), SIGNATURE_LENGTH)


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _tokens(cookie: str) -> list[str]:
    tokens = cookie[:_LONGEST_COOKIE].split(_BETWEEN)
    return [token for token in tokens if _STATUS.fullmatch(token)][:MOST_REMEMBERED]


def _subject(token: str) -> str:
    return token.partition(".")[0]
