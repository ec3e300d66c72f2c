"""Setting a mail aside, and what becomes of it: a manager decides, or its time is over."""

from typing import TYPE_CHECKING, Any

from chalicelib.kernel import ids
from chalicelib.kernel.text import clean
from chalicelib.platform.effects import with_due_at

from . import store as letters
from .model import KEPT_MS, LONGEST_TEXT, MOST_NAMED, Letter

if TYPE_CHECKING:
    from .reading import Mail


def put(
    mail: "Mail", community: str, why: str, *, number: str, request: str = "", reference: str = "",
    now: int,
) -> str:  # fmt: skip
    """Set a mail aside, once; return why, or "full" where a community has too many."""
    id_ = ids.item_id(letters.LETTER, community, request, number)
    letter = Letter(
        id=id_,
        community=community,
        at=now,
        why=why,
        sender=mail.sender,
        name=clean(mail.name),
        proven=mail.is_proven,
        subject=clean(mail.subject),
        text=clean(mail.text[:LONGEST_TEXT], lines=True),
        left_out=[clean(each) for each in _files(mail)],
        request=request,
        reference=reference,
    )
    if letters.is_full(community):
        return "too many set aside"
    letters.LETTERS.insert(with_due_at(letter, now=now))
    return why


def clocks(letter: Letter, now: int) -> list[int | None]:
    """Return when a letter goes by itself."""
    return [letter.at + KEPT_MS]


def tick(letter: Letter, *, now: int, tools: Any) -> bool:
    """Delete a letter whose time is over; say whether it went."""
    if now < letter.at + KEPT_MS:
        return False
    letters.LETTERS.delete(letter)
    return True


def _files(mail: "Mail") -> list[str]:
    return [*(file.name for file in mail.files), *mail.left][:MOST_NAMED]
