"""
The daily digest: one message to a lead or a manager, at the morning of their community.

Each has one digest, an item with a clock of its own: the opening of the next working day,
not before seven. When there is nothing to say it says nothing: a message that says nothing
teaches people not to open the next one. That the clockwork stands still is told by alarms.
"""

from msgspec import Struct, field

DIGEST = "digest"


class Digest(Struct, frozen=True, kw_only=True):
    """One person's daily message, about all the communities in which they answer for others."""

    login: str
    community: str
    """The one by whose calendar it comes: the first of theirs."""
    sent_at: int
    """The morning for which it was last begun."""
    before_at: int
    """The morning before that one."""
    version: int = 1
    pending: dict[str, int] = field(default_factory=dict)
    tries: int = 0
    due_at: int | None = None
    writes: int = 1
