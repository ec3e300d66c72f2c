"""Which opinions one measure could answer: a suggestion to whoever decides."""

from msgspec import Struct

from chalicelib.estate.people import Staff
from chalicelib.feedback import store as opinions
from chalicelib.feedback.model import Opinion
from chalicelib.feedback.record import lead_of
from chalicelib.kernel.times import DAY_MS

from .similarity import MOST_COMPARED, Text, groups

LATELY_MS = 90 * DAY_MS
MOST_GROUPS = 30


class Group(Struct, frozen=True):
    """Opinions that belong together; where they are from the same building, which."""

    topic: str
    building: str
    opinions: list[Opinion]


def suggested(staff: Staff, code: str, *, now: int) -> list[Group]:
    """Return groups of the last 90 days' opinions that no measure answers yet.

    Praise asks for no measure. For leads and managers.
    """
    lead_of(code, staff, now=now)
    lately = opinions.heard(code, now - LATELY_MS, now + 1)
    wanted = [heard.id for heard in lately if heard.kind != "compliment"][-MOST_COMPARED:]
    open_ = {each.id: each for each in opinions.read(wanted) if not each.measure}
    sayings = [Text(o.id, o.topic, o.building, o.words) for o in open_.values()]
    found = [[open_[id_] for id_ in group] for group in groups(sayings)]
    return [_group(members) for members in found[:MOST_GROUPS]]


def _group(members: list[Opinion]) -> Group:
    buildings = {opinion.building for opinion in members}
    return Group(members[0].topic, buildings.pop() if len(buildings) == 1 else "", members)
