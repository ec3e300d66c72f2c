"""
Joining: "we have it too", one's own request, stored with what it is the same as.

Putting it is the one write; its effect puts the join under its parent. Nobody joins with
words of danger: that request goes its own way at once.
"""

from chalicelib.cases.danger.emergency import is_emergency
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.answers import DANGER
from chalicelib.cases.requests.model import CLOSED, ERASED, OPEN, Request
from chalicelib.cases.requests.route_request import contact_moved
from chalicelib.feedback import derive
from chalicelib.kernel.errors import InvalidInput, NotAllowed, NotFound
from chalicelib.kernel.history import RESIDENT, asked, of_danger
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import too_long
from chalicelib.platform.effects import Enqueue, Tools, complete_effect
from chalicelib.platform.transition import apply

from . import counting
from . import store as joins
from .counting import parent_of
from .model import Join
from .propagate import after_step, follow_parent

LONGEST_DIFFERENCE = 1_000


def join(request: Request, name: str, *, now: int, tools: Tools) -> None:
    """Put the join under what was joined, see how that stands by now, mark the effect as done."""
    parent_id = request.joined_to
    if parent_id and request.state == OPEN:
        joins.insert(Join(parent=parent_id, request=request.id, at=request.created_at, listed=True))
        # Read after the put: whoever un-joins later takes off what was put here.
        again = requests.get(request.id)
        if again is None or again.joined_to != parent_id or again.state in (CLOSED, ERASED):
            joins.remove(parent_id, request.id)
        counting.note(parent_id, now=now)
        request = again or request
        parent = parent_of(parent_id)
        request = follow_parent(request, parent, parent_id, now=now, tools=tools)
        derive.sent_in(request, now=now, tools=tools)
    request = contact_moved(request, now=now, tools=tools)
    complete_effect(request, name, now=now)


def unjoin(
    request_id: str, text: str, *, danger: bool = False, key: str, now: int, enqueue: Enqueue
) -> Request:
    """Say "mine is different": from now on it goes its own way, its clock kept.

    Raises InvalidInput when nobody would know how it is different, NotAllowed when it is
    joined to nothing, or over.
    """
    said = clean(text, lines=True)
    found = is_emergency(said) or (DANGER if danger else "")
    if found:
        said = said[:LONGEST_DIFFERENCE]
    if len(said) > LONGEST_DIFFERENCE:
        raise InvalidInput(text=too_long(LONGEST_DIFFERENCE))

    meant = asked(key, RESIDENT, "unjoin", said)
    meant = of_danger(meant) if found else meant

    def read() -> Request:
        request = requests.get(request_id)
        if request is None:
            raise NotFound("there is no such request")
        return request

    def parted(request: Request) -> Request:
        if not request.joined_to or request.state != OPEN:
            raise NotAllowed(
                "This is handled on its own already.", state=request.state, version=request.version
            )
        words = "\n".join(part for part in (request.words, said) if part)
        if not words and not found:
            raise InvalidInput(text="Please describe in a sentence what is different.")
        parent = request.joined_to
        told = {"words": words, "emergency": request.emergency or found}
        return after_step(
            request, "unjoin", by=RESIDENT, why=parent, key=meant.key, now=now, **told
        )

    return apply(read, parted, asked=meant, enqueue=enqueue).item
