"""What a resident adds after the first words: when we may come, and answers to questions."""

from collections.abc import Mapping
from typing import Any

from chalicelib.estate.communities import community_of, topics_of
from chalicelib.estate.people import CONDUCT
from chalicelib.kernel.errors import InvalidInput, NotFound
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import too_long
from chalicelib.platform.effects import Enqueue

from . import answers as said
from . import store as requests
from .model import Request
from .resident_actions import take_action

LONGEST = {"name": 80, "visit": 120}


def add(
    request_id: str,
    *,
    name: str,
    visit: str,
    may_enter: bool | None,
    answers: Mapping[str, str],
    key: str,
    now: int,
    enqueue: Enqueue,
) -> Request:
    """Keep name, visit window and answers as they are given now, in one write.

    An answer that is a danger makes the request an emergency, and refuses nothing: what is
    wrong besides is cut. Raises InvalidInput naming the field, NotFound, NotAllowed once
    the request is not open any more.
    """
    request = requests.get(request_id)
    if request is None:
        raise NotFound("there is no such request")
    topic = topics_of(community_of(request.community, now=now)).get(request.topic)
    told = {"name": clean(name), "visit": clean(visit)}
    danger = said.emergency_of(told["visit"], topic, answers)
    if danger and not request.emergency:
        cut = {field: told[field][:most] for field, most in LONGEST.items()}
        kept = said.usable(topic, answers)
        by_words = not said.stops(topic, answers)
        urgent = {**cut, "may_enter": may_enter, "answers": kept, "emergency": danger,
                  "by_words": by_words}  # fmt: skip
        return take_action(request_id, "raise", urgent, key=key, now=now, enqueue=enqueue)
    for field, most in LONGEST.items():
        if len(told[field]) > most:
            raise InvalidInput(**{field: too_long(most)})
    kept = said.checked(topic, answers)
    changes: dict[str, Any] = {**told, "may_enter": may_enter, "answers": kept}
    if request.unread:
        changes["unread"] = [name for name in request.unread if name not in changes]
    if said.stops(topic, answers):
        changes["by_words"] = False
    told_whom = topic is not None and CONDUCT in topic.departments
    action = "concern" if told_whom else "detail"
    return take_action(request_id, action, changes, key=key, now=now, enqueue=enqueue)
