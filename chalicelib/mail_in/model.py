"""What is set aside: mail that no conversation takes, which a manager reads and decides about."""

from collections.abc import Mapping
from hashlib import sha256

from msgspec import field

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.ids import framed
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_

KEPT_MS = 30 * DAY_MS
"""So long it is shown; then it goes by itself."""
MOST = 200
"""Of one community: a flood is counted in the log, and fills no table."""
LONGEST_TEXT = 8_000
"""Characters that are kept of one mail."""
MOST_NAMED = 20

ROBOT, BULK, SPAM, EMPTY = "robot", "bulk", "spam", "empty"
LIMIT, OVER, GONE, FULL, NOWHERE = "limit", "over", "gone", "full", "nowhere"
TOO_LARGE, BROKEN, UNPROVEN = "too_large", "broken", "unproven"

WHY: Mapping[str, str] = {
    ROBOT: N_("Written by a machine, as an absence note"),
    "report": N_("A report of a mail server"),
    BULK: N_("Sent to many, as a newsletter"),
    "ours": N_("A mail of ours that came back"),
    SPAM: N_("The mail service takes it for spam"),
    EMPTY: N_("Nothing is written in it"),
    LIMIT: N_("Too many came from this sender"),
    UNPROVEN: N_("Too many mails from unproven addresses came for its request today"),
    OVER: N_("It answers a request that is over"),
    GONE: N_("It answers a request that was deleted"),
    FULL: N_("The request takes no more notes"),
    NOWHERE: N_("The community has no public place to file it for"),
    TOO_LARGE: N_("Larger than 25 MB: its files were left out"),
    BROKEN: N_("It could only be read roughly"),
}
"""Why a mail is set aside, and what managers read of it."""


class Letter(Entity, frozen=True, kw_only=True):
    """A mail that is set aside in a community."""

    id: str
    community: str
    at: int
    why: str
    sender: str = ""
    name: str = ""
    proven: bool = False
    """It comes from the address that it names."""
    subject: str = ""
    text: str = ""
    left_out: list[str] = field(default_factory=list)
    request: str = ""
    """The request that it belongs to, and its reference."""
    reference: str = ""
    filed_by: str = ""
    """The manager in whose name it becomes a request, from when they began."""


def key_of(*said: str) -> str:
    """Return what names a mail: the same Message-ID with the same words is the same mail.

    A program that gives every mail one Message-ID loses none of them.
    """
    return sha256(framed("mail", *said)).hexdigest()
