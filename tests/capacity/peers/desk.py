"""The peer as its users have it: django-helpdesk behind gunicorn, on a database of its own."""

import base64
import http.client
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from infra.emulator import HOST, die_with_parent, free_port
from infra.paths import LOCAL, ROOT
from infra.say import Refused

from . import cpu, postgres
from .reckoning import Cost

ENVIRONMENT = LOCAL / "peers-venv"
LOCK = ROOT / "uv.lock"
PROJECT = Path(__file__).parent / "project.py"
FORM, LIST, TICKETS = "/tickets/submit/", "/datatables_ticket_list/", "/api/tickets/"
READY_SECONDS = 600
MOST_SECONDS = 1_200
"""For one answer: its list of ten thousand is as many queries, and the machine has other work."""


def install() -> None:
    """Make the environment of the peer, unless it is there as the lock has it."""
    made_by = ENVIRONMENT / "uv.lock"
    if made_by.is_file() and made_by.read_bytes() == LOCK.read_bytes():
        return
    if subprocess.run([ROOT / "infra" / "make-venv", ENVIRONMENT, "peers"], cwd=ROOT).returncode:
        raise Refused("the peer could not be installed.")
    made_by.write_bytes(LOCK.read_bytes())


class Desk:
    """One installation with so many open tickets, and what its users do there."""

    def __init__(self, port: int, processes: tuple[int, int], made: dict[str, Any], runs: Any):
        """Take the port and the processes of web and database, and what `fill` told."""
        self.port, self.processes, self.runs = port, processes, runs
        self.cookies = {"sessionid": made["session"]}
        asked = {
            "filtering": {"queue__id__in": [made["queue"]], "status__in": [1, 2]},
            "filtering_null": {},
            "sorting": "created",
            "sortreverse": True,
            "search_string": "",
        }
        query = base64.b64encode(json.dumps(asked).encode()).decode()
        page = {"draw": 1, "start": 0, "length": 25, "order[0][column]": 5, "order[0][dir]": "desc"}
        self.list, self.queue = f"{LIST}{query}?{urlencode(page)}", made["queue"]

    def measured(self, name: str, times: int) -> Cost:
        """Return what one of so many costs: CPU seconds of web and of database."""
        if name == "escalation":
            return self._escalated()
        work = getattr(self, f"_{name}")
        token = self._token()
        before = self._took()
        for number in range(times):
            work(number, token)
        web, database = (after - was for after, was in zip(self._took(), before, strict=True))
        return Cost(cpu=(web + database) / times, database=database / times)

    def calls_of_escalation(self) -> int:
        """Return how many queries the escalation of what is due makes."""
        self._run("due")
        return int(self._run("count")["calls"])

    def _escalated(self) -> Cost:
        self._run("due")
        before = self._took()[1]
        took = self._run("run")["cpu"]
        database = self._took()[1] - before
        return Cost(cpu=took + database, database=database)

    def _poll(self, number: int, token: str) -> None:
        self._get(self.list, signed_in=True, expected='"recordsTotal"')

    def _rest(self, number: int, token: str) -> None:
        self._get(TICKETS, signed_in=True, expected='"results"')

    def _form(self, number: int, token: str) -> None:
        self._get(FORM, expected="csrfmiddlewaretoken")

    def _submit(self, number: int, token: str) -> None:
        sent = {
            "csrfmiddlewaretoken": token,
            "queue": self.queue,
            "title": "Water drips from the ceiling.",
            "body": f"Water drips from the ceiling of lift {number}.",
            "priority": 3,
            "due_date": "",
            "submitter_email": f"resident{number}@example.com",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={token}",
        }
        status, _, said = self._ask("POST", FORM, urlencode(sent), headers)
        _must(status == 302, "submit", said)

    def _token(self) -> str:
        _, headers, _ = self._ask("GET", FORM)
        found = re.search(r"csrftoken=(\w+)", headers.get("Set-Cookie", ""))
        _must(found is not None, "form", str(headers))
        assert found is not None
        return found[1]

    def _get(self, path: str, *, signed_in: bool = False, expected: str) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, _, said = self._ask("GET", path, headers={"Cookie": cookie} if signed_in else {})
        _must(status == 200 and expected in said, path, said)

    def _ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=MOST_SECONDS)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, said

    def _took(self) -> tuple[float, float]:
        web, database = self.processes
        return cpu.of_tree(web), cpu.of_tree(database)

    def _run(self, asked: str) -> dict[str, Any]:
        self.runs.stdin.write(f"{asked}\n")
        self.runs.stdin.flush()
        said = self.runs.stdout.readline()
        _must(bool(said), asked, "its process ended")
        return dict(json.loads(said))


@contextmanager
def desk(number: int, socket: Path, database: int) -> Iterator[Desk]:
    """Run an installation with so many open tickets until the block ends."""
    name, port = f"helpdesk{number}", free_port()
    postgres.database(socket, name)
    settings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "project",
        "PEER_SOCKET": str(socket),
        "PEER_DATABASE": name,
        "PYTHONPATH": str(PROJECT.parent),
        "PYTHONWARNINGS": "ignore",
    }
    python = ENVIRONMENT / "bin" / "python"
    filled = subprocess.run(
        [python, PROJECT, "fill", str(number)], env=settings, capture_output=True, text=True
    )
    _must(filled.returncode == 0, "fill", filled.stderr[-2000:])
    command = [
        python,
        "-m",
        "gunicorn",
        "--workers=1",
        f"--bind={HOST}:{port}",
        f"--timeout={MOST_SECONDS}",
    ]
    with ExitStack() as stack:
        web = stack.enter_context(
            _running([*command, "--log-level=error", "project:application"], settings)
        )
        runs = stack.enter_context(_running([python, PROJECT, "escalate"], settings))
        made = Desk(port, (web.pid, database), json.loads(filled.stdout.splitlines()[-1]), runs)
        _wait_until_ready(made)
        yield made


@contextmanager
def _running(command: list[Any], settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        env=settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def _wait_until_ready(made: Desk) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            made._ask("GET", FORM)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise Refused(f"the peer did not answer within {READY_SECONDS} s.")


def _must(held: bool, what: str, said: str) -> None:
    if not held:
        raise Refused(f"the peer did not do as asked ({what}):\n{said[-1500:]}")
