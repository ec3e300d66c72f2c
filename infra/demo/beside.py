"""What happens in the demo beside the requests: an outage, a measure, courtesies."""

from collections.abc import Callable
from typing import Any

from chalicelib.cases.outages import actions as outages
from chalicelib.cases.outages.checks import Change as OutageChange
from chalicelib.cases.outages.checks import Opening
from chalicelib.feedback import record
from chalicelib.improvements import actions as measures
from chalicelib.improvements.checks import Change, Proposal
from chalicelib.improvements.model import Measure
from chalicelib.kernel.times import DAY_MS, HOUR_MS
from chalicelib.recognition import actions as kindness
from infra.demo.acts import Stage, key

Moment = Callable[..., int]
"""`moment(community, week, day, "09:00")`: that hour of the community's own clock."""

NO_WATER = {
    "zh-Hant": "水泵維修，一座十樓以上沒有食水，預計下午三時恢復。",
    "en": "The pump is being repaired: no water above the 10th floor, expected back at three.",
    "zh-Hans": "水泵维修，一座十楼以上没有自来水，预计下午三点恢复。",
}
SAID = {
    "zh-Hant": "大堂地面經常又髒又滑。",
    "en": "The lobby floor is often dirty and slippery.",
    "zh-Hans": "大堂地面经常又脏又滑。",
}
DID = {
    "zh-Hant": "我們每天多清潔一次，並在門口加了吸水地墊。",
    "en": "We clean once more a day and put an absorbent mat at the door.",
    "zh-Hans": "我们每天多清洁一次，并在门口加了吸水地垫。",
}
HEARD = (
    "大堂好滑。",
    "The lobby is dirty after lunch.",
    "大堂地面总是有水。",
    "成日見到大堂有污漬。",
)
KIND = (
    ("carried", "security"), ("umbrella", "security"), ("door", "cleaning"), ("way", "security"),
    ("stayed", "security"), ("returned", "customer_service"), ("tidied", "cleaning"),
)  # fmt: skip
HOME = "hv"


def plan(stage: Stage, clock: Any, moment: Moment) -> None:
    """Write into the clock what happens beside the requests."""
    clock.at(moment(HOME, 2, 3, "08:30"), lambda now: _outage(stage, clock, now))
    for n, words in enumerate(HEARD):
        clock.at(moment(HOME, 1, n + 2, "11:00"), _opinion(stage, n, words))
    clock.at(moment(HOME, 2, 2, "16:00"), lambda now: _measure(stage, clock, now))
    for code in stage.communities:
        for week in (1, 2, 3, 4):
            for n, (kind, department) in enumerate(KIND):
                clock.at(
                    moment(code, week, n % 6 + 1, f"{9 + n}:40"),
                    _courtesy(stage, code, kind, department, f"{code}-{week}-{n}"),
                )


def _outage(stage: Stage, clock: Any, now: int) -> None:
    opened = outages.open_outage(
        Opening(
            community=HOME, topics=["no_water"], words=NO_WATER, buildings=["tower1"],
            to_at=now + 7 * HOUR_MS, absorb=True, key=key("no-water"),
        ),
        staff=stage.staff(HOME, "manager"), secret=stage.secret, now=now, enqueue=stage.enqueue,
    ).outage  # fmt: skip
    stage.settle(now)
    clock.at(now + 6 * HOUR_MS, lambda at: _over(stage, opened.id, at))


def _over(stage: Stage, outage_id: str, now: int) -> None:
    manager = stage.staff(HOME, "manager")
    version = outages.look(outage_id, staff=manager).outage.version
    ended = OutageChange(outage=outage_id, action="end", key=key("water-again"), version=version)
    outages.act(ended, staff=manager, now=now, enqueue=stage.enqueue)
    stage.settle(now)


def _opinion(stage: Stage, n: int, words: str) -> Callable[[int], None]:
    def heard(now: int) -> None:
        department = ("cleaning", "security")[n % 2]
        saying = record.NewFeedback(
            community=HOME, key=key(f"heard-{n}"), kind="complaint", topic="dirty",
            building="tower1", words=words,
        )  # fmt: skip
        stage.heard.append(
            record.log(
                saying, stage.staff(HOME, "staff", department), now=now, enqueue=stage.enqueue
            ).id
        )
        stage.settle(now)

    return heard


def _measure(stage: Stage, clock: Any, now: int) -> None:
    """Propose what answers the opinions; it is accepted, done and published within days."""
    manager = stage.staff(HOME, "manager")
    proposal = Proposal(
        community=HOME, title="Cleaner lobby, tower 1", topic="dirty", building="tower1",
        opinions=stage.heard, said=SAID, key=key("clean-lobby"),
    )  # fmt: skip
    made = measures.propose(proposal, manager, now=now, enqueue=stage.enqueue)
    stage.settle(now)
    owner = stage.who(HOME, "lead")
    assert owner is not None
    clock.at(now + HOUR_MS, _step(stage, made, "accept", owner=owner.id, due_on=now + 7 * DAY_MS))
    clock.at(now + DAY_MS, _step(stage, made, "start"))
    clock.at(now + 6 * DAY_MS, _step(stage, made, "done", did=DID))
    clock.at(now + 6 * DAY_MS + HOUR_MS, _step(stage, made, "publish"))


def _step(stage: Stage, made: Measure, action: str, **more: Any) -> Callable[[int], None]:
    def acts(now: int) -> None:
        manager = stage.staff(HOME, "manager")
        change = Change(
            measure=made.id, action=action, key=key(f"measure-{action}"),
            version=measures.of(made.id, manager).version, **more,
        )  # fmt: skip
        measures.act(change, manager, now=now, enqueue=stage.enqueue)
        stage.settle(now)

    return acts


def _courtesy(
    stage: Stage, code: str, kind: str, department: str, name: str
) -> Callable[[int], None]:
    def logged(now: int) -> None:
        if stage.who(code, "staff", department) is None:
            return
        staff = stage.staff(code, "staff", department)
        lobby = next(p.code for p in stage.places.values() if p.community == code)
        kindness.log(
            community=code, kind=kind, place=lobby, department=department, key=key(name),
            staff=staff, now=now,
        )  # fmt: skip

    return logged
