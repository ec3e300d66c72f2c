"""
What staff say of two requests: this is the same as that, this one is not, they have to do with
each other.

Each is one write. Merging lets a request join another as a resident's "I have this too" does, so
that everything after it is the same; splitting takes one of those who joined out again. A link
stands in both requests: its effect puts it into the other.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import structs

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.requests import queries
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED, OPEN, Request, advance
from chalicelib.cases.requests.of_task import on_request
from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.act import Verdict
from chalicelib.cases.tasks.model import Task, queue_of
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import may, may_see
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.history import asked, step_of, what_of
from chalicelib.kernel.words import N_, Sentence
from chalicelib.platform.effects import Enqueue, Tools, complete_effect, with_due_at
from chalicelib.platform.transition import apply, apply_to, next_version

from . import store as joins
from .propagate import after_step

MOST_LINKS = 10
UNKNOWN = N_("There is no request of this reference that you may see.")

ON_THEIR_WAY = frozenset({"route", "join", "leave", "carry", "cancel"})
"""Effects that put or take tasks: while one is owed, nobody knows what a request has."""


def say(
    action: str,
    task_id: str,
    other: str,
    *,
    version: int | None,
    key: str,
    staff: Staff,
    now: int,
    enqueue: Enqueue,
) -> Verdict:
    """Merge, split, link or unlink the request of this task and another, once a key.

    `other` is a reference, as people say it. Raises InvalidInput naming the field, NotFound,
    Forbidden, NotAllowed, Stale.
    """

    def may_it(task: Task) -> None:
        if not may_see(staff, task):
            raise NotFound("there is no such task")
        if not may(staff, *queue_of(task), action, task.holder):
            raise Forbidden("this is for who leads the department")

    meant = asked(key, staff.id, action, other)
    if action == "split":
        task = tasks.get(task_id)
        if task is None:
            raise NotFound("there is no such task")
        may_it(task)
        return _split(task, other, key=key, staff=staff, now=now, enqueue=enqueue)

    def changed(request: Request) -> Request:
        if action == "unlink":
            return _unlinked(request, other, staff, key=key, now=now)
        found = _other(request, other, staff)
        if is_about_somebody(request) or is_about_somebody(found):
            raise NotAllowed(
                "A complaint about a person cannot be put together with another request.",
                state=request.state,
            )
        return SAID[action](request, found, staff, key=key, now=now)

    return on_request(
        task_id, may_it, changed, action, version=version, meant=meant, enqueue=enqueue
    )


def _merged(request: Request, parent: Request, staff: Staff, *, key: str, now: int) -> Request:
    _refuse_parent(request, parent)
    if request.emergency or (request.priority == "urgent" and parent.priority != "urgent"):
        raise NotAllowed("An emergency is always handled on its own.", state=request.state)
    if request.left_at or joins.any_of(request.id):
        raise InvalidInput(
            request="Others joined this request. Please put the other one together "
            "with this one instead."
        )
    if any(what_of(name) in ON_THEIR_WAY for name in request.pending):
        raise NotAllowed(
            "This is being passed on. Please try again in a minute.", state=request.state
        )
    for task in tasks.of_request(request.id):
        if not tasks_life.is_finished(task):
            _must_lead(task, staff)
    return after_step(
        request, "merge", by=staff.id, why=parent.id, key=key, now=now,
        joined_to=parent.id, plan=[],
    )  # fmt: skip


def _refuse_parent(request: Request, parent: Request) -> None:
    if parent.state != OPEN or parent.left_at:
        raise InvalidInput(request="That request is not open any more.")
    if parent.joined_to:
        raise InvalidInput(request="That request is put together with another one already.")
    if parent.place_kind != "shared" and parent.place != request.place:
        # Who joins reads where it is.
        raise InvalidInput(request="That request is in someone's home. Please link them instead.")


def _must_lead(task: Task, staff: Staff) -> None:
    if not may(staff, *queue_of(task), "merge", task.holder):
        raise Forbidden("another department works on it, too: its lead, or a manager, may do this")


def _linked(request: Request, other: Request, staff: Staff, *, key: str, now: int) -> Request:
    if other.id in request.linked:
        raise InvalidInput(request="They are linked already.")
    if max(len(request.linked), len(other.linked)) >= MOST_LINKS:
        raise InvalidInput(
            request=Sentence("A request has at most %(most)s links.", most=MOST_LINKS)
        )
    linked = [*request.linked, other.id]
    return _step(request, "link", other.id, staff, key=key, now=now, linked=linked)


def _unlinked(request: Request, other: str, staff: Staff, *, key: str, now: int) -> Request:
    """Take a link away, whatever became of the other: it may be erased, or theirs no more."""
    said = _reference(other)
    found = next((each for each in request.linked if ids.reference(each) == said), None)
    if found is None:
        raise InvalidInput(request="They are not linked.")
    left = [each for each in request.linked if each != found]
    return _step(request, "unlink", found, staff, key=key, now=now, linked=left)


def _step(request: Request, action: str, other: str, staff: Staff, **more: Any) -> Request:
    state = advance(request, action)
    return next_version(request, action, state, by=staff.id, why=other, effects=["link"], **more)


SAID: Mapping[str, Callable[..., Request]] = {
    "merge": _merged,
    "link": _linked,
}
ACTIONS = frozenset({*SAID, "unlink", "split"})


def link(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Let the other request say the same of this one, then mark the effect as done."""
    other = request.steps[step_of(name)].why
    # As it stands by now: of two who link and unlink at once, both requests say the last.
    stands = other in request.linked

    def alike(found: Request) -> Request | None:
        if found.state == ERASED or (request.id in found.linked) == stands:
            return None
        rest = [each for each in found.linked if each != request.id]
        linked = [*rest, request.id] if stands else rest
        return with_due_at(structs.replace(found, linked=linked), now=now)

    apply_to(requests.get(other), alike)
    complete_effect(request, name, now=now)


