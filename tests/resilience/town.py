"""
A town: both communities at the real doors, with the clock in our hand.

What people and AWS do is an `Event` (`events.py`). It is handed to the same functions that
Lambda calls.
"""

import base64
import json
import logging
import os
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from types import SimpleNamespace
from typing import Any

from msgspec import structs

import app as front
from chalicelib.cases.duplicates import suggestions_store as known
from chalicelib.cases.tasks import offboarding
from chalicelib.cases.tasks import store as tasks
from chalicelib.cases.tasks.model import Task
from chalicelib.channels import webhooks
from chalicelib.estate import store as estate
from chalicelib.kernel import ids
from chalicelib.kernel.called import Called
from chalicelib.platform import settings as app_settings
from chalicelib.platform.aws import identity, parameters, secrets
from chalicelib.platform.aws.jwks import KeySet
from chalicelib.platform.http import call as http
from chalicelib.platform.http import logs
from chalicelib.programs.keys import actions as program_keys
from chalicelib.wiring import workers
from infra.corrections.functions import STAFF_PATHS
from tests.support.builders import CAST, GRACE, LIFT, MINUTE, MONDAY_TEN, key, move_in
from tests.support.provider import CLIENT, ISSUER, Provider

from .engine import QUEUES, Engine, Row
from .events import Event, Reply, gateway, scheduled
from .people import FORM as FORM
from .people import JSON as JSON
from .people import People

WORKERS = {
    "effects": workers.work,
    "notices": workers.deliver,
    "sweep": workers.sweep_more,
    "photos": workers.clean_photo,
    "mail": workers.take_mail,
}
FUNCTIONS = {
    "effects": "work",
    "notices": "deliver",
    "sweep": "sweep-more",
    "photos": "clean-photo",
    "mail": "take-mail",
}
SCHEDULES = {"sweep": workers.sweep, "reconcile": workers.reconcile}

MAIL_DOMAIN = "mail.example"

HORIZON = 30 * MINUTE
"""How long after the trouble everything is looked at: every repair is over by then."""
MOST_RECEIVES = 5
MOST_ROUNDS = 200


