"""
Random stories: people act at any time, any call may fail, messages come twice and late.

One seed is one story. Nothing is compared with another run: what was promised to each
sender is written down as it was promised, and held against the tables at the end.
"""

import random
import traceback
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field, structs

from chalicelib.cases.tasks import model as tasks_life
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.estate import store as estate
from tests.builders import CAST, DAY, HOUR, LENA, MARA, key

from . import oracle
from .cases import SPEAK, given
from .ending import Endless, bounded
from .moments import ADDRESS, EMERGENCY, WORDS
from .spoil import WAYS, Calls, watching
from .town import MINUTE, QUEUES, Event, Reply, Town, forget, request_id

LONGEST_S = 60
"""Of CPU, for one story: the longest takes one or two. Past that it goes round in circles."""

DEEPEST = 12
"""A call beyond this many into an invocation is spoiled only by the systematic part."""


class Story(Struct):
    """One story as it goes on: what was asked, and what was promised."""

    seed: int
    told: list[str] = field(default_factory=list)
    submitted: list[int] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    promised: list[tuple[str, str]] = field(default_factory=list)
    """Items and the keys of actions on them that were answered with a yes."""
    spoiled_sendings: int = 0
    waiting: list[tuple[str, str]] = field(default_factory=list)
    """Messages on their way: queue and body."""


def tell(town: Town, empty: Any, now: int, seed: int, steps: int = 12) -> tuple[Story, list[str]]:
    """Live one story to its end; return it with every promise that was broken."""
    story = Story(seed)
    town.begin(empty, now)
    try:
        with bounded(LONGEST_S):
            _live(town, story, random.Random(seed), steps)
            return story, oracle.promises(town) + broken(town, story)
    except (Endless, Exception):  # noqa: BLE001, B014  whatever ends it early is the finding
        return story, [f"it came to no end: {traceback.format_exc(limit=-3)}"]


def _live(town: Town, story: Story, chance: random.Random, steps: int) -> None:
    for _ in range(steps):
        name, verb = chance.choices(list(VERBS.items()), weights=WEIGHTS)[0]
        story.told.append(name)
        verb(town, story, chance)
    town.settle_down(chance, late=story.waiting)


def broken(town: Town, story: Story) -> list[str]:
    """Return what was promised and is not so."""
    rows = town.engine.rows()
    stored = {row["pk"] for row in rows if row["sk"] == "request"}
    told = [f"accepted and lost: {lost}" for lost in story.accepted - stored]
    if len(stored) > len(set(story.submitted)):
        told.append("more requests than keys")
    keys = {
        row["id"]: [step.get("key") for step in row["steps"].values()]
        for row in rows
        if row.get("steps")
    }
    told += [
        f"{item}: {wanted} was promised and is there {keys.get(item, []).count(wanted)} times"
        for item, wanted in story.promised
        if keys.get(item, []).count(wanted) != 1
    ]
    sent, known = town.engine.how_many_mails(), sendings(town)
    if not known <= sent <= known + story.spoiled_sendings:
        told.append(f"{sent} messages sent, {known} known, {story.spoiled_sendings} spoiled")
    return told


def sendings(town: Town) -> int:
    """Return how many messages the ledger says were sent: to addresses, and bundles."""
    names = [row["pk"] for row in town.engine.rows("ledger") if row.get("state") == "sent"]
    # A nudge inside a bundle is marked by itself, too, and is no message of its own.
    return sum(1 for name in names if not _is_a_nudge(name))


def _is_a_nudge(name: str) -> bool:
    return "-bundle#" not in name and name.rsplit("#", 1)[-1] in {member.id for member in CAST}


# The verbs.


def _submit(town: Town, story: Story, chance: random.Random) -> None:
    again = story.submitted and chance.random() < 0.4
    n = chance.choice(story.submitted) if again else len(story.submitted) + 1
    story.submitted.append(n)
    words = EMERGENCY if n % 5 == 0 else f"{WORDS} It is my report {n}."
    fields = {"words": words, "contact": ADDRESS} if n % 2 else {"words": words}
    reply = _asked(town, story, chance, town.form(n, **fields))
    if reply.good:
        story.accepted.add(request_id(n))


def _other_words(town: Town, story: Story, chance: random.Random) -> None:
    if not story.accepted:
        return
    n = next(n for n in story.submitted if request_id(n) in story.accepted)
    reply = _asked(town, story, chance, town.form(n, words="CANARY-words: something else"))
    if reply.good:
        story.promised.append((request_id(n), "other words were taken for the same"))


def _resident(town: Town, story: Story, chance: random.Random) -> None:
    if not story.accepted:
        return
    id_ = chance.choice(sorted(story.accepted))
    do = chance.choice(["urge", "withdraw", "feedback", "answer", "note"])
    fields = {"text": WORDS, "fixed": chance.choice(["yes", "no"]), "comment": WORDS}
    n = f"{do}-{len(story.told)}-"
    reply = _asked(town, story, chance, town.page(id_, do, n, **fields))
    said_yes = "saved=nothing" not in str(reply.headers.get("location", ""))
    if reply.status == 303 and said_yes and do in ("urge", "withdraw", "feedback"):
        # Every form of the page has its key.
        story.promised.append((id_, f"{key(n)}-{do}"))


