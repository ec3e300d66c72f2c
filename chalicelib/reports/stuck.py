"""Stuck: what the system tried again and again and cannot get on with by itself."""

from collections.abc import Iterable

from msgspec import Struct, field

from chalicelib.kernel.history import what_of
from chalicelib.kernel.times import DAY_MS
from chalicelib.kernel.words import N_

TELLS_RESIDENT = N_(
    "A message to the resident could not be sent. Ask for other contact details, or call."
)
TELLS_STAFF = N_("A message to a member of staff could not be sent. Check their contact details.")
GIVES = N_(
    "It could not be assigned to a department. Check its topic, departments and opening hours."
)
FOLLOWS = N_("A step after an action failed. The system administrator can see why in the logs.")
ERASES = N_("Part of a deleted request could not be removed. Tell the system administrator.")
WRITES = N_(
    "A copy or daily file could not be written. Ask the system administrator to check the bucket."
)
LOST = N_("We tried twice and do not know if the message arrived. Please call.")
CLOCK = N_("Its deadlines could not be checked. The system administrator can see why in the logs.")

MEANING = {
    "tell": TELLS_RESIDENT,
    "confirm": TELLS_RESIDENT,
    "home": TELLS_RESIDENT,
    "send": TELLS_STAFF,
    "digest": TELLS_STAFF,
    "invite": TELLS_STAFF,
    "route": GIVES,
    "assign": GIVES,
    "hand_over": GIVES,
    "erase": ERASES,
    "unreach": ERASES,
    "copy": WRITES,
    "gather": WRITES,
    "lost": LOST,
}
"""Effect to what it means for people that it does not come through; others are FOLLOWS."""


class Stuck(Struct, frozen=True, kw_only=True):
    """One item that failed more than three times."""

    community: str
    item: str
    """Its partition key: the request, the bundle, the digest."""
    kind: str
    """Its sort key."""
    since: int
    """When it was first found stuck."""
    tries: int
    effects: list[str] = field(default_factory=list)
    reference: str = ""
    doubt: str = ""
    """Of a message that is not known to have arrived: what tells it from others about the item."""


DOUBTED_MS = 7 * DAY_MS
"""So long such a message is shown; nothing moves it from the list before."""


def meaning(effects: Iterable[str]) -> str:
    """Return what it means that these effects do not come through."""
    name = next(iter(sorted(effects)), "")
    return MEANING.get(what_of(name), FOLLOWS) if name else CLOCK
