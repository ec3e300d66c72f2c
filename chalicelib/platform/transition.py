"""
The one rule of writing: one conditional write an action, and everything else is an effect.

`next_version` and `with_event` make an item as it should be: history entry, version, pending
effects, due time. `write`, `apply` and `apply_to` write it on condition that nobody else did,
and publish the effects. No other module makes a history entry, or begins a lost race again.
"""

from collections.abc import Callable, Collection
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct, structs

from chalicelib.kernel.entity import Entity, Escalated, Recorded
from chalicelib.kernel.errors import KeyTaken
from chalicelib.kernel.history import Asked, Step, done_with, due, effect, is_replay

from . import entities as kinds
from .entities import clocks_of
from .storage.retry import retry, retry_from

Enqueue = Callable[[str, str, str], None]
"""`enqueue(pk, sk, effect)`: the fast path. It may fail silently; the sweep is the guarantee."""

NOBODY = Asked()

E = TypeVar("E", bound=Entity)
R = TypeVar("R", bound=Recorded)
X = TypeVar("X", bound=Escalated)
I = TypeVar("I")  # noqa: E741


class Outcome(Struct, Generic[I], frozen=True):
    """An item as it stands, and whether it was this call that wrote it."""

    item: I
    applied: bool


# How the next version is made.


def next_version(
    item: R,
    action: str,
    state: str,
    *,
    by: str,
    why: str = "",
    key: str = "",
    effects: Collection[str] = (),
    now: int,
    **changes: Any,
) -> R:
    """Return the item one version on, in `state`; `effects` are what has to follow ("tell")."""
    version = item.version + 1
    if isinstance(item, Escalated):
        changes = {"rungs": 0, **changes}
    entry = Step(action=action, by=by, at=now, before=item.state, after=state, why=why, key=key)
    after = structs.replace(item, state=state, version=version, changed_at=now)
    return _recorded(after, str(version), entry, effects, now=now, **changes)


def with_event(
    item: X, entry: Step, *, effects: Collection[str] = (), now: int, **changes: Any
) -> X:
    """Return the item with an entry that leaves its version alone: a reminder, a link sent.

    These entries are counted from the last version on: "3.1" is the first at version 3.
    """
    rungs = item.rungs + 1
    number = f"{item.version}.{rungs}"
    return _recorded(item, number, entry, effects, now=now, rungs=rungs, **changes)


def bump(item: E, effects: Collection[str], *, now: int, **changes: Any) -> E:
    """Return an item without a history one version on, owing these effects."""
    return with_effects(item, effects, now=now, version=item.version + 1, **changes)


def with_effects(item: E, effects: Collection[str], *, now: int, **changes: Any) -> E:
    """Return the item with changes that no history tells, which owes effects of its version."""
    number = changes.get("version", item.version)
    owed = {effect(number, what): now for what in effects}
    after = structs.replace(item, **{"pending": {**item.pending, **owed}, **changes})
    return with_due_at(after, now=now)


def _recorded(
    item: R, number: str, entry: Step, effects: Collection[str], *, now: int, **changes: Any
) -> R:
    beside = _beside(item, entry, now=now)
    owed = {effect(number, what): now for what in (*effects, *beside)}
    told = {"pending": {**item.pending, **owed}, "steps": {**item.steps, number: entry}}
    return with_due_at(structs.replace(item, **{**told, **changes}), now=now)


def begun(item: R, *, now: int) -> R:
    """Return a new item, its first step told, with what that owes to other features."""
    return with_effects(item, _beside(item, item.steps["1"], now=now), now=now)


def _beside(item: Recorded, entry: Step, *, now: int) -> list[str]:
    name = kinds.name_of(kinds.key_of(item)[1])
    return kinds.owed_beside(name, getattr(item, "community", ""), entry, now=now)


def with_due_at(item: E, *, now: int) -> E:
    """Return the item with the due time that its effects and its clocks give together."""
    return structs.replace(item, due_at=due(item.pending, clocks_of(item, now=now)))


# How it is written.


def write(before: E, after: E, enqueue: Enqueue | None = None) -> E:
    """Write an item and publish the effects that it owes since; return it as it was stored.

    Without `enqueue` it may owe nothing new. Raises ConditionFailed, and then nothing was
    written.
    """
    saved = kinds.save(before, after)
    if enqueue is not None:
        publish_effects(
            saved, [name for name in saved.pending if name not in before.pending], enqueue
        )
    return saved


def apply(
    read: Callable[[], E],
    change: Callable[[E], E | None],
    *,
    asked: Asked = NOBODY,
    enqueue: Enqueue | None = None,
) -> Outcome[E]:
    """Change an item in one write, once a key; `change` refuses by raising, None is no change.

    Whatever `read` and `change` raise is raised; KeyTaken when the key belongs to another
    person, action or body, and Unavailable when others keep writing the item.
    """
    return retry(lambda: attempt(read(), change, asked=asked, enqueue=enqueue))


def apply_to(
    item: E | None, change: Callable[[E], E | None], *, enqueue: Enqueue | None = None
) -> Outcome[E | None]:
    """Change an item that is at hand, read anew only after a lost race; gone is no change."""

    def once(found: E | None) -> Outcome[E | None]:
        if found is None:
            return Outcome(None, False)
        done = attempt(found, change, enqueue=enqueue)
        return Outcome(done.item, done.applied)

    return retry_from(item, lambda: _again(item), once)


def attempt(
    item: E,
    change: Callable[[E], E | None],
    *,
    asked: Asked = NOBODY,
    enqueue: Enqueue | None = None,
) -> Outcome[E]:
    """Change an item that was just read, if its key is new; raises ConditionFailed, KeyTaken."""
    if is_done(item, asked):
        return Outcome(item, False)
    after = change(item)
    if after is None:
        return Outcome(item, False)
    return Outcome(write(item, _marked(after, asked), enqueue), True)


def is_done(item: Entity, asked: Asked) -> bool:
    """Say whether an item has what is asked; raises KeyTaken when its key did something else."""
    made = _made_by(item, asked)
    if made is None:
        return False
    if not is_replay(made[1], asked):
        raise KeyTaken
    return True


def _marked(item: E, asked: Asked) -> E:
    """Return the item with the mark on the step that this key just made."""
    made = _made_by(item, asked)
    if made is None or not asked.mark:
        return item
    number, step = made
    steps = {**cast("Recorded", item).steps, number: structs.replace(step, mark=asked.mark)}
    return structs.replace(item, steps=steps)


def _made_by(item: Entity, asked: Asked) -> tuple[str, Step] | None:
    """Return number and step that a key made, if it did."""
    if not isinstance(item, Recorded):
        return None
    number = done_with(item.steps, asked.key)
    return (number, item.steps[number]) if number else None


def _again(item: E | None) -> E | None:
    return None if item is None else kinds.get(*kinds.key_of(item))


def publish_effects(item: Entity, names: Collection[str], enqueue: Enqueue) -> None:
    """Send one message for each effect of an item that was just written."""
    pk, sk = kinds.key_of(item)
    for name in names:
        enqueue(pk, sk, name)
