"""
Ways to reach a member of staff: an address, or a phone that takes notices, each tested or not.

A way is tested when its owner said that a test arrived. An address that changed since is
another way. One item a login, wherever it works.
"""

from hashlib import sha256

from msgspec import Struct, field

from chalicelib.estate.members import Member
from chalicelib.kernel.entity import Entity
from chalicelib.kernel.times import MINUTE_MS

PUSH = "push"
MOST_PHONES = 5
"""Phones and browsers of one person; one more replaces the oldest."""
TEST_EVERY_MS = MINUTE_MS
"""A test costs money and patience: one a minute."""

ASKED, SENT, REFUSED, UNKNOWN = "", "sent", "refused", "unknown"
ARRIVED, LOST = "arrived", "lost"
MISSING, UNTESTED, FAILED, TESTED = "missing", "untested", "failed", "tested"


class Test(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The last test of one way, and what came of it."""

    __test__ = False

    at: int
    outcome: str = ASKED
    """ASKED, then what the channel said, then ARRIVED or LOST, as the person says."""


class Phone(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A browser that takes notices: where, and with which keys (RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str
    at: int


class Way(Entity, frozen=True, kw_only=True):
    """How one login is reached, beside the addresses of its memberships."""

    login: str
    community: str
    """The first of theirs: whose managers see it when a test is stuck."""
    tests: dict[str, Test] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)


def mark_of(channel: str, address: str) -> str:
    """Return what names a way without giving its address."""
    return sha256(f"{channel}|{address}".encode()).hexdigest()[:16]


def has_address(member: Member) -> bool:
    return bool(member.address) and member.channel != "none"


def marks(member: Member, way: Way | None) -> list[str]:
    """Return every way to this member."""
    own = [mark_of(member.channel, member.address)] if has_address(member) else []
    return own + list(way.phones if way else ())


def state_of(member: Member, way: Way | None) -> str:
    """Return MISSING, UNTESTED, FAILED or TESTED: one tested way is enough."""
    known = marks(member, way)
    outcomes = [way.tests[mark].outcome for mark in known if way and mark in way.tests]
    if not known:
        return MISSING
    if ARRIVED in outcomes:
        return TESTED
    return FAILED if {REFUSED, UNKNOWN, LOST} & set(outcomes) else UNTESTED
