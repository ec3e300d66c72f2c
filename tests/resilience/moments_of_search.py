"""Moments of the search: its rows, and the questions that somebody keeps."""

import json

from tests.support.builders import PACO

from .moments import message_after, page, resolved
from .moments_of_work import routing
from .town import Event, Town

SEARCHES = "/staff/v1/searches"
VIEW = {"community": "hv", "name": "Taps", "asked": {"q": "tap", "outcome": "closed"}}


def kept(town: Town) -> Event:
    return town.staff_call("POST", SEARCHES, VIEW, by=PACO, n="view")


def deleted(town: Town) -> Event:
    made = json.loads(town.do(kept(town)).text)
    path = f"{SEARCHES}/{made['id']}/actions"
    return town.staff_call("POST", path, {"action": "delete"}, by=PACO, n="delete")


def noted(town: Town) -> Event:
    """Return the message that puts the row of a task."""
    return message_after(town, routing()(town), "find")


def noted_again(town: Town) -> Event:
    """Return the message that rewrites it when its request is closed."""
    return message_after(town, page("feedback", resolved, fixed="yes", rating="5")(town), "find")
