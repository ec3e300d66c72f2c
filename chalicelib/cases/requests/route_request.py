"""
Routing: which departments get a task, and giving it to them.

Writing the plan is one conditional update of the request. Putting the tasks is its
effect: each under an id that the plan already names, so that a kill after the first of
two puts leaves a plan that the second try completes.
"""

from collections.abc import Mapping

from msgspec import structs

from chalicelib.cases.contacts import model as contacts
from chalicelib.cases.contacts import store as stored_contacts
from chalicelib.cases.danger.duties import cover
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.create_tasks import build, insert
from chalicelib.cases.tasks.model import DONE, OPEN, is_finished
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of, country_of, topics_of
from chalicelib.estate.model import Community
from chalicelib.estate.topics import Topic
from chalicelib.feedback import derive
from chalicelib.kernel import ids
from chalicelib.kernel.errors import InvalidInput
from chalicelib.kernel.history import STEWARD, effect, step_of
from chalicelib.kernel.outgoing import LIMIT, MOST_ADDRESSES
from chalicelib.kernel.words import Sentence
from chalicelib.platform.effects import (
    Enqueue,
    Tools,
    complete_effect,
    publish_effects,
    with_due_at,
)
from chalicelib.platform.transition import apply_to, bump, next_version, write

from . import model as life
from . import routing
from . import store as requests
from .model import Request
from .resolve import resolve_request
from .sync_tasks import sync


def route(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Write the plan if no later step did, put its tasks, and mark the effect as done.

    A plan that follows another one of the same round (the topic was corrected, a danger
    was told) keeps the tasks of the departments that are still needed.
    """
    if request.state != OPEN or request.joined_to:
        if request.state == life.RESOLVED:
            # Its tasks were put and done before the process that put them came to the address.
            request = contact_moved(request, now=now, tools=tools)
        complete_effect(request, name, now=now)
        return
    community = community_of(request.community, now=now)
    if int(request.planned or 0) < int(step_of(name)):
        planned = _planned(request, step_of(name), community, now=now)
        request = write(request, planned, tools.enqueue)
    for task_id in request.plan:
        insert(build(task_id, request, community, now=now, tuning=tools.tuning()), tools)
    sync(request.id, now=now, tools=tools)
    resolve_request(request.id, now=now, tools=tools)
    derive.sent_in(request, now=now, tools=tools)
    request = contact_moved(request, now=now, tools=tools)
    complete_effect(request, name, now=now)


def _planned(request: Request, step: str, community: Community, *, now: int) -> Request:
    said = life.said_topic(request)
    found = routing.route(
        topic=said,
        kind=request.kind,
        topics=topics_of(community),
        open_departments=community.departments,
        redirects=community.redirects,
        danger=request.emergency,
        guessed=bool(request.guesses),
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
    parsed = contacts.parse(request.contact, country_of(request.community, now=now))
    after = structs.replace(request, contact="", prefix="")
    if parsed is not None:
        contact = _contact(request, *parsed, prefix=request.prefix, secret=tools.secret(), now=now)
        contact = _vouched(contact, request, now=now)
        after = structs.replace(after, addressed=[*request.addressed, contacts.slot_of(contact)])
        _put(contact, tools.enqueue)
    return requests.save(request, after)


def _vouched(contact: contacts.Contact, request: Request, *, now: int) -> contacts.Contact:
    """Return an address that gets its receipt if its mail proved it, and nothing if silent."""
    if request.proven:
        pending = {effect(1, "received"): now}
        contact = structs.replace(contact, state=contacts.VERIFIED, pending=pending)
    if request.silent:
        contact = structs.replace(contact, pending={}, refused="" if request.proven else LIMIT)
    return with_due_at(contact, now=now)


def add_contact(
    request: Request,
    channel: str,
    address: str,
    *,
    prefix: str,
    secret: bytes,
    now: int,
    enqueue: Enqueue,
) -> contacts.Contact:
    """Put an unverified address under a request and ask it for confirmation, once.

    One that was not sent its message is asked again. Raises InvalidInput for the fourth.
    """
    contact = _contact(request, channel, address, prefix=prefix, secret=secret, now=now)

    def with_slot(found: Request) -> Request | None:
        if contacts.slot_of(contact) in found.addressed:
            return None
        if len(found.addressed) >= MOST_ADDRESSES:
            raise InvalidInput(
                addresses=Sentence(
                    "A request has at most %(most)s contact details.", most=MOST_ADDRESSES
                )
            )
        return structs.replace(found, addressed=[*found.addressed, contacts.slot_of(contact)])

    def again(found: contacts.Contact) -> contacts.Contact | None:
        if found.state != contacts.UNVERIFIED or not found.refused:
            return None
        return bump(found, ["confirm"], now=now, refused="", prefix=prefix)

    apply_to(request, with_slot)
    if not _put(contact, enqueue):
        apply_to(stored_contacts.get(request.id, contact.hash), again, enqueue=enqueue)
    return contact


def _contact(
    request: Request, channel: str, address: str, *, prefix: str, secret: bytes, now: int
) -> contacts.Contact:
    contact = contacts.Contact(
        request=request.id,
        community=request.community,
        hash=contacts.hashed(request.community, address, secret=secret),
        channel=channel,
        address=address,
        lang=request.lang,
        prefix=prefix,
        created_at=now,
        changed_at=now,
        pending={effect(1, "confirm"): now},
    )
    return with_due_at(contact, now=now)


def _put(contact: contacts.Contact, enqueue: Enqueue) -> bool:
    """Put an address unless it is there, and have it asked; say whether it was put."""
    inserted = stored_contacts.insert(contact)
    if inserted:
        publish_effects(contact, list(contact.pending), enqueue)
    return inserted
