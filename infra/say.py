"""What the commands say while they work: one line a step, and one sentence when they cannot."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refused(SystemExit):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(1)
        self.sentence = sentence


def line(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print what begins, and how long it took when it is done."""
    print(f"  {text} …", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(" stopped", flush=True)
        raise
    print(f" {time.monotonic() - start:.1f} s", flush=True)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn a refusal into its sentence on stderr and exit code 1, without a traceback."""
    try:
        yield
    except Refused as refused:
        print(f"\nCannot go on: {refused.sentence}", file=sys.stderr, flush=True)
        raise SystemExit(1) from None
