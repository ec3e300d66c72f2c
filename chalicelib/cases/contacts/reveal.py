"""Reading a resident's address: only who has the task or answers for it, and never unseen."""

from msgspec import Struct

from chalicelib.cases.requests import queries
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.communities import country_of
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import role_in
from chalicelib.kernel.errors import Forbidden, NotAllowed

from . import access_log_store as looks
from . import model as contacts
from .access_log import Look

REFUSED = "refused"
"""The channel of a mail address that does not take our mail."""
TYPED = "typed"
"""The channel of a contact that nothing could read: as it was typed, for people to try."""


class Reachable(Struct, frozen=True):
    """How a resident can be reached for one task."""

    name: str
    addresses: list[tuple[str, str]]
    """Channel and address: what they gave, less what they stopped."""


def read(task_id: str, staff: Staff, *, now: int) -> Reachable:
    """Return how to reach the resident, after writing down that this person looked.

    Raises NotFound, NotAllowed once the task is finished, Forbidden for who does not have it.
    """
    found, task = held(task_id, staff)
    looks.insert(Look(request=task.request, task=task_id, at=now, by=staff.id, by_name=staff.name))
    return Reachable(found.request.name, addresses(found, now=now))


def held(task_id: str, staff: Staff) -> tuple[Aggregate, Task]:
    """Return a task that this person has or answers for, with its request.

    What is private of a resident is for nobody else, and for nobody once the work is over.
    Raises NotFound, NotAllowed, Forbidden.
    """
    found = queries.task(task_id, staff)
    task = next(each for each in found.tasks if each.id == task_id)
    if life.is_finished(task):
        raise NotAllowed(
            "This job is finished, so the contact details are no longer shown.",
            state=task.state,
            version=task.version,
        )
    if task.holder != staff.id and not answers_for(task, staff):
        raise Forbidden("only who has the task may see how to reach the resident")
    return found, task


def answers_for(task: Task, staff: Staff) -> bool:
    """Say whether this person leads the department of a task, or manages its community."""
    return role_in(staff, *life.queue_of(task)) in ("lead", "manager")


def addresses(found: Aggregate, *, now: int) -> list[tuple[str, str]]:
    """Return channel and address of all that a resident gave and did not stop."""
    kept = [
        (REFUSED if c.state == contacts.REFUSED else c.channel, c.address)
        for c in found.contacts
        if c.state != contacts.STOPPED
    ]
    # Given with the first words and not moved into an item of its own yet.
    fresh = contacts.parse(found.request.contact, country_of(found.request.community, now=now))
    typed = [(TYPED, found.request.typed)] if found.request.typed else []
    return kept + ([fresh] if fresh else []) + typed
