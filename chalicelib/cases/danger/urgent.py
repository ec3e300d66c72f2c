"""
What an urgent message says beside what and where: the resident's words, and whom to call.

Both are read when the message is sent and stand in no bundle, queue or log. A chat is read
by whoever is in it, so it gets neither; a person gets what their app would show them. That
somebody was sent the resident's number is written down as a look at it.
"""

from typing import Any

from chalicelib.cases.contacts import access_log_store as looks
from chalicelib.cases.contacts.access_log import Look
from chalicelib.cases.contacts.reveal import addresses
from chalicelib.cases.contractors.model import CONTRACTOR, as_staff
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.model import ERASED
from chalicelib.cases.requests.store import Aggregate
from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.communities import community_of
from chalicelib.estate.members import Member
from chalicelib.estate.people import staff_of
from chalicelib.estate.permissions import may_see
from chalicelib.kernel import ids
from chalicelib.notifications.ways.model import PUSH
from chalicelib.platform.effects import Tools


def told(task_id: str, person: Member, *, now: int, tools: Tools) -> dict[str, Any]:
    """Return what a nudge about an urgent task says to this person, for its line.

    Raises BadId for an id that is no task's.
    """
    found = requests.aggregate(ids.parse_task_id(task_id).request)
    task = next((each for each in found.tasks if each.id == task_id), None) if found else None
    if found is None or task is None or life.is_finished(task):
        return {}
    line: dict[str, Any] = {"urgent": True, "danger": found.request.emergency}
    if not person.login.startswith(CONTRACTOR):
        line["link"] = tools.app(task_id)
    if _may_read(person, task) and found.request.state != ERASED:
        line |= {"spot": found.request.spot, "words": found.request.words}
        line |= _call(found, task, person, now=now)
    return line


def _may_read(person: Member, task: Task) -> bool:
    """Say whether words and numbers may be sent: never to a chat, never who may not see it."""
    if person.channel in ("chat", PUSH):
        return False
    outside = person.login.startswith(CONTRACTOR)
    staff = as_staff(person) if outside else staff_of([person])
    return staff is not None and may_see(staff, task)


def _call(found: Aggregate, task: Task, person: Member, *, now: int) -> dict[str, Any]:
    """Return whom to call: the resident, else the office, which an outsider always calls."""
    numbers = [address for channel, address in addresses(found, now=now) if channel == "text"]
    if numbers and not person.login.startswith(CONTRACTOR):
        look = Look(
            request=task.request, task=task.id, at=now, by=person.id, by_name=person.name,
            what="message",
        )  # fmt: skip
        looks.insert(look)
        return {"call": numbers[0], "name": found.request.name}
    return {"office": community_of(task.community, now=now).phone}
