"""An end for what may go round in circles: a livelock is found, and not waited for."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn


class Endless(BaseException):
    """It took too long to be on its way to an end. Nothing of ours catches this."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise Endless in this block after so much CPU time: a busy machine is no livelock."""
    before = signal.signal(signal.SIGVTALRM, _enough)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _enough(number: int, frame: Any) -> NoReturn:
    raise Endless
