"""
Checking back: some days after it was done, is it still fixed?

The clock asks once a round. Up to 30 days after closing "no" opens the request again;
later it makes a new one that names the old: always the same one, however often somebody
taps.
"""

from ..domain import ids
from ..domain import requests as life
from ..domain.answers import DANGER
from ..domain.emergency import is_emergency
from ..domain.errors import InvalidInput, NotAllowed, NotFound
from ..domain.requests import CLOSED, RESOLVED, Request
from ..domain.steps import CLOCK, GRACE_MS, RESIDENT, Step, effect
from ..domain.text import clean
from ..storage import requests
from .effects import Enqueue, Tools, announce
from .respond import LONGEST_COMMENT, add_note, move, worse
from .transition import next_version, write

ROUTE = effect(1, "route")


def ask(request: Request, *, now: int, tools: Tools) -> None:
    """Ask the resident whether it is still fixed: one step, and a notice that follows."""
    asked = next_version(
        request,
        "check_back",
        life.advance(request, "check_back"),
        by=CLOCK,
        effects=["tell"],
        now=now,
        checked_back=True,
        tries=0,
    )
    write(request, asked, tools.enqueue)


def answer(
    request_id: str,
    *,
    fixed: bool,
    comment: str,
    key: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
) -> Request:
    """Take the answer; return the request that goes on: this one, or one that names it.

    Raises InvalidInput, NotFound, NotAllowed (never closed as done, or "yes" too late).
    """
    request = requests.get(request_id)
    if request is None:
        raise NotFound("there is no such request")
    words = clean(comment, lines=True)
    if len(words) > LONGEST_COMMENT:
        raise InvalidInput(comment=f"Please keep it to {LONGEST_COMMENT} characters.")
    if fixed:
        return move(request_id, "confirm", {"fixed": True}, key=key, now=now, enqueue=enqueue)
    if life.is_reopenable(request, now) or request.outcome not in life.DONE_WITH:
        said = {"fixed": False, "comment": words}
        return move(request_id, "reopen", said, key=key, now=now, enqueue=enqueue)
    return _again(request, words, key=key, secret=secret, now=now, enqueue=enqueue)


def note(
    request_id: str,
    text: str,
    *,
    danger: bool,
    key: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
) -> Request:
    """Add words to a request; return the request that goes on.

    A danger told of one that is over opens it again, or makes a new one that names it: words
    under what nobody works on any more would be read by nobody. Raises as respond.add_note.
    """
    found = is_emergency(text) or (DANGER if danger else "")
    request = requests.get(request_id) if found else None
    if request is None or request.state not in (RESOLVED, CLOSED):
        return add_note(request_id, text, danger=danger, key=key, now=now, enqueue=enqueue)
    words = clean(text, lines=True)[:LONGEST_COMMENT]
    said = {"fixed": False, "comment": words, "emergency": found}
    try:
        return move(request_id, "reopen", said, key=key, now=now, enqueue=enqueue, meant=worse(key))
    except NotAllowed:
        return _again(
            request, words, emergency=found, key=key, secret=secret, now=now, enqueue=enqueue
        )


def _again(
    old: Request,
    words: str,
    *,
    emergency: str = "",
    key: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
) -> Request:
    """Return the request that follows an old one, put if there is none yet.

    When that one is itself long closed, the one that follows it, and so on.
    """
    emergency = emergency or is_emergency(words) or ""
    new = _following(old, words, emergency, key=key, secret=secret, now=now)
    if requests.insert(new):
        announce(new, [ROUTE], enqueue)
        return new
    there = requests.get(new.id)
    if there is None or there.state != CLOSED or key in _keys(there):
        return there or new
    if emergency:
        return note(there.id, words, danger=True, key=key, secret=secret, now=now, enqueue=enqueue)
    return answer(
        there.id, fixed=False, comment=words, key=key, secret=secret, now=now, enqueue=enqueue
    )


def _keys(request: Request) -> set[str]:
    return {step.key for step in request.steps.values()}


def _following(
    old: Request, words: str, emergency: str, *, key: str, secret: bytes, now: int
) -> Request:
    request_id = ids.request_id(old.community, old.id, "again", secret=secret)
    return Request(
        id=request_id,
        community=old.community,
        reference=ids.reference(request_id),
        follows=old.id,
        place=old.place,
        place_name=old.place_name,
        building=old.building,
        place_kind=old.place_kind,
        spot=old.spot,
        kind=old.kind,
        topic=old.topic,
        words=words or old.words,
        lang=old.lang,
        channel=old.channel,
        name=old.name,
        visit=old.visit,
        may_enter=old.may_enter,
        emergency=emergency,
        body_hash=f"again#{old.id}",
        created_at=now,
        changed_at=now,
        start_at=now,
        pending={ROUTE: now},
        due_at=now + GRACE_MS,
        steps={"1": Step(action="submit", by=RESIDENT, at=now, why="again", key=key)},
    )
