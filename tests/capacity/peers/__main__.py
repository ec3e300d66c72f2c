"""
Steward beside its peer at a thousand and at ten thousand open, in one run: `make bench ARGS=peers`.

The sides and the sizes take turns. Of the peer counts the CPU of the web process and of the
database together; of Steward that of the function. Its database is a managed one: what that
takes of CPU nobody sees, and it is paid by units, which are printed instead.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import ThreadingHTTPServer
from typing import Any

from infra import dynamodb_local as local
from infra.bench.server import Handler
from infra.emulator import HOST, die_with_parent
from infra.paths import ROOT
from infra.say import Refused, line, one_sentence, step

from . import cpu, postgres
from .desk import Desk, desk, install
from .reckoning import GOALS, Cost, Turns, told, told_calls

SIZES = (1_000, 10_000)
TURNS = 4
FEW_TURNS = {"rest": 2}
"""The peer's list of ten thousand takes as long as all else together."""
THEIRS = {"poll": 4, "form": 30, "submit": 20, "escalation": 1, "rest": 1}
"""How often the peer does each thing in a turn: enough for its clock."""
OURS = {"poll": 100, "form": 100, "submit": 40, "escalation": 1, "rest": 10}
SETTINGS = {
    "EFFECTS_QUEUE": "http://localhost/1/effects",
    "NOTICES_QUEUE": "http://localhost/1/notices",
    "SWEEP_QUEUE": "http://localhost/1/sweep",
    "ID_SECRET": "id",
    "LINK_SECRET": "link",
    "FORM_SECRET": "form",
    "OIDC_ISSUER": "https://login.example/pool",
    "OIDC_JWKS_URL": "https://login.example/keys",
    "OIDC_AUDIENCE": "staff-app",
}


class Ours:
    """Steward with so many open tasks, in a process that does what it is told."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take the process."""
        self._process = process

    def measured(self, name: str, times: int) -> Cost:
        return Cost(cpu=self._asked(do=name, times=times)["cpu"])

    def counted(self, name: str, times: int = 1) -> dict[str, float]:
        """Return what one asks of AWS: calls of the tables, messages sent, units."""
        return self._asked(do=name, times=times, count=True)

    def _asked(self, **asked: Any) -> dict[str, float]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise Refused(f"Steward did not do as asked ({asked['do']}).")
        return dict(json.loads(said))


def main() -> None:
    with one_sentence(), ExitStack() as stack:
        for lacking in (cpu.missing(), local.missing(), postgres.missing()):
            if lacking:
                raise Refused(f"{lacking}.")
        with step("installing the peer"):
            install()
        socket, database = stack.enter_context(postgres.postgres())
        stub = stack.enter_context(_stub())
        # Its threads live as long as what they start, which would end with them.
        pool = stack.enter_context(ThreadPoolExecutor(2 * len(SIZES)))
        with step("opening " + " and ".join(f"{size:,}" for size in SIZES) + " on both sides"):
            desks = {s: pool.submit(stack.enter_context, desk(s, socket, database)) for s in SIZES}
            towns = {s: pool.submit(stack.enter_context, _ours(s, stub)) for s in SIZES}
            theirs = {size: each.result() for size, each in desks.items()}
            ours = {size: each.result() for size, each in towns.items()}
        _measured(theirs, ours)


def _measured(theirs: dict[int, Desk], ours: dict[int, Ours]) -> None:
    turns: dict[str, dict[int, list[tuple[Cost, Cost]]]] = {
        name: {size: [] for size in SIZES} for name in GOALS
    }
    with step(f"letting both do everything {TURNS} times in turn"):
        for turn in range(TURNS + 1):
            for name in GOALS:
                if turn > FEW_TURNS.get(name, TURNS):
                    continue
                for size in SIZES:
                    pair = (
                        theirs[size].measured(name, THEIRS[name]),
                        ours[size].measured(name, OURS[name]),
                    )
                    # The first time everything is made that stays.
                    if turn:
                        turns[name][size].append(pair)
    _told(turns)
    _asked(theirs, ours)


def _told(turns: dict[str, dict[int, Turns]]) -> None:
    line("")
    line("  CPU (user and system) in ms: the peer's web and database together, its database")
    line(f"  alone, and Steward's function; medians of {TURNS} turns, ratios with their spread.")
    line("")
    line(f"  {'':<24} {'open':>7} {'peer':>9} {'of it db':>9} {'Steward':>9}   peer / Steward")
    for name, each in turns.items():
        for text in told(name, each):
            line(text)


def _asked(theirs: dict[int, Desk], ours: dict[int, Ours]) -> None:
    """Tell what is asked of the databases; Steward's is managed, and paid by units."""
    swept = {size: each.counted("escalation") for size, each in ours.items()}
    sent = {size: each.counted("messages") for size, each in ours.items()}
    queries = {size: each.calls_of_escalation() for size, each in theirs.items()}
    for text in told_calls(queries, {size: int(each["calls"]) for size, each in swept.items()}):
        line(text)
    line("")
    line("  Steward's database is managed: its CPU is not counted above. What it is asked:")
    for size, each in ours.items():
        line(f"  {size:,} open")
        for name in ("poll", "form", "submit", "rest"):
            _told_units(GOALS[name].title, each.counted(name, 5))
        _told_units(GOALS["escalation"].title, swept[size])
        _told_units("and its messages sent", sent[size])


def _told_units(title: str, asked: dict[str, float]) -> None:
    line(
        f"    {title:<24} calls {asked['calls']:>6.1f}  messages {asked['sends']:>4.1f}"
        f"  read units {asked['read']:>6.1f}  write units {asked['write']:>7.1f}"
    )


@contextmanager
def _ours(size: int, stub: str) -> Iterator[Ours]:
    command = [sys.executable, "-m", "tests.capacity.peers.steward"]
    with ExitStack() as stack:
        address = stack.enter_context(local.dynamodb_local())
        process = subprocess.Popen(
            [*command, address, stub, str(size)],
            env=os.environ | SETTINGS,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent,
        )
        stack.callback(_ended, process)
        made = Ours(process)
        # It answers when its tasks are there.
        made.measured("form", 1)
        yield made


def _ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate()


@contextmanager
def _stub() -> Iterator[str]:
    """Stand in for the queues and the secrets; yield where."""
    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    main()
