"""
A process really killed, at every call, against a server that lives on.

Each event is given in a process of its own, forked from this one, which the kernel ends
with SIGKILL the moment the call took effect. What AWS does then is done by this process.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from msgspec import structs

from infra.emulator import emulator, free_port

from . import engines
from . import town as towns
from .cases import RETRIES, Case, Prepared, Ran, ended
from .spoil import KILLED, Calls, watching
from .town import Event, Reply, Town, forget


@contextmanager
def served_town() -> Iterator[Town]:
    """Move everybody into a MiniStack of their own, a process besides this one."""
    with tempfile.TemporaryDirectory(prefix="steward-faults-") as scratch:
        folder = Path(scratch)
        with (
            emulator(free_port(), folder / "state", folder / "log") as endpoint,
            engines.served(endpoint) as engine,
            towns.town(engine) as town,
        ):
            yield town


def run(town: Town, prepared: Prepared, number: int, seed: int = 0) -> Ran:
    """Kill the process at one call, do what AWS does, and look at what became of it."""
    case = Case(prepared.journey.name, number, KILLED, RETRIES, seed)
    town.begin(prepared.kept, prepared.now)
    was_killed = given_to_a_process(town, prepared.event, Calls(number, KILLED, really=True))
    forget()
    ran = ended(town, prepared, case, Reply(good=False), prepared.calls[:number])
    missed = [] if was_killed else ["the process was not killed"]
    return structs.replace(ran, broken=missed + ran.broken)


def given_to_a_process(town: Town, event: Event, calls: Calls) -> bool:
    """Give an event in a process of its own; say whether SIGKILL ended it."""
    pid = os.fork()
    if pid == 0:
        _give_and_leave(town, event, calls)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _give_and_leave(town: Town, event: Event, calls: Calls) -> NoReturn:
    # Its own connections: two processes on one socket would read each other's answers.
    engines.forget_clients()
    try:
        with watching(calls):
            town.give(event)
    finally:
        os._exit(0)