def _other(request: Request, other: str, staff: Staff) -> Request:
    """Return the request of a reference that this person may see, in the same community."""
    reference = _reference(other)
    if reference == request.reference:
        raise InvalidInput(request="That is this request itself.")
    for found in queries.by_reference(request.community, reference, staff):
        if found.request.state != ERASED and any(may_see(staff, each) for each in found.tasks):
            return found.request
    raise InvalidInput(request=UNKNOWN)


def _reference(said: str) -> str:
    try:
        return ids.normalise_reference(said)
    except ids.BadId:
        raise InvalidInput(
            request="Check the reference: it has 7 letters and digits, for example 7KQ-2M9X."
        ) from None


def _split(
    task: Task, other: str, *, key: str, staff: Staff, now: int, enqueue: Enqueue
) -> Verdict:
    joined = _joined(task.request, other)

    def read() -> Request:
        request = requests.get(joined)
        if request is None:
            raise NotFound("there is no such request")
        return request

    def parted(request: Request) -> Request:
        if all(step.why != task.request for step in request.steps.values()):
            # Others may not learn that there is one: it may be a complaint about a person.
            raise InvalidInput(request=UNKNOWN)
        if request.joined_to != task.request or request.state != OPEN:
            raise NotAllowed("This is handled on its own already.", state=request.state)
        return after_step(request, "part", by=staff.id, why=task.request, key=key, now=now)

    meant = asked(key, staff.id, "split", other)
    done = apply(read, parted, asked=meant, enqueue=enqueue)
    return Verdict("applied" if done.applied else "already_applied", task)


def _joined(parent: str, other: str) -> str:
    """Return the id of the request of this reference in the same community."""
    reference = _reference(other)
    found = requests.id_by_reference(ids.community_of(parent), reference)
    if not found:
        raise InvalidInput(request=UNKNOWN)
    return found[0]
