"""
The daily digest: one message to a lead or a manager, at the morning of their community.

Each has one digest, an item with a clock of its own: the opening of the next working day,
not before seven. When there is nothing to say it says nothing: a message that says nothing
teaches people not to open the next one. That the clockwork stands still is told by alarms.
"""

from chalicelib.kernel.entity import Entity

DIGEST = "digest"


class Digest(Entity, frozen=True, kw_only=True):
    """One person's daily message, about all the communities in which they answer for others."""

    login: str
    community: str
    """The one by whose calendar it comes: the first of theirs."""
    sent_at: int
    """The morning for which it was last begun."""
    before_at: int
    """The morning before that one."""
