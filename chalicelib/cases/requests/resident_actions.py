"""What residents do after submitting: answer, urge, withdraw, add words or an address."""

from collections.abc import Iterable
from typing import Any

from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.cases.duplicates import store as joins
from chalicelib.cases.duplicates.propagate import effects_of
from chalicelib.kernel.errors import Erased, InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.history import MOST_STEPS, RESIDENT, Asked, asked, of_danger
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_, Sentence, too_long
from chalicelib.platform.effects import Enqueue
from chalicelib.platform.transition import apply, next_version

from . import model as life
from . import store as requests
from .model import CLOSED, CONFIRMED, ERASED, OPEN, REFUSED, WITHDRAWN, Request

LONGEST_COMMENT = 2_000

POOR = 2
"""A rating up to this is called back about."""


def answer(
    request_id: str,
    *,
    fixed: bool,
    clean_up: bool | None,
    rating: int | None,
    comment: str,
    thanks: str,
    reasons: Iterable[str] = (),
    key: str,
    now: int,
    enqueue: Enqueue,
) -> Request:
    """Take the answer to "is it fixed?": yes closes as confirmed, no opens a new round.

    Fixed and not clean opens it again for cleaning up; a low rating has somebody call back.

    Words alone never reopen, unless they tell of danger: only the answer "no" does, up to 30
    days after closing. Raises InvalidInput, NotFound, NotAllowed.
    """
    _checked_answer(rating, comment)
    words = clean(comment, lines=True)
    ticked = set(reasons)
    said = {"clean": clean_up, "rating": rating, "thanks": clean(thanks)} | as_said(fixed, words)
    said["reasons"] = [reason for reason in life.REASONS if reason in ticked]
    action = _after_answer(said)
    return take_action(request_id, action, said, key=key, now=now, enqueue=enqueue)


def _after_answer(said: dict[str, Any]) -> str:
    if not said["fixed"]:
        return "reopen"
    return "unclean" if said["clean"] is False else "confirm"


def as_said(fixed: bool, words: str) -> dict[str, Any]:
    """Return what an answer says: with words of danger it is never "all is well"."""
    found = is_emergency(words)
    if not found:
        return {"fixed": fixed, "comment": words}
    return {"fixed": False, "comment": words, "emergency": found, "by_words": True}


def withdraw(request_id: str, *, key: str, now: int, enqueue: Enqueue) -> Request:
    """Take a request back; its tasks are cancelled and their holders told.

    What others joined lives on for them, without its owner.
    """
    request = existing(request_id)
    others = request.state == OPEN and request.followed and joins.any_of(request_id)
    action = "leave" if others else "withdraw"
    meant = asked(key, RESIDENT, "withdraw")
    return take_action(request_id, action, {}, key=key, now=now, enqueue=enqueue, meant=meant)


def urge(request_id: str, *, key: str, now: int, enqueue: Enqueue) -> Request:
    """Ask again where it stays; what counts and what climbs is decided by its effect."""
    return take_action(request_id, "urge", {}, key=key, now=now, enqueue=enqueue)


def _checked_answer(rating: int | None, comment: str) -> None:
    wrong: dict[str, str] = {}
    if rating is not None and not 1 <= rating <= 5:
        wrong["rating"] = N_("Please choose one to five stars.")
    if len(comment) > LONGEST_COMMENT:
        wrong["comment"] = too_long(LONGEST_COMMENT)
    if wrong:
        raise InvalidInput(**wrong)


def existing(request_id: str) -> Request:
    request = requests.get(request_id)
    if request is None:
        raise NotFound("there is no such request")
    if request.state == ERASED:
        raise Erased
    return request


