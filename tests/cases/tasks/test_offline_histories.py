"""
Three phones without a signal, and what becomes of what they did.

Each phone knows the tasks as they were when its signal went, and its owner goes on as the
app lets them: on the version that is shown, or after what was done before. Then the signals
come back in any order; batches are sent twice, cut short, and lost on their way back. In the
end every action has one verdict that stays the same, a refusal says why, and the life of
each task is one that `LIFE` allows.
"""

import random

import pytest

from chalicelib.cases.tasks import model as life
from chalicelib.cases.tasks import store as tasks
from tests.support import clock
from tests.support.builders import LENA, MINUTE, PACO, PILAR, World, key
from tests.support.door import Door, token_of

CREW = (PACO, PILAR, LENA)
ACTIONS = (
    "claim", "accept", "start", "pause", "ask", "resume", "release", "done", "decline",
    "hand_over", "note", "assign",
)  # fmt: skip
EXPLAINED = {"title", "status", "detail"}
SEEDS = range(10)
LENGTH = 7


class Phone:
    """What one person did without a signal, and what they were told about it later."""

    def __init__(self, owner, chance: random.Random, seen: list) -> None:
        self.owner, self.chance = owner, chance
        self.state = {task.id: task.state for task in seen}
        self.version = {task.id: task.version for task in seen}
        self.last: dict[str, str] = {}
        self.unsent: list[dict] = []
        self.told: dict[str, list[str]] = {}

    def act(self, n: int) -> None:
        """Do something: mostly what the app offers, now and then what it would not."""
        task = self.chance.choice(list(self.state))
        offered = life.allowed(self.state[task])
        honest = offered and self.chance.random() < 0.85
        action = self.chance.choice(offered if honest else ACTIONS)
        item = {
            "key": key(f"{self.owner.id}-{n}"),
            "task": task,
            "action": action,
            **self._fields(action),
        }
        on = {"after": self.last[task]} if task in self.last else {"version": self.version[task]}
        self.unsent.append(item | on)
        self.last[task] = item["key"]
        self.state[task] = life.LIFE.get((self.state[task], action), self.state[task])

    def _fields(self, action: str) -> dict:
        now = clock.now()
        return {
            "pause": {"reason": "The part comes tomorrow.", "until": now + 60 * MINUTE},
            "ask": {"reason": "Which floor is it?"},
            "decline": {"reason": "It is the neighbour's."},
            "hand_over": {"department": "cleaning"},
            "assign": {"staff": "pilar"},
            "note": {"text": "Behind the panel."},
            "done": {"clean": self.chance.random() < 0.8},
        }.get(action, {})

    def send(self, door: Door) -> None:
        """Send a part of what waits; the answer may be lost, and all of it sent again."""
        batch = self.unsent[: self.chance.randint(1, 5)]
        answer = door.post_json("/staff/v1/actions", {"actions": batch}, token_of(self.owner))
        assert answer.status == 200, answer.text
        verdicts = answer.json["verdicts"]
        assert [verdict["key"] for verdict in verdicts] == [item["key"] for item in batch]
        for verdict in verdicts:
            self.told.setdefault(verdict["key"], []).append(verdict["verdict"])
            if verdict["verdict"] == "refused":
                explained(verdict["problem"])
        if self.chance.random() < 0.6:
            self.unsent = self.unsent[len(batch) :]


def explained(problem: dict) -> None:
    """A refusal says what is wrong with a field, or what state it is in and who has it."""
    assert problem.keys() >= EXPLAINED
    assert len(problem["detail"]) > 10
    if problem["status"] == 409:
        assert {"state", "allowed", "holder"} <= problem.keys()
    elif problem["status"] == 412:
        assert {"state", "version", "holder"} <= problem.keys()
    elif problem["status"] == 422:
        assert problem["errors"] and all(problem["errors"].values())
    else:
        assert problem["status"] in (403, 404)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_action_is_lost_or_doubled_and_every_refusal_is_explained(door: Door, seed) -> None:
    chance, world, now = random.Random(seed), World(), clock.now()
    made = [world.routed(now, key=key(n), topic="leak")[0] for n in range(2)]
    phones = [Phone(owner, chance, made) for owner in CREW]
    for n in range(LENGTH):
        for phone in phones:
            phone.act(n)
    done = [item for phone in phones for item in phone.unsent]
    while waiting := [phone for phone in phones if phone.unsent]:
        chance.choice(waiting).send(door)

    for phone in phones:
        verdicts_stay(phone.told)
    for task in made:
        end = tasks.get(task.id)
        lived(end)
        applied_once(end, [item for item in done if item["task"] == task.id], phones)


def verdicts_stay(told: dict[str, list[str]]) -> None:
    """Once applied it stays applied; what was refused may come true, but not the other way."""
    for verdicts in told.values():
        first = verdicts.index("applied") if "applied" in verdicts else len(verdicts)
        assert "refused" not in verdicts[first:], verdicts
        assert verdicts.count("applied") <= 1 or "already_applied" not in verdicts, verdicts


def applied_once(task, items: list[dict], phones: list[Phone]) -> None:
    """What was told to be applied is in the history, once; what is there was told."""
    keys = [step.key for step in task.steps.values() if step.key]
    assert len(keys) == len(set(keys))
    told = {name: verdicts for phone in phones for name, verdicts in phone.told.items()}
    for item in items:
        assert item["key"] in told, "an action was lost"
        if item["action"] != "note":
            assert (item["key"] in keys) == ("applied" in told[item["key"]])


def lived(task) -> None:
    """Every step of the history is one that the table allows, from where the last one led."""
    state = life.OPEN
    for number in range(2, task.version + 1):
        step = task.steps[str(number)]
        assert life.LIFE[state, step.action] == step.after
        state = step.after
    assert state == task.state
    held = task.state in (life.CLAIMED, life.WORKING, *life.HOLDS)
    assert bool(task.holder) or not held
