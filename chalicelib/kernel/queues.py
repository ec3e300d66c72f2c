"""Which queue carries which effect: what speaks to people has a queue and rights of its own."""

EFFECTS, NOTICES, SWEEP = "effects", "notices", "sweep"

_SPEAKS = frozenset({"tell", "confirm", "home", "received", "send", "digest", "test", "invite"})


def queue_of(what: str) -> str:
    """Return the name of the queue for an effect, by what it does."""
    return NOTICES if what in _SPEAKS else EFFECTS
