"""What taking a mail in needs of the world, handed to it by who starts the work."""

from collections.abc import Callable

from msgspec import Struct

from chalicelib.kernel.answering import Answers
from chalicelib.kernel.tuning import Tuning
from chalicelib.platform.effects import Enqueue


class Desk(Struct, frozen=True):
    """What talks to machines."""

    enqueue: Enqueue
    secret: Callable[[], bytes]
    tuning: Callable[[], Tuning]
    answers_of: Callable[[str], Answers | None]
    """What a reply address names; None for one that we did not sign."""
    develop: Callable[[str, bytes], None]
    """`develop(key, file)`: hand a picture to the photo worker, under the key of an upload."""
    domain: str
    """The domain to which people write."""
