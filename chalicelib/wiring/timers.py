"""What the sweep does with an item whose own clock is over: the timers that features name.

A timer writes the item and says so, or finds nothing to do and the next is asked; then the
sweep gives the item the due time that its clocks have now.
"""

from collections.abc import Callable, Collection

from chalicelib.kernel.entity import Entity
from chalicelib.platform import entities
from chalicelib.platform.effects import Tools
from chalicelib.platform.feature import features


def timers() -> dict[tuple[str, str], Callable[..., bool]]:
    """Return entity and feature to its timer, in the order in which they are asked."""
    return {
        (entity, feature.name): timer
        for feature in features()
        for entity, timer in feature.named(feature.timers)
    }


TIMERS = timers()


GATHERERS = [
    (entity, gather) for feature in features() for entity, gather in feature.named(feature.gathers)
]


def gathered(items: Collection[Entity], *, now: int, tools: Tools) -> Tools:
    """Do at once what many items that are due have in common; return the tools to tick with."""
    for entity, gather in GATHERERS:
        alike = [item for item in items if name_of(item) == entity]
        tools = gather(alike, now=now, tools=tools)
    return tools


def tick(item: Entity, *, now: int, tools: Tools) -> bool:
    """Do what an item's own clock asks for; say whether that wrote the item."""
    name = name_of(item)
    return any(
        timer(item, now=now, tools=tools) for (entity, _), timer in TIMERS.items() if entity == name
    )


def name_of(item: Entity) -> str:
    """Return the name of an item's entity."""
    return entities.name_of(entities.key_of(item)[1])
