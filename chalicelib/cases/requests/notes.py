"""Words that come after the first ones: a resident's, a worker's, an answer, a refusal."""

from chalicelib.kernel.entity import Entity
from chalicelib.kernel.history import RESIDENT

MOST_NOTES = 100
"""Under one request, so that its pages stay one query; words of danger are never refused."""


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
    beside: str = ""
    """A neighbour's words: the request that theirs had joined."""


def is_to_resident(note: Note) -> bool:
    """Say whether staff wrote these words, and the resident reads them."""
    return not note.internal and note.by != RESIDENT
