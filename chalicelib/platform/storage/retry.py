"""Optimistic locking: a write that lost a race begins again, a few times."""

from collections.abc import Callable
from typing import TypeVar

from chalicelib.kernel.errors import Unavailable

from .connection import ConditionFailed

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741

TRIES = 4
"""Bookkeeping may write between a read and its write; nobody can lose to it for ever."""


def retry(attempt: Callable[[], T]) -> T:
    """Return what an attempt returns that wins its race; it reads anew each time.

    An attempt that lost raises ConditionFailed. Raises Unavailable when the tries are used
    up: whoever waits is told to come again, a message comes again by itself.
    """
    for _ in range(TRIES):
        try:
            return attempt()
        except ConditionFailed:
            continue
    raise Unavailable("others keep writing this; please try again")


def retry_from(item: I | None, read: Callable[[], I | None], attempt: Callable[[I | None], T]) -> T:
    """Do the same with an item that is at hand, which is read anew only after a lost race."""
    at_hand = [item]
    return retry(lambda: attempt(at_hand.pop() if at_hand else read()))
