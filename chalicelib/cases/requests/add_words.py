"""Words that a resident adds to a request: notes, answers to a question, a danger."""

from msgspec import structs

from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.cases.duplicates.model import beside_of
from chalicelib.kernel.errors import InvalidInput, KeyTaken
from chalicelib.kernel.history import RESIDENT, Asked, asked, effect, of_danger
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import Sentence, too_long
from chalicelib.platform.effects import Enqueue, publish_effects, with_due_at

from . import store as requests
from .answers import DANGER
from .model import OPEN, Request
from .notes import MOST_NOTES, Mailed, Note
from .resident_actions import LONGEST_COMMENT, existing, take_action


def reply(
    request_id: str, text: str, *, danger: bool = False, key: str, now: int, enqueue: Enqueue,
    mailed: Mailed | None = None,
) -> Request:  # fmt: skip
    """Add words whose effect sets every task going again that waits for the resident."""
    return _noted(
        request_id, text, ["reply"],
        danger=danger, key=key, now=now, enqueue=enqueue, mailed=mailed,
    )  # fmt: skip


def add_note(
    request_id: str, text: str, *, danger: bool = False, key: str, now: int, enqueue: Enqueue,
    mailed: Mailed | None = None,
) -> Request:  # fmt: skip
    """Put words of the resident under the request, once per key.

    Words of danger make it urgent, and so does the switch, with words or without. `mailed`
    says that they came by mail.
    """
    return _noted(
        request_id, text, [], danger=danger, key=key, now=now, enqueue=enqueue, mailed=mailed
    )


def _noted(
    request_id: str,
    text: str,
    whats: list[str],
    *,
    danger: bool,
    key: str,
    now: int,
    enqueue: Enqueue,
    mailed: Mailed | None,
) -> Request:
    words = clean(text, lines=True)
    emergency = is_emergency(words) or (DANGER if danger else "")
    request = existing(request_id)
    if danger and not words:
        return _worse(request, key=key, now=now, enqueue=enqueue)
    if not words:
        raise InvalidInput(text="Please write a few words.")
    if len(words) > LONGEST_COMMENT and not emergency:
        raise InvalidInput(text=too_long(LONGEST_COMMENT))
    if not emergency and requests.count_notes(request_id) >= MOST_NOTES:
        raise InvalidInput(notes=Sentence("A request has at most %(most)s notes.", most=MOST_NOTES))
    if emergency and (not request.emergency or (danger and request.by_words)):
        whats = [*whats, "raise"]
    key = of_danger(asked(key, RESIDENT, "note", words)).key if emergency else key
    names = [effect(1, what) for what in whats] if request.state == OPEN else []
    pending = dict.fromkeys(names, now)
    note = Note(
        request=request_id, key=key, at=now, by=RESIDENT, text=words[:LONGEST_COMMENT],
        emergency=emergency, danger=danger, pending=pending, beside=beside_of(request),
    )  # fmt: skip
    if mailed is not None:
        note = structs.replace(note, mailed=mailed.by, whole=mailed.whole, left_out=mailed.left_out)
    note = with_due_at(note, now=now)
    if requests.insert_note(note):
        publish_effects(note, names, enqueue)
    elif not requests.is_stored(note):
        raise KeyTaken
    return request


def _worse(request: Request, *, key: str, now: int, enqueue: Enqueue) -> Request:
    """Make a request urgent by the switch alone; of one that is urgent already, urge."""
    action = "urge" if request.emergency else "raise"
    said = {"by_words": False} if request.emergency else {"emergency": DANGER}
    return take_action(
        request.id, action, said, key=key, now=now, enqueue=enqueue, meant=worse(key)
    )


def worse(key: str) -> Asked:
    """Return what is asked by the switch "in danger", whatever has to follow from it."""
    return asked(key, RESIDENT, "worse")
