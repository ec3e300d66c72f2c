"""Which queue carries which effect: what speaks to people has a queue and rights of its own."""

EFFECTS, NOTICES, SWEEP = "effects", "notices", "sweep"

_OF_ADDRESS = ("confirm", "home", "received", "link")
_OF_VISIT = ("diary", "called_off")
_OF_WEBHOOK = ("post", "switched_off")
_SPEAKS = frozenset(
    {"tell", "send", "digest", "test", "invite", *_OF_WEBHOOK, *_OF_ADDRESS, *_OF_VISIT}
)


def queue_of(what: str) -> str:
    """Return the name of the queue for an effect, by what it does."""
    return NOTICES if what in _SPEAKS else EFFECTS
