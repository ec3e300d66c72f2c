"""Whom a complaint about a person is kept from, by the estate as it is now."""

from typing import Any

from chalicelib.cases.requests.model import Request
from chalicelib.cases.tasks import store as tasks
from chalicelib.estate import store as estate
from chalicelib.estate.communities import community_of
from chalicelib.estate.people import CONDUCT

from . import model as conduct


def guard(request: Request, department: str, *, now: int) -> dict[str, Any]:
    """Return whom a task of this request is kept from, and where it waits instead."""
    if department != CONDUCT:
        return {"barred": [], "queue": ""}
    company = community_of(request.community, now=now).company
    codes = {*estate.communities(company, now=now), request.community}
    members = {code: estate.members(code, now=now) for code in codes}
    own = members[request.community]
    about = request.about or request.answers.get("about", "")
    whom = [request.concerns] if request.concerns else conduct.named(about, own)
    out = conduct.barred(whom, own, _first_handlers(request))
    queue = conduct.queue_of(request.community, out, members)
    return {"barred": out, "queue": "" if queue == f"{request.community}.{CONDUCT}" else queue}


def _first_handlers(request: Request) -> list[str]:
    if request.round == 1:
        return []
    earlier = [task for task in tasks.of_request(request.id) if task.round < request.round]
    return [task.holder for task in earlier if task.department == CONDUCT and task.holder]
