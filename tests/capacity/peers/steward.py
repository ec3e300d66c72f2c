"""
Steward with so many open tasks, as a process of its own that does what it is asked:

    python -m tests.capacity.peers.steward ADDRESS STUB NUMBER

ADDRESS is a DynamoDB Local of its own, STUB what stands in for the other services. Each line of
stdin is `{"do": …, "times": …}`; the answer is what one of them cost. Events are made beforehand,
in the shape of API Gateway's; what is measured is the handler with its calls over sockets.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from msgspec import structs

from chalicelib.escalation import batches
from chalicelib.estate import store as estate
from chalicelib.kernel import links
from chalicelib.platform import clients, services, settings
from chalicelib.platform.aws import identity, secrets
from chalicelib.platform.aws.jwks import KeySet
from chalicelib.platform.http import call as http
from chalicelib.platform.storage import due
from chalicelib.platform.transition import with_due_at
from chalicelib.wiring import effect_handlers
from chalicelib.wiring.sweep import sweep
from tests.capacity import flat
from tests.capacity.made import task
from tests.support import clock
from tests.support.builders import (
    CAST,
    GRACE,
    HOUR,
    LIFT,
    MINUTE,
    MONDAY_TEN,
    PACO,
    key,
    move_in,
)
from tests.support.calls import metered
from tests.support.door import FORM
from tests.support.provider import ID_TOKEN, Provider, signed
from tests.support.tables import tables_at

DUE = 100
PLACES = [structs.replace(LIFT, code=f"7KQ2M9X0AB3{n:03d}") for n in range(100, 120)]
QUEUE = "hv.engineering"
Event = dict[str, Any]


class Steward:
    """The functions of the packaged system, in this process, beside so many open tasks."""

    def __init__(self, number: int) -> None:
        """Put so many open tasks, a hundred of them due a moment ago."""
        import app as front

        self.app, self.posted, self.sent, self.cursor = front.app, 0, 0, ""
        move_in()
        for place in PLACES:
            estate.put_place(place)
        made = [task("hv", "engineering", number) for number in range(number)]
        self.due, late = made[:DUE], made[DUE:]
        flat.put_all([with_due_at(_later(each), now=MONDAY_TEN) for each in late])
        self.due = [with_due_at(_same(each), now=MONDAY_TEN) for each in self.due]
        self.now = max(each.due_at or 0 for each in self.due) + MINUTE // 2
        flat.put_all(self.due)
        self.tools = structs.replace(
            services.tools(now=self.now), enqueue=self._enqueue, deliver=lambda notice: None
        )
        self.queue: list[tuple[str, str, str]] = []
        claims = ID_TOKEN | {"sub": PACO.id, "exp": clock.now() / 1000 + 10 * HOUR}
        self.signed_in = {"authorization": f"Bearer {signed(claims)}"}

    def _enqueue(self, pk: str, sk: str, effect: str) -> None:
        self.sent += 1
        services.enqueue("")(pk, sk, effect)
        self.queue.append((pk, sk, effect))

    def poll(self, times: int) -> list[Callable[[], Any]]:
        """A phone asks again, and nothing came: as it is after its first round."""
        while not self.cursor or self._said["more"]:
            asked = {"cursor": [self.cursor]} if self.cursor else {"queue": [QUEUE]}
            self._said = json.loads(self._answer(self._event("GET", asked=asked))["body"])
            self.cursor = self._said["cursor"]
        event = self._event("GET", asked={"cursor": [self.cursor]})
        return [lambda: self._answer(event)] * times

    def rest(self, times: int) -> list[Callable[[], Any]]:
        """The first page of the list of open tasks, of 100."""
        event = self._event("GET", asked={"queue": [QUEUE]})
        return [lambda: self._answer(event)] * times

    def form(self, times: int) -> list[Callable[[], Any]]:
        """The form of a label, as anybody gets it who scans it."""
        event = self._event("GET", f"/q/{LIFT.code}", "/q/{place}")
        return [lambda: self._answer(event)] * times

    def submit(self, times: int) -> list[Callable[[], Any]]:
        """The form is sent: the request stands in the table, and its message in the queue."""
        made = [self._submission() for _ in range(times)]
        return [lambda event=event: self._answer(event, 303) for event in made]  # type: ignore[misc]

    def escalation(self, times: int) -> list[Callable[[], Any]]:
        """A hundred tasks became due in the last half minute, and are looked after."""
        self._due_again()
        return [self._sweep]

    def messages(self, times: int) -> list[Callable[[], Any]]:
        """What the escalation has to say is sent, two minutes later."""
        return [self._send]

    def _due_again(self) -> None:
        """Let all be as it was: no rung climbed, nothing in a bundle, and nothing sent."""
        _empty("ledger")
        for member in CAST:
            for bundle in batches.open_of(member.community, member.login):
                batches.BATCHES.delete(bundle)
        flat.put_all(self.due)
        self.queue.clear()

    def _sweep(self, now: int | None = None) -> None:
        found = [
            sweep(shard, now=now or self.now, tools=self.tools, has_time=lambda: True)
            for shard in due.shards()
        ]
        assert not sum(each.failed for each in found), found

    def _send(self) -> None:
        later = self.now + GRACE + MINUTE
        self._sweep(later)
        while self.queue:
            effect_handlers.perform(*self.queue.pop(0), now=later, tools=self.tools)

    def _submission(self) -> Event:
        self.posted += 1
        place = PLACES[self.posted % len(PLACES)].code
        fields = {
            "key": key(f"bench-{self.posted}-"),
            "topic": "plumbing",
            # One's own flat: nobody else has the same, and nothing is offered instead.
            "where": "other",
            "spot": f"Flat {self.posted}",
            "words": f"Water drips from the ceiling of lift {self.posted}.",
        }
        form_token = _token(place, fields["key"])
        event = self._event("POST", f"/q/{place}", "/q/{place}")
        event["headers"] = {"content-type": FORM}
        event["body"] = urlencode(fields | {"token": form_token})
        event["requestContext"]["identity"]["sourceIp"] = f"203.0.{self.posted % 250}.7"
        return event

    def _event(
        self,
        method: str,
        path: str = "/staff/v1/tasks",
        resource: str = "/staff/v1/tasks",
        asked: dict[str, list[str]] | None = None,
    ) -> Event:
        return {
            "requestContext": {
                "httpMethod": method,
                "resourcePath": resource,
                "path": path,
                "stage": "",
                "requestId": "bench",
                "identity": {"sourceIp": "203.0.113.7"},
            },
            "pathParameters": {"place": path.rpartition("/")[2]} if "{" in resource else None,
            "multiValueQueryStringParameters": asked,
            "headers": dict(self.signed_in) if resource.startswith("/staff") else {},
            "stageVariables": None,
            "body": None,
            "isBase64Encoded": False,
        }

    def _answer(self, event: Event, status: int = 200) -> dict[str, Any]:
        answer = self.app(event, None)
        assert answer["statusCode"] == status, (answer["statusCode"], answer["body"][-2000:])
        return dict(answer)


def _empty(name: str) -> None:
    client, named = clients.client("dynamodb"), settings.table(name)
    found = client.scan(TableName=named, ProjectionExpression="pk")["Items"]
    for start in range(0, len(found), 25):
        gone = [{"DeleteRequest": {"Key": row}} for row in found[start : start + 25]]
        client.batch_write_item(RequestItems={named: gone})


def _same(each: Any) -> Any:
    """One of those that are due at half past nine on a Monday: before anything that is sent."""
    at = MONDAY_TEN - 66 * HOUR - HOUR // 2
    return structs.replace(each, created_at=at, start_at=at)


def _later(each: Any) -> Any:
    """One that is due long after them."""
    at = MONDAY_TEN + 2 * HOUR
    return structs.replace(each, start_at=at)


def _token(place: str, form_key: str) -> str:
    found = secrets.read("form")
    issued = clock.now() - MINUTE
    return links.form_token(place, form_key, issued, found.by_version[found.current])


def main(address: str, stub: str, number: int) -> None:
    http.time = clock.as_time
    identity.key_set = lambda url: KeySet(url, Provider("one"))
    # On a machine that others use an engine may pause; that costs no CPU of ours.
    clients.READ_TIMEOUT_S = 60
    # The log goes where nobody reads: what is told stands alone.
    out = sys.stdout
    with open(os.devnull, "w") as sys.stdout, tables_at(address):
        for service in ("sqs", "secretsmanager", "ssm"):
            events = clients.client(service).meta.events
            events.register("before-send", lambda request, **_: setattr(request, "url", stub))
        system = Steward(number)
        for line in sys.stdin:
            print(json.dumps(_done(system, **json.loads(line))), file=out, flush=True)


def _done(system: Steward, do: str, times: int, count: bool = False) -> dict[str, float]:
    """Do it so often; return what one of them took of CPU, or what it asked of AWS."""
    works = getattr(system, do)(times)
    if count:
        return _counted(system, works)
    began = time.process_time()
    for work in works:
        work()
    return {"cpu": (time.process_time() - began) / len(works)}


def _counted(system: Steward, works: list[Callable[[], Any]]) -> dict[str, float]:
    sends: list[str] = []
    events = clients.client("sqs").meta.events
    note = lambda model, **_: sends.append(model.name)  # noqa: E731
    events.register("before-call", note)
    try:
        with metered() as meter:
            for work in works:
                work()
    finally:
        events.unregister("before-call", note)
    told = {
        "calls": len(meter.calls),
        "sends": len(sends),
        "read": meter.read_units,
        "write": meter.write_units,
    }
    return {name: value / len(works) for name, value in told.items()}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
