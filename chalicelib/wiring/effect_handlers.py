"""Which use case finishes which effect: what the features say, in one table for the workers."""

from collections.abc import Callable

from chalicelib.kernel.history import what_of
from chalicelib.platform import entities
from chalicelib.platform.effects import Tools
from chalicelib.platform.feature import features


def handlers() -> dict[tuple[str, str], Callable[..., None]]:
    """Return an entity and what it owes to whoever finishes it."""
    return {
        effect: handler
        for feature in features()
        for effect, handler in feature.named(feature.effects)
    }


HANDLERS = handlers()


def perform(pk: str, sk: str, name: str, *, now: int, tools: Tools) -> str:
    """Finish one effect of one item, if it is still pending.

    Returns what came of it: "done", "nothing to do" (finished before, or the item is
    gone) or "unknown effect" is an error: raises LookupError, so that the message of a
    newer version waits in the dead-letter queue instead of being lost.
    """
    handler = HANDLERS[entities.name_of(sk), what_of(name)]
    item = entities.get(pk, sk)
    if item is None or name not in item.pending:
        return "nothing to do"
    handler(item, name, now=now, tools=tools)
    return "done"
