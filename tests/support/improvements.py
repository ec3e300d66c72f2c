"""The verbs of feedback and measures, as use cases."""

from typing import Any

from msgspec import structs

from chalicelib.estate.members import Member
from chalicelib.feedback import record
from chalicelib.feedback.model import Opinion
from chalicelib.improvements import actions as use
from chalicelib.improvements import store as measures
from chalicelib.improvements.checks import Change, Proposal
from chalicelib.improvements.model import Measure
from tests.support.builders import CLEO, MARA, MONDAY_TEN, World, at, key, staff

FRIDAY = at("2026-03-06 17:00")


SAID = {"en": "The lobby is dirty when it rains.", "zh-Hant": "下雨時大堂很髒。"}


DID = {"en": "We put a mat at the door.", "zh-Hant": "我們在門口鋪了地墊。"}


def heard(world: World, n: int | str = 1, now: int = MONDAY_TEN, **changes: Any) -> Opinion:
    usual = record.NewFeedback(
        community="hv", key=key(f"o{n}"), kind="complaint", topic="dirty", building="tower1",
        words="The lobby floor is wet and dirty.",
    )  # fmt: skip
    saying = structs.replace(usual, **changes)
    opinion = record.log(saying, staff(CLEO), now=now, enqueue=world.enqueue)
    world.drain(now)
    return opinion


def proposed(world: World, *ids: str, now: int = MONDAY_TEN, **changes: Any) -> Measure:
    usual = Proposal(
        community="hv", key=key("m"), title="A mat at the door", topic="dirty",
        building="tower1", opinions=list(ids),
    )  # fmt: skip
    asked = structs.replace(usual, **changes)
    made = use.propose(asked, staff(MARA), now=now, enqueue=world.enqueue)
    world.drain(now)
    return now_of(made)


def now_of(measure: Measure) -> Measure:
    found = measures.get(measure.id)
    assert found is not None
    return found


def act(
    world: World, measure: Measure, action: str, *, by: Member = MARA, now: int = MONDAY_TEN,
    **more: Any,
) -> Measure:  # fmt: skip
    known = {"key": key(f"{action}{measure.version}"), "version": measure.version}
    change = Change(measure=measure.id, action=action, **(known | more))
    use.act(change, staff(by), now=now, enqueue=world.enqueue)
    world.drain(now)
    return now_of(measure)


def accepted(world: World, *ids: str, owner: str = "cleo", due_on: int = FRIDAY) -> Measure:
    measure = proposed(world, *ids, said=SAID)
    return act(world, measure, "accept", owner=owner, due_on=due_on)


def done(world: World, *ids: str, now: int = MONDAY_TEN, publish: bool = True) -> Measure:
    measure = act(world, accepted(world, *ids), "start", by=CLEO)
    measure = act(world, measure, "done", by=CLEO, now=now, did=DID)
    return act(world, measure, "publish", now=now) if publish else measure
