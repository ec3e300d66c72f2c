"""
Feedback that Steward derives: from complaints, suggestions, and the words of an answer.

Each is an opinion whose id follows from its request and step, so that the same words twice
are one opinion. Complaints about people are left out: those are for managers alone.
"""

from collections.abc import Iterator

from chalicelib.cases.requests.model import Request
from chalicelib.cases.requests.store import Aggregate
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.people import CONDUCT
from chalicelib.improvements import recurring_problems
from chalicelib.kernel import ids
from chalicelib.kernel.history import effect, step_of
from chalicelib.platform.effects import Tools, complete_effect, publish_effects, with_due_at

from . import store as opinions
from .model import FEEDBACK, FORM, HOW, LONGEST_WORDS, WEIGH, Opinion, without_addresses

HEARD_KINDS = ("complaint", "suggestion")
ANSWERS = ("confirm", "reopen", "unclean")
"""The steps in which a resident answers "is it fixed?", perhaps in words."""

POOR, GOOD = 2, 4
"""Stars at which a comment is a complaint, and at which it is praise."""


def sent_in(request: Request, *, now: int, tools: Tools) -> None:
    """Hear a complaint or a suggestion that was sent in; forget it when it is about a person.

    Whatever it is, its building had this topic today: that is how needs are found.
    """
    if not _is_about_a_person(request):
        recurring_problems.note(request.community, request.building, request.topic, now=now)
    if request.kind not in HEARD_KINDS or request.round > 1:
        return
    if _is_about_a_person(request):
        _forget(_id(request, "1"))
        return
    how = request.channel if request.channel in HOW else FORM
    _put(request, "1", request.kind, request.words, how, now=now, tools=tools)


def answered(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Hear the words of an answer, then mark the effect as done."""
    if request.comment and not _is_about_a_person(request):
        kind = _kind_of_answer(request)
        _put(request, step_of(name), kind, request.comment, FEEDBACK, now=now, tools=tools)
    complete_effect(request, name, now=now)


def forget(found: Aggregate) -> int:
    """Delete every opinion that came from a request, for its erasure; return how many."""
    return sum(_forget(id_) for id_ in _ids(found.request))


def _kind_of_answer(request: Request) -> str:
    if not request.fixed or (request.rating is not None and request.rating <= POOR):
        return "complaint"
    return "compliment" if (request.rating or 0) >= GOOD else "suggestion"


def _is_about_a_person(request: Request) -> bool:
    return bool(request.about) or request.topic == CONDUCT


def _put(
    request: Request, step: str, kind: str, words: str, how: str, *, now: int, tools: Tools
) -> None:
    community = community_of(request.community, now=now)
    said = without_addresses(words)
    opinion = Opinion(
        id=_id(request, step),
        community=request.community,
        kind=kind,
        topic=request.topic,
        about=_department(request, community),
        department=_heard_by(request, now=now) if how in HOW else "",
        building=request.building,
        words=said if len(said) <= LONGEST_WORDS else said[: LONGEST_WORDS - 1] + "…",
        how=how,
        by=request.filed_by if how in HOW else "",
        request=request.id,
        created_at=now,
        changed_at=now,
        pending={effect(1, WEIGH): now},
    )
    opinion = with_due_at(opinion, now=now)
    if opinions.insert(opinion):
        publish_effects(opinion, list(opinion.pending), tools.enqueue)


def _department(request: Request, community: Community) -> str:
    known = topics_of(community)
    topic = known.get(request.topic) or known["other"]
    return community.redirects.get(topic.departments[0], topic.departments[0])


def _heard_by(request: Request, *, now: int) -> str:
    """Return the department of whoever took it down at the counter or on the telephone."""
    for member in estate.members(request.community, now=now):
        if member.id == request.filed_by:
            return next(iter(member.departments), "")
    return ""


def _ids(request: Request) -> Iterator[str]:
    yield _id(request, "1")
    for number, step in request.steps.items():
        if step.action in ANSWERS:
            yield _id(request, number)


def _id(request: Request, step: str) -> str:
    return ids.opinion_id(request.community, request.id, step)


def _forget(opinion_id: str) -> int:
    opinion = opinions.get(opinion_id)
    if opinion is None:
        return 0
    opinions.delete(opinion)
    return 1
