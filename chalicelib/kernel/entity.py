"""
What every stored item repeats: its version, its outbox, its due time, its history.

A new item with a life derives from one of these; `platform/transition.py` makes its next
version and writes it.
"""

from msgspec import Struct, field

from .history import Step


class Entity(Struct, frozen=True, kw_only=True):
    """An item that is written on condition, and that the sweep looks after."""

    version: int = 1
    """Moves when something moves that a person must know."""
    pending: dict[str, int] = field(default_factory=dict)
    """The outbox: effect to the instant (epoch ms) since when it is owed."""
    tries: int = 0
    """How often in a row the sweep looked after it in vain."""
    due_at: int | None = None
    """When the sweep must look (epoch ms): its earliest timer, or its oldest effect and grace."""
    writes: int = 1
    """The optimistic lock: moves with every write, bookkeeping included."""


class Recorded(Entity, frozen=True, kw_only=True):
    """An entity with a state and with the history of how it came there."""

    state: str
    created_at: int
    changed_at: int
    """When its version last moved (epoch ms)."""
    steps: dict[str, Step] = field(default_factory=dict)
    """Its history: number to entry, see `steps.py`."""


class Escalated(Recorded, frozen=True, kw_only=True):
    """An item that somebody is reminded of, level by level, while it is not done."""

    climbed: int = 0
    """How many rungs of the ladder were climbed for the target that runs now."""
    lift: int = 0
    """How many people further up the ladder its nudges go (reopened, urged)."""
    chased_at: int | None = None
    rungs: int = 0
    """How many rung steps this version has: the number of the last one."""