class Town(People):
    """An engine, a clock, and the verbs of a story."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = MONDAY_TEN
        self.dead: list[str] = []
        self.bodies: list[str] = []
        self.told: set[tuple[str, str]] = set()
        """What other programs were told: which address, of which webhook-id."""
        self.answer = 200
        """What they answer."""
        self.logs = StringIO()
        self.function = ""
        """Which function of the template runs now; none while an administrator or a test does."""

    def begin(self, kept: Any, now: int) -> None:
        """Put everything back to a moment, with a process that has just started."""
        self.engine.put_back(kept)
        self.now = now
        self.dead.clear()
        self.bodies.clear()
        self.told.clear()
        self.answer = 200
        self.logs.seek(0)
        self.logs.truncate()
        forget()

    def waiting(self, *names: str) -> Event:
        """Take the first message for an effect of this name ("route", "tell") off its queue.

        What else waits is lost: the sweep finds it again.
        """
        found = []
        for queue in QUEUES:
            for body in self.engine.take(queue):
                if any(f'#{name}"' in body or f"/{name}" in body for name in names):
                    found.append(Event(kind="message", name=queue, body=body))
        return min(found, key=lambda event: event.body)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Called:
        """Take what a webhook is told, as the address of another program."""
        self.told.add((url, headers["webhook-id"]))
        return Called(self.answer)

    # What Lambda does.

    def give(self, event: Event) -> Reply:
        """Hand one event to its function, as one invocation."""
        with self._running(_function(event)), redirect_stdout(self.logs):
            if event.kind == "call":
                return self._called(event)
            if event.kind == "schedule":
                SCHEDULES[event.name](scheduled(event.name), None)
                return Reply(good=True)
            if event.kind == "command":
                COMMANDS[event.name](**json.loads(event.body), now=self.now)
                return Reply(good=True)
            failed = self.deliver(event.name, [event.body])
            return Reply(good=not failed)

    def deliver(self, queue: str, bodies: list[str]) -> list[str]:
        """Give a batch to a queue's worker; return the bodies that must come again."""
        records = [
            {"messageId": str(n), "body": body, "attributes": {}, "eventSource": "aws:sqs"}
            for n, body in enumerate(bodies)
        ]
        self.bodies += bodies
        with self._running(FUNCTIONS[queue]), redirect_stdout(self.logs):
            answer = WORKERS[queue]({"Records": records}, None)
        failed = [int(each["itemIdentifier"]) for each in answer["batchItemFailures"]]
        return [bodies[n] for n in failed]

    @contextmanager
    def _running(self, function: str) -> Iterator[None]:
        self.function = function
        try:
            yield
        finally:
            self.function = ""

    def administer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Give a test event to the function `admin`, which has just started."""
        forget()
        with self._running("admin"), redirect_stdout(self.logs):
            return dict(workers.admin(asked, None))

    def sweep(self) -> Event:
        return Event(kind="schedule", name="sweep")

    def do(self, *events: Event) -> Reply:
        """Give events that must go well, and everything that follows from them."""
        reply = Reply(good=True)
        for event in events:
            reply = self.give(event)
            assert reply.good, (event.path, reply.status, reply.text)
            self.flow()
        return reply

    def flow(
        self, chance: random.Random | None = None, late: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Deliver what waits until nothing does; with `chance`, duplicated and shuffled.

        `late` are messages, queue and body, that were received before and come again.
        """
        waiting = [(queue, body, 1) for queue, body in late]
        for _ in range(MOST_ROUNDS):
            waiting += [(q, body, 1) for q in QUEUES for body in self.engine.take(q)]
            if not waiting:
                return
            waiting = self._round(_mixed(waiting, chance))
        raise AssertionError("messages cause each other without end")

    def settle_down(
        self,
        chance: random.Random | None = None,
        until: int = 0,
        late: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Do what AWS does until `until`: deliver, and sweep whenever something is due."""
        until = until or self.now + HORIZON
        self.flow(chance, late)
        for _ in range(MOST_ROUNDS):
            self.flow(chance)
            due = self.next_due()
            if due is None or due > until:
                self.now = until
                return
            self.now = max(self.now, -(-due // MINUTE) * MINUTE)
            for _ in range(2 if chance and chance.random() < 0.3 else 1):
                self.give(self.sweep())
        raise AssertionError("the sweep never comes to rest")

    def next_due(self) -> int | None:
        """Return when the sweep will find something next."""
        times = [int(row["due_sk"][:13]) for row in self.engine.rows() if row.get("due_sk")]
        return min(times, default=None)

    def _round(self, waiting: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
        left = []
        for queue, body, received in waiting:
            if not self.deliver(queue, [body]):
                continue
            # Its visibility is over in a while, at the latest when a lease is, too.
            self.now += MINUTE
            if received < MOST_RECEIVES:
                left.append((queue, body, received + 1))
            else:
                self.dead.append(body)
        return left

    def _called(self, event: Event) -> Reply:
        raw = front.app(gateway(event), None)
        headers = {name.lower(): value for name, value in raw["headers"].items()}
        for name, values in (raw.get("multiValueHeaders") or {}).items():
            headers[name.lower()] = values
        body = raw["body"]
        text = base64.b64decode(body).decode() if raw.get("isBase64Encoded") else body
        status = int(raw["statusCode"])
        return Reply(good=status < 400, status=status, text=text, headers=headers)


def _function(event: Event) -> str:
    if event.kind == "call":
        return "staff-handler" if event.path.startswith(STAFF_PATHS) else "api-handler"
    if event.kind == "message":
        return FUNCTIONS[event.name]
    return event.name if event.kind == "schedule" else ""


@contextmanager
def town(engine: Engine) -> Iterator[Town]:
    """Move everybody in, with a clock that stands and an identity provider of our own."""
    settings = {
        "OIDC_ISSUER": ISSUER,
        "OIDC_JWKS_URL": "https://login.example/keys",
        "OIDC_AUDIENCE": CLIENT,
        "PARTIAL_BATCH": "on",
        "DUE_SHARDS": "1",
        "MAIL_IN_DOMAIN": MAIL_DOMAIN,
        # What comes in stands in the town's one bucket, under a name of its own.
        "MAIL_IN_BUCKET": app_settings.photos_bucket(),
    }
    os.environ |= settings
    app_settings.due_shards.cache_clear()
    made = Town(engine)
    keys, clock = identity.key_set, http.time
    call, dice = webhooks.call, program_keys.secrets
    provider = KeySet(settings["OIDC_JWKS_URL"], Provider("one"))
    identity.key_set = lambda url: provider  # type: ignore[assignment]
    http.time = SimpleNamespace(time_ns=lambda: made.now * 1_000_000)  # type: ignore[assignment]
    webhooks.call = made.post  # type: ignore[assignment]
    # The text of a key is the same in every run, so that two of them compare.
    program_keys.secrets = SimpleNamespace(token_bytes=bytes)  # type: ignore[assignment]
    forget()
    ear, root = logging.StreamHandler(made.logs), logging.getLogger()
    ear.setFormatter(logs.OneLine())
    level = root.level
    root.setLevel(logging.INFO)
    own = front.app.log.handlers[:]
    front.app.log.handlers = []
    logging.getLogger().addHandler(ear)
    try:
        move_in()
        yield made
    finally:
        logging.getLogger().removeHandler(ear)
        root.setLevel(level)
        front.app.log.handlers = own
        identity.key_set, http.time = keys, clock
        webhooks.call, program_keys.secrets = call, dice
        for name in settings:
            del os.environ[name]
        app_settings.due_shards.cache_clear()
        forget()


def forget() -> None:
    """Forget what a process keeps between invocations: the next one begins cold."""
    estate.forget()
    known.forget()
    secrets.forget()
    parameters.forget()


def _dismissed(member: str, *, now: int) -> None:
    offboarding.dismiss(next(each for each in CAST if each.id == member), now=now)


def _closed(department: str, to: str, *, now: int) -> None:
    """Load the estate anew, without a department."""
    before = estate.community("hv", now=now)
    assert before is not None
    left = [name for name in before.departments if name != department]
    after = structs.replace(before, departments=left, redirects={department: to})
    offboarding.reorganise(before, after, now=now)


COMMANDS = {"dismiss": _dismissed, "close": _closed}


def only_task(request_id: str, department: str = "") -> Task:
    """Return the task of a request, or the one of a department."""
    found = [t for t in tasks.of_request(request_id) if department in ("", t.department)]
    assert len(found) == 1, found
    return found[0]


def request_id(n: int | str = 1, place: str = LIFT.code) -> str:
    """Return the id that a submission with this key has."""
    secret = secrets.read("id")
    return ids.request_id("hv", place, key(n), secret=secret.by_version[secret.current])


def pending(rows: list[Row], now: int | None = None) -> list[str]:
    """Return what is still owed, as item and effect; with `now`, what a sweep should have sent."""
    return [
        f"{row['pk']}|{row['sk']}|{name}"
        for row in rows
        for name, since in row.get("pending", {}).items()
        if now is None or since + GRACE <= now
    ]


def _mixed(waiting: list[Any], chance: random.Random | None) -> list[Any]:
    if chance is None:
        return waiting
    mixed = waiting + [each for each in waiting if chance.random() < 0.4]
    chance.shuffle(mixed)
    return mixed
