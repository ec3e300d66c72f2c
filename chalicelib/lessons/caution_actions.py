"""Proposing, approving and ending a note that calms a difficult case."""

from msgspec import structs

from chalicelib.cases.contacts.reveal import held
from chalicelib.cases.tasks.model import Task
from chalicelib.estate.people import Staff
from chalicelib.estate.permissions import role_at
from chalicelib.feedback.model import names_somebody
from chalicelib.kernel.errors import Forbidden, InvalidInput, NotFound
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import too_long
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage.items import ConditionFailed

from . import cautions_store as cautions
from .cautions import APPROVED, KEPT_MS, LONGEST, Caution, is_shown


def propose(task_id: str, text: str, *, staff: Staff, now: int) -> Caution:
    """Write a caution for whoever has this case next; nobody sees it before a manager agrees.

    Raises InvalidInput, NotFound, NotAllowed, Forbidden. A request has one: the first stands.
    """
    _, task = held(task_id, staff)
    words = clean(text, lines=True)
    if not words:
        raise InvalidInput(text="Please write what the next person should know.")
    if len(words) > LONGEST:
        raise InvalidInput(text=too_long(LONGEST))
    if names_somebody(words):
        raise InvalidInput(text="Please leave out phone numbers and addresses.")
    caution = Caution(
        request=task.request,
        task=task.id,
        community=task.community,
        text=words,
        by=staff.id,
        created_at=now,
        ends_at=now + KEPT_MS,
        due_at=now + KEPT_MS,
    )
    cautions.insert(caution)
    return cautions.get(task.request) or caution


def approve(task_id: str, *, staff: Staff, now: int) -> Caution:
    """Let whoever has the task see a caution that somebody else wrote; for managers.

    Raises NotFound, NotAllowed, Forbidden.
    """
    _, task = held(task_id, staff)
    _manages(staff, task)
    caution = _of(task)
    if caution.by == staff.id:
        raise Forbidden("somebody else than its writer approves a caution")
    if caution.state == APPROVED:
        return caution
    after = structs.replace(
        caution, state=APPROVED, approved_by=staff.id, version=caution.version + 1
    )
    try:
        return cautions.save(caution, after)
    except ConditionFailed:
        return _of(task)


def withdraw(task_id: str, *, staff: Staff) -> None:
    """Take a caution away, once: its writer and managers may. Where none stands, none is left."""
    _, task = held(task_id, staff)
    caution = cautions.get(task.request)
    if caution is None:
        return
    if caution.by != staff.id:
        _manages(staff, task)
    cautions.delete(caution)


def shown(task: Task, staff: Staff, *, now: int) -> Caution | None:
    """Return the caution of a task as this person may see it: managers see proposals too."""
    caution = cautions.get(task.request)
    if caution is None or caution.ends_at <= now:
        return None
    manages = role_at(staff, task.community) == "manager"
    return caution if manages or is_shown(caution, now) else None


def ended(caution: Caution, *, now: int, tools: Tools) -> bool:
    """Delete a caution whose time is over."""
    if caution.ends_at > now:
        return False
    cautions.delete(caution)
    return True


def _of(task: Task) -> Caution:
    caution = cautions.get(task.request)
    if caution is None:
        raise NotFound("there is no caution on this case")
    return caution


def _manages(staff: Staff, task: Task) -> None:
    if role_at(staff, task.community) != "manager":
        raise Forbidden("only a manager may")
