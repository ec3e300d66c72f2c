"""Whether the message about a danger goes at once, or with the others of its kind and place."""

import logging

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks.model import Task
from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.effects import Tools
from chalicelib.platform.storage.connection import Refused

from . import floods
from . import store as stored

log = logging.getLogger(__name__)

NAME_LENGTH = 12
"""Characters of a request's id: two that share them are taken for one in 10^18."""


def held(task: Task, what: str, *, now: int, tools: Tools) -> str:
    """Return by what the message about an urgent task is bundled with others; "" sends it at once.

    That is the kind of danger, its place, and what the message says of it. A store that
    cannot tell holds nothing back.
    """
    if task.priority != "urgent":
        return ""
    request = requests.get(task.request)
    if request is None:
        return ""
    kind = floods.kind_of(request.place, request.spot, request.emergency or request.topic, what)
    name = request.id[-NAME_LENGTH:]
    try:
        told = stored.note(kind, name, now=now)
    except (Unavailable, Refused):
        # An item that is full, too: then thousands were told, and this is one more message.
        log.warning("a flood of dangers cannot be counted", extra={"item": task.id})
        return ""
    if not floods.waits(told, name):
        return ""
    tools.flooded(task.id)
    return kind