def _staff(town: Town, story: Story, chance: random.Random) -> None:
    found = [task for id_ in sorted(story.accepted) for task in tasks.of_request(id_)]
    if not found:
        return
    task = chance.choice(found)
    allowed = tasks_life.allowed(task.state)
    action = chance.choice(allowed or ["claim"])
    who = _somebody(task, chance)
    n = f"{action}-{len(story.told)}-"
    reply = _asked(
        town, story, chance, town.staff(task, action, by=who, n=n, **_more(town, action))
    )
    if reply.good:
        story.promised.append((task.id, key(n)))


def _somebody(task: Task, chance: random.Random) -> Any:
    team = [m for m in CAST if m.community == "hv" and task.department in m.departments]
    holder = [member for member in CAST if member.id == task.holder]
    return chance.choice([*team, *holder, LENA, MARA])


def _more(town: Town, action: str) -> dict[str, Any]:
    return {
        "pause": {"reason": "A part.", "until": town.now + 3 * HOUR},
        "ask": {"reason": "Which flat?"},
        "decline": {"reason": "It is not ours."},
        "hand_over": {"department": "customer_service", "reason": "A form."},
        "assign": {"staff": "pilar"},
        "done": {"clean": True},
    }.get(action, {})


def _confirm(town: Town, story: Story, chance: random.Random) -> None:
    found = [row for row in town.engine.rows() if row["sk"].startswith("contact#")]
    if found:
        row = chance.choice(sorted(found, key=lambda row: row["pk"]))
        event = town.page(row["pk"], "confirm", f"c{len(story.told)}-", address=row["hash"])
        _asked(town, story, chance, event)


def _deliver(town: Town, story: Story, chance: random.Random) -> None:
    """Deliver some of what waits, in any order, some of it twice, in batches."""
    story.waiting += [(queue, body) for queue in QUEUES for body in town.engine.take(queue)]
    chance.shuffle(story.waiting)
    for queue in QUEUES:
        mine = [body for q, body in story.waiting if q == queue][: chance.randint(1, 10)]
        twice = [body for body in mine if chance.random() < 0.3]
        story.waiting = [each for each in story.waiting if each not in [(queue, b) for b in mine]]
        if mine:
            _delivered(town, story, chance, queue, mine + twice)


def _lose(town: Town, story: Story, chance: random.Random) -> None:
    """Lose every message that waits, as when SQS did not take them."""
    story.waiting.clear()
    for queue in QUEUES:
        town.engine.take(queue)


def _sweep(town: Town, story: Story, chance: random.Random) -> None:
    _asked(town, story, chance, town.sweep())


def _wait(town: Town, story: Story, chance: random.Random) -> None:
    town.now += chance.choice([MINUTE, 3 * MINUTE, HOUR, 5 * HOUR, DAY, 8 * DAY])


def _go_home(town: Town, story: Story, chance: random.Random) -> None:
    member = chance.choice(CAST)
    estate.put_member(structs.replace(member, on_duty=chance.random() < 0.5))


VERBS: dict[str, Callable[[Town, Story, random.Random], None]] = {
    "submit": _submit,
    "other words": _other_words,
    "resident": _resident,
    "staff": _staff,
    "confirm": _confirm,
    "deliver": _deliver,
    "lose": _lose,
    "sweep": _sweep,
    "wait": _wait,
    "go home": _go_home,
}
WEIGHTS = [4, 1, 3, 5, 2, 5, 1, 3, 3, 1]


def _asked(town: Town, story: Story, chance: random.Random, event: Event) -> Reply:
    """Give an event, perhaps spoiled; its sender tries again, or gives up."""
    reply = _spoiled(town, story, chance, lambda: given(town, event))
    tries = chance.randint(0, 2)
    while not reply.good and reply.status in (0, 500, 503) and tries:
        town.now += MINUTE
        reply = _spoiled(town, story, chance, lambda: given(town, event))
        tries -= 1
    return reply


def _delivered(
    town: Town,
    story: Story,
    chance: random.Random,
    queue: str,
    bodies: list[str],
    *,
    spoiling: bool = True,
) -> None:
    def deliver() -> Reply:
        left = bodies
        try:
            left = town.deliver(queue, bodies)
        finally:
            story.waiting += [(queue, body) for body in left]
        return Reply(good=True)

    if spoiling:
        _spoiled(town, story, chance, lambda: _surviving(deliver))
    else:
        deliver()


def _surviving(deliver: Callable[[], Reply]) -> Reply:
    from .spoil import Killed

    try:
        return deliver()
    except (Killed, Exception):  # noqa: BLE001, B014  whatever it dies of, SQS gives it again
        return Reply(good=False)


def _spoiled(town: Town, story: Story, chance: random.Random, do: Callable[[], Reply]) -> Reply:
    number, way = 0, ""
    if chance.random() < 0.5:
        number, way = chance.randint(1, DEEPEST), chance.choice(list(WAYS))
    with watching(Calls(number, way)) as calls:
        reply = do()
    if number and any(name.startswith(SPEAK) for name in calls.names[number - 2 : number + 1]):
        story.spoiled_sendings += 1
    if way:
        story.told[-1] += f" ({way} at {number})"
        forget()
    return reply
