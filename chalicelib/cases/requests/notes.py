"""Words that come after the first ones: a resident's, a worker's, an answer, a refusal."""

from msgspec import Struct, field

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import RESIDENT

MOST_NOTES = 100
"""Under one request, so that its pages stay one query; words of danger are never refused."""


PROVEN, CLAIMED = "proven", "claimed"
"""Words that came by mail: from the address of the request, or from one that only says so."""


class Mailed(Struct, frozen=True):
    """That words came by mail: PROVEN or CLAIMED, and all that the mail said."""

    by: str
    whole: str
    left_out: list[str] = field(default_factory=list)
    """Files that were not taken, by name."""


class Note(Entity, frozen=True, kw_only=True):
    """Words under a request; an item of their own, so that there may be many and each can go."""

    request: str
    key: str
    """The Idempotency-Key it came with: the same note twice is one note."""
    at: int
    by: str
    by_name: str = ""
    department: str = ""
    """Whose words they are when staff wrote them to the resident."""
    text: str
    internal: bool = False
    """True: for staff only."""
    emergency: str = ""
    """Which danger the words, or the switch beside them, speak of."""
    danger: bool = False
    """The switch beside the words says danger, whatever they say."""
    mailed: str = ""
    """PROVEN or CLAIMED where it came by mail."""
    whole: str = ""
    """All that the mail said, quotations and all."""
    left_out: list[str] = field(default_factory=list)
    """Files of the mail that were not taken, by name."""
    beside: str = ""
    """A neighbour's words: the request that theirs had joined."""


def is_to_resident(note: Note) -> bool:
    """Say whether staff wrote these words, and the resident reads them."""
    return not note.internal and note.by != RESIDENT