def take_action(
    request_id: str,
    action: str,
    said: dict[str, Any],
    *,
    key: str,
    now: int,
    enqueue: Enqueue,
    for_others: bool = False,
    meant: Asked | None = None,
) -> Request:
    """Take one action of the resident with what they said, in one write, once a key.

    Whoever left does nothing more; it may still be done `for_others` who have the same.
    `meant` is what they asked for, where the action depends on how the request stands.
    """
    if meant is None:
        meant = asked(key, RESIDENT, action, said)
        meant = of_danger(meant) if said.get("emergency") else meant

    def changed(request: Request) -> Request:
        if request.left_at and not (for_others or action == "raise"):
            raise NotAllowed("You cancelled this.", state=request.state, version=request.version)
        return _after(request, action, said, key=meant.key, now=now)

    return apply(lambda: existing(request_id), changed, asked=meant, enqueue=enqueue).item


def _after(request: Request, action: str, said: dict[str, Any], *, key: str, now: int) -> Request:
    state = life.advance(request, action)
    # A danger is told once of a request that is none yet: that much room there always is.
    if len(request.steps) >= MOST_STEPS and state != CLOSED and action != "raise":
        raise NotAllowed(
            Sentence(
                "This request has %(most)s steps. It can only be closed now.", most=MOST_STEPS
            ),
            state=request.state,
            version=request.version,
        )
    if action in ("reopen", "unclean", "confirm"):
        _may_answer(request, action, now=now)
    heard = [what for what, field in _HEARD.items() if said.get(field)]
    if action == "confirm" and (said.get("rating") or POOR + 1) <= POOR:
        heard.append("call_back")
    return next_version(
        request,
        action,
        state,
        by=RESIDENT,
        why=request.joined_to,
        key=key,
        effects=[*effects_of(request, action, _EFFECTS[action]), *heard],
        now=now,
        **said,
        **_CHANGES[action](request, now),
    )


def _may_answer(request: Request, action: str, *, now: int) -> None:
    undone = request.outcome == REFUSED and action in ("confirm", "unclean")
    if request.outcome == WITHDRAWN or undone:
        raise NotAllowed(
            "This was not done, so it cannot be rated. Please send a new request.",
            state=request.state,
            version=request.version,
        )
    if not life.is_reopenable(request, now):
        raise NotAllowed(
            "This was closed too long ago. Please send a new request.",
            state=request.state,
            version=request.version,
        )


def _closed(outcome: str) -> Any:
    return lambda request, now: {
        "outcome": outcome,
        "closed_at": request.closed_at if request.state == CLOSED else now,
    }


def _reopened(request: Request, now: int) -> dict[str, Any]:
    # The old plan goes at once: a late message about its tasks would settle the new round.
    return {
        "round": request.round + 1,
        "plan": [],
        "outcome": "",
        "resolved_at": None,
        "closed_at": None,
        "checked_back": False,
        "start_at": now,
        "lift": request.lift + 1,
        "reopened": request.reopened + 1,
        "joined_to": "",
    }


def _left_unclean(request: Request, now: int) -> dict[str, Any]:
    # Its work counts as done: the round goes on, with one more task.
    return {
        "plan": [],
        "outcome": "",
        "resolved_at": None,
        "closed_at": None,
        "checked_back": False,
        "lift": request.lift + 1,
    }


_CHANGES: dict[str, Any] = {
    "unclean": _left_unclean,
    "confirm": _closed(CONFIRMED),
    "withdraw": _closed(WITHDRAWN),
    "reopen": _reopened,
    "leave": lambda request, now: {"left_at": now},
    "urge": lambda request, now: {"urges": [*request.urges, now][-20:]},
    "reply": lambda request, now: {},
    "detail": lambda request, now: {},
    "concern": lambda request, now: {},
    "raise": lambda request, now: {"plan": [], "joined_to": ""},
}

_EFFECTS: dict[str, list[str]] = {
    "unclean": ["clean_up"],
    "confirm": [],
    "withdraw": ["cancel"],
    "reopen": ["route", "tell"],
    "leave": ["alone"],
    "urge": ["urge"],
    "reply": ["resume"],
    "detail": [],
    "concern": ["align"],
    "raise": ["route"],
}

_HEARD = {"hear": "comment", "thank": "thanks"}
"""What follows from words that come with an answer: an opinion, a good word for somebody."""
