"""
Keys of programs: what one looks like, how it is believed, and what it may do.

    steward_hv-k7m2p9x4t0_<52>_<6>     the id, 32 random bytes, and a check of both

The text is shown once. What is stored is its SHA-256: it has the entropy of its bytes, so
that a slow hash would protect nothing more. The check at its end tells a slip of typing from
a key, without a look into the table; and scanners of source code know the whole form again.
"""

import hmac
import re
import secrets
from collections.abc import Callable
from hashlib import sha256

from msgspec import field, structs

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.ids import COMMUNITY, CROCKFORD_LOWER, base32, framed
from chalicelib.kernel.times import DAY_MS, MINUTE_MS
from chalicelib.kernel.words import N_

SUBMIT, READ_OWN, READ_ALL, WORDS = "submit", "read_own", "read_all", "words"
EXPORT = "export"

RIGHTS = {
    SUBMIT: N_("Submit requests"),
    READ_OWN: N_("Read the requests it submitted"),
    READ_ALL: N_("Read all requests"),
    WORDS: N_("Read what residents wrote, their names and contact details"),
    EXPORT: N_("Fetch daily files, and make copies of everything"),
}
"""What a key may do, and what managers read of it."""

BOTH_VALID_MS = 7 * DAY_MS
"""After a rotation the old text is good for this long."""
PER_MINUTE = 120
USED_MS = 60 * MINUTE_MS
"""Its last use is written down at most once in this time."""
MOST_KEYS = 50
"""Of one community, those that count and those that were revoked together."""
LONGEST_NAME = 40

_SECRET, _CHECK, _NONCE = 52, 6, 10
_TEXT = re.compile(
    rf"steward_({COMMUNITY}-[{CROCKFORD_LOWER}]{{{_NONCE}}})_([{CROCKFORD_LOWER}]{{{_SECRET}}})"
    rf"_([{CROCKFORD_LOWER}]{{{_CHECK}}})"
)
_NAME = re.compile(r"\w(?:[\w .&+-]*\w)?")


class Key(Entity, frozen=True, kw_only=True):
    """What one program may do, in which communities."""

    id: str
    community: str
    """Where it stands, and whose managers see it."""
    communities: list[str] = field(default_factory=list)
    """Where it counts: this one, or all that its company had when it was made."""
    name: str
    rights: list[str] = field(default_factory=list)
    hash: str
    old_hash: str = ""
    old_until: int | None = None
    """Until when what it was before the last rotation is good, too (epoch ms)."""
    made_at: int
    made_by: str
    """The name of the manager."""
    rotated_at: int | None = None
    last_used: int | None = None
    """Up to an hour late."""
    revoked_at: int | None = None
    revoked_by: str = ""


def new_id(community: str, random: Callable[[int], bytes]) -> str:
    """Return the id of a new key; `random(n)` gives n bytes."""
    return f"{community}-{base32(random(8), _NONCE)}"


def random_of(staff: str, key: str, *said: str) -> Callable[[int], bytes]:
    """Return what makes an id (at most 32 bytes): the same each time for one Idempotency-Key
    with the same words.

    Who asks twice, for the answer was lost, would else have two, and one that nobody knows of.
    """
    if not key:
        return secrets.token_bytes
    made = sha256(framed("program", staff, key, *said)).digest()
    return lambda n: made[:n]


def new_text(id: str, random: Callable[[int], bytes]) -> str:
    """Return what a program shows: made once, and never stored."""
    secret = base32(random(32) + b"\0", _SECRET)
    return f"steward_{id}_{secret}_{_check(id, secret)}"


def id_in(text: str) -> str:
    """Return the id in a key's text; "" where it cannot be one of ours."""
    found = _TEXT.fullmatch(text)
    if found is None or not hmac.compare_digest(found[3], _check(found[1], found[2])):
        return ""
    return found[1]


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def opens(key: Key, text: str, *, now: int) -> bool:
    """Say whether this text is this key's, as it is or as it was before a rotation."""
    given = hashed(text)
    if key.revoked_at is not None:
        return False
    if hmac.compare_digest(given, key.hash):
        return True
    old = key.old_until is not None and now < key.old_until
    return old and hmac.compare_digest(given, key.old_hash)


def rotated(key: Key, text: str, *, now: int) -> Key:
    """Return a key that opens with a new text, and for a while with the last one."""
    return structs.replace(
        key, version=key.version + 1, hash=hashed(text), old_hash=key.hash,
        old_until=now + BOTH_VALID_MS, rotated_at=now,
    )  # fmt: skip


def revoked(key: Key, *, by: str, now: int) -> Key:
    """Return a key that opens nothing any more."""
    return structs.replace(
        key, version=key.version + 1, revoked_at=now, revoked_by=by, old_hash="", old_until=None
    )


def is_name(text: str) -> bool:
    """Say whether a program may be called so: the name stands in logs."""
    return len(text) <= LONGEST_NAME and _NAME.fullmatch(text) is not None


def filer(key: Key) -> str:
    """Return who submitted what this program submits."""
    return f"program:{key.id}"


def community_in(id: str) -> str:
    """Return the community of an id."""
    return id.partition("-")[0]


def _check(id: str, secret: str) -> str:
    return base32(sha256(f"{id}_{secret}".encode()).digest(), _CHECK)
