"""
Thanks: a good word for a person or for a quiet trade, brought to them the same day.

They come with a resident's answer ("thanks to …"), with a compliment that names somebody,
or are passed on by whoever heard them. They are read, never ranked: there is no list of who
got most.
"""

import unicodedata
from collections.abc import Iterable

from chalicelib.estate.members import Member
from chalicelib.kernel.entity import Entity

LONGEST_WORDS = 500


class Thanks(Entity, frozen=True, kw_only=True):
    """One good word for one member of staff, or for a whole department."""

    id: str
    community: str
    to: str = ""
    """The member of staff; "" when it is for everybody in the department."""
    department: str
    words: str = ""
    request: str = ""
    """The request it came with: it goes when that is erased."""
    passed_by: str = ""
    """Who heard it and passed it on."""
    created_at: int


def named_in(words: str, members: Iterable[Member]) -> list[Member]:
    """Return the members whose name stands in these words.

    A name in Latin letters must stand as a word of its own: "Sam" is not in "the same".
    """
    plain = _folded(words)
    apart = set(_separated(plain))
    return [member for member in members if _is_named(_folded(member.name), plain, apart)]


def _is_named(name: str, plain: str, apart: set[str]) -> bool:
    if not name:
        return False
    if not name.isascii():
        return name in plain
    parts = _separated(name)
    return bool(parts) and (set(parts) <= apart or parts[0] in apart and len(parts[0]) > 2)


def _separated(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
