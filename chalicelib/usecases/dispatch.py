"""
Routing: which departments get a task, and giving it to them.

Writing the plan is one conditional update of the request. Putting the tasks is its
effect: each under an id that the plan already names, so that a kill after the first of
two puts leaves a plan that the second try completes.
"""

from collections.abc import Mapping

from msgspec import structs

from ..domain import contacts, ids, routing
from ..domain import requests as life
from ..domain.duties import cover
from ..domain.estate import Community
from ..domain.requests import Request
from ..domain.steps import STEWARD, effect, step_of
from ..domain.tasks import DONE, OPEN, is_finished
from ..domain.topics import Topic
from ..storage import contacts as stored_contacts
from ..storage import estate, requests, tasks
from . import overhear
from .clocks import community_of, topics_of
from .effects import Enqueue, Tools, announce, lay_down, timed
from .put_tasks import made, put
from .realign import realign
from .settle import conclude
from .transition import next_version, write


def route(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Write the plan if no later step did, put its tasks, and lay the effect down.

    A plan that follows another one of the same round (the topic was corrected, a danger
    was told) keeps the tasks of the departments that are still needed.
    """
    if request.state != OPEN or request.joined_to:
        lay_down(request, name, now=now)
        return
    community = community_of(request.community, now=now)
    if int(request.planned or 0) < int(step_of(name)):
        planned = _planned(request, step_of(name), community, now=now)
        request = write(request, planned, tools.enqueue)
    for task_id in request.plan:
        put(made(task_id, request, community, now=now, tuning=tools.tuning()), tools)
    realign(request.id, now=now, tools=tools)
    conclude(request.id, now=now, tools=tools)
    overhear.sent_in(request, now=now, tools=tools)
    request = contact_moved(request, now=now, tools=tools)
    lay_down(request, name, now=now)


def _planned(request: Request, step: str, community: Community, *, now: int) -> Request:
    said = life.said_topic(request)
    found = routing.route(
        topic=said,
        kind=request.kind,
        topics=topics_of(community),
        open_departments=community.departments,
        redirects=community.redirects,
        danger=request.emergency,
        covers=cover(community, estate.members(community.code, now=now)).departments,
    )
    # What staff said that it is about stands; a danger still calls its duties.
    topic = said if found.danger and life.is_corrected(request) else found.topic
    kept = _kept(request)
    plan = [
        task_id
        for department in found.departments
        for task_id in kept.get(department) or [ids.task_id(request.id, step, department)]
    ]
    joinable = _joinable(request, found, topics_of(community))
    return next_version(
        request,
        "route",
        OPEN,
        by=STEWARD,
        why=topic,
        # A compliment is brought to whom it names the same day, whoever reads it first.
        effects=["thank"] if _is_new_praise(request) else [],
        now=now,
        topic=topic,
        chosen=said if topic != said else request.chosen,
        priority=found.priority,
        joinable=joinable,
        followed=request.followed or joinable,
        plan=plan,
        planned=step,
    )


def _is_new_praise(request: Request) -> bool:
    return request.kind == "compliment" and not request.planned


def _joinable(request: Request, found: routing.Route, topics: Mapping[str, Topic]) -> bool:
    """Say whether others may join it; each report of an emergency goes its own way."""
    calm = not found.danger and found.priority != "urgent"
    return calm and request.place_kind == "shared" and topics[found.topic].shared


def _kept(request: Request) -> dict[str, list[str]]:
    """Return the tasks of this round that go on, by department: unfinished ones, else done."""
    if not request.planned:
        return {}
    known = [task for task in tasks.of_request(request.id) if task.round == request.round]
    done = [task for task in known if task.state == DONE]
    going = [task for task in known if not is_finished(task)]
    kept: dict[str, list[str]] = {task.department: [task.id] for task in done}
    for department in {task.department for task in going}:
        kept[department] = [task.id for task in going if task.department == department]
    return kept


def contact_moved(request: Request, *, now: int, tools: Tools) -> Request:
    """Put an address given with the first words into an item of its own, that can be erased."""
    if not request.contact:
        return request
    parsed = contacts.parse(request.contact)
    if parsed is not None:
        add_contact(request, *parsed, secret=tools.secret(), now=now, enqueue=tools.enqueue)
    return requests.save(request, structs.replace(request, contact=""))


def add_contact(
    request: Request, channel: str, address: str, *, secret: bytes, now: int, enqueue: Enqueue
) -> contacts.Contact:
    """Put an unverified address under a request and ask it for confirmation, once."""
    contact = contacts.Contact(
        request=request.id,
        community=request.community,
        hash=contacts.hashed(request.community, address, secret=secret),
        channel=channel,
        address=address,
        lang=request.lang,
        created_at=now,
        changed_at=now,
        pending={effect(1, "confirm"): now},
    )
    contact = timed(contact, now=now)
    if stored_contacts.insert(contact):
        announce(contact, list(contact.pending), enqueue)
    return contact
