"""
Checking back: some days after it was done, is it still fixed?

The clock asks once a round. Up to 30 days after closing "no" opens the request again;
later it makes a new one that names the old: always the same one, however often somebody
taps.
"""

from collections.abc import Callable
from contextlib import suppress

from msgspec import structs

from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Erased, InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.history import CLOCK, GRACE_MS, RESIDENT, Step, effect, what_of
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import too_long
from chalicelib.platform.effects import Enqueue, Tools, complete_effect, publish_effects
from chalicelib.platform.transition import begun, next_version, write

from . import model as life
from . import store as requests
from .add_words import add_note, reply, worse
from .answers import DANGER
from .model import CLOSED, RESOLVED, Request
from .notes import Mailed, Note
from .resident_actions import LONGEST_COMMENT, as_said, take_action

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
        raise InvalidInput(comment=too_long(LONGEST_COMMENT))
    said = as_said(fixed, words)
    if said["fixed"]:
        kept = said if words else {"fixed": True}
        return take_action(request_id, "confirm", kept, key=key, now=now, enqueue=enqueue)
    if life.is_reopenable(request, now) or request.outcome not in life.DONE_WITH:
        return take_action(request_id, "reopen", said, key=key, now=now, enqueue=enqueue)
    return _again(request, words, key=key, secret=secret, now=now, enqueue=enqueue)


def note(
    request_id: str,
    text: str,
    *,
    danger: bool,
    answers: bool = False,
    key: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
    mailed: Mailed | None = None,
) -> Request:
    """Add words to a request, or answer what was asked of it; return the request that goes on.

    A danger told of one that is over opens it again, or makes a new one that names it: words
    under what nobody works on any more would be read by nobody. Raises as respond.add_note.
    """
    found = is_emergency(text) or (DANGER if danger else "")
    request = requests.get(request_id) if found else None
    if request is None or request.state not in (RESOLVED, CLOSED):
        add = reply if answers else add_note
        return add(
            request_id, text, danger=danger, key=key, now=now, enqueue=enqueue, mailed=mailed
        )
    words = clean(text, lines=True)[:LONGEST_COMMENT]
    said = {"fixed": False, "comment": words, "emergency": found, "by_words": not danger}
    try:
        return take_action(
            request_id, "reopen", said, key=key, now=now, enqueue=enqueue, meant=worse(key)
        )
    except NotAllowed:
        return _again(
            request, words, emergency=found, by_words=not danger, key=key, secret=secret, now=now,
            enqueue=enqueue,
        )  # fmt: skip


def in_any_case(
    act: Callable[[], Request | None],
    request_id: str,
    words: str,
    *,
    danger: bool,
    key: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
) -> Request | None:
    """Do what a resident asks; a danger that it cannot take is a note, and worked on all the same.

    A page may be older than the request, or its form filled in wrong: neither refuses a
    danger. Raises what `act` raises of anything else.
    """
    try:
        return act()
    except (InvalidInput, NotAllowed):
        if not (danger or is_emergency(words)):
            raise
        return note(
            request_id, words, danger=danger, key=key, secret=secret, now=now, enqueue=enqueue
        )


def heard(added: Note, name: str, *, now: int, tools: Tools) -> None:
    """Let the request do what a note asks for, once, then mark the effect as done.

    A request that was closed meanwhile stays closed, and the words are kept all the same: but
    a danger opens it again, or makes a new one that names it.
    """
    with suppress(NotAllowed, NotFound, Erased):
        if what_of(name) == "raise":
            _raised(added, now=now, tools=tools)
        else:
            take_action(
                added.request, what_of(name), {}, key=added.key, now=now, enqueue=tools.enqueue
            )
    complete_effect(added, name, now=now)


def _raised(added: Note, *, now: int, tools: Tools) -> None:
    found = added.emergency or is_emergency(added.text)
    said = {"emergency": found, "by_words": not added.danger}
    key = f"{added.key[:60]}-up"
    try:
        take_action(added.request, "raise", said, key=key, now=now, enqueue=tools.enqueue)
    except NotAllowed:
        request = requests.get(added.request)
        if request is None or request.state not in (RESOLVED, CLOSED):
            raise
        note(
            request.id, added.text, danger=True, key=key, secret=tools.secret(), now=now,
            enqueue=tools.enqueue,
        )  # fmt: skip


def _again(
    old: Request,
    words: str,
    *,
    emergency: str = "",
    by_words: bool = False,
    key: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
) -> Request:
    """Return the request that follows an old one, put if there is none yet.

    When that one is itself long closed, the one that follows it, and so on.
    """
    if not emergency and (found := is_emergency(words)):
        emergency, by_words = found, True
    new = structs.replace(
        _following(old, words, key=key, secret=secret, now=now),
        emergency=emergency,
        by_words=by_words,
    )
    new = begun(new, now=now)
    if requests.insert(new):
        publish_effects(new, list(new.pending), enqueue)
        return new
    there = requests.get(new.id)
    if there is None or there.state != CLOSED or key in _keys(there):
        return there or new
    if emergency:
        return note(
            there.id, words, danger=not by_words, key=key, secret=secret, now=now, enqueue=enqueue
        )
    return answer(
        there.id, fixed=False, comment=words, key=key, secret=secret, now=now, enqueue=enqueue
    )


def _keys(request: Request) -> set[str]:
    return {step.key for step in request.steps.values()}


def _following(old: Request, words: str, *, key: str, secret: bytes, now: int) -> Request:
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
        body_hash=f"again#{old.id}",
        created_at=now,
        changed_at=now,
        start_at=now,
        pending={ROUTE: now},
        due_at=now + GRACE_MS,
        steps={"1": Step(action="submit", by=RESIDENT, at=now, why="again", key=key)},
    )
