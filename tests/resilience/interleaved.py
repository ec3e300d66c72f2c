"""
Two things at once, in every order there is: before each call of the one, all of the other.

A race on threads meets a handful of orders by luck; this meets each of them, and the same
ones each time. Real threads on a real server are in `test_races.py`.
"""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct

from chalicelib.platform import entities as kinds
from tests.support.builders import DAY, HOUR, LENA, PILAR

from . import moments, oracle
from . import moments_of_neighbours as of_neighbours
from . import moments_of_residents as of_residents
from . import moments_of_staff as of_staff
from . import moments_of_work as of_work
from .cases import given
from .moments import acted, confirmed, message_after, resolved, routed
from .spoil import Calls, watching
from .town import Event, Reply, Town, request_id

Two = tuple[Event, Event]


class Pair(Struct, frozen=True):
    """Two events that may come at once."""

    name: str
    given: Callable[[Town], Two]


def runs(
    town: Town, pair: Pair, empty: Any, now: int, *, every: int = 1
) -> Iterator[tuple[str, list[str]]]:
    """Run the orders of a pair (or one in `every`); yield what it was and what it broke."""
    town.begin(empty, now)
    two = pair.given(town)
    kept, then = town.engine.keep(), town.now
    for first, second in (two, two[::-1]):
        calls = _calls_of(town, first, kept, then)
        for number, name in list(enumerate(calls, 1))[::every]:
            town.begin(kept, then)
            broken = _at_once(town, first, second, number)
            yield f"{pair.name}: {second.path or second.kind} before {number} ({name})", broken


def _calls_of(town: Town, event: Event, kept: Any, now: int) -> list[str]:
    town.begin(kept, now)
    with watching(Calls()) as calls:
        given(town, event)
    return calls.names


def _at_once(town: Town, first: Event, second: Event, number: int) -> list[str]:
    replies: list[Reply] = []
    calls = Calls(number, meanwhile=lambda: replies.append(given(town, second)))
    with watching(calls):
        reply = given(town, first)
    town.settle_down(random.Random(number))
    broken = oracle.promises(town)
    for event, answered in ((first, reply), *((second, each) for each in replies)):
        broken += _kept(event, answered)
    return broken


def _kept(event: Event, reply: Reply) -> list[str]:
    """Hold an answer against the history: a yes is in it once, a no is not."""
    found = _key_and_item(event)
    if found is None:
        return []
    key, item = found
    times = [step.key for step in item.steps.values()].count(key)
    refused = 400 <= reply.status < 500 or "saved=nothing" in str(reply.headers.get("location"))
    if reply.status and times != (0 if refused else 1):
        return [f"{event.path} was answered {reply.status} and is there {times} times"]
    return []


def _key_and_item(event: Event) -> tuple[str, Any] | None:
    parts = event.path.split("/")
    if parts[-1] == "actions" and "tasks" in parts:
        request, _, task = parts[-2].partition(".")
        item = kinds.get(request, f"task#{task}")
        return event.headers["idempotency-key"], item
    if event.path.startswith("/r/"):
        fields = {name: values[0] for name, values in parse_qs(event.body).items()}
        if fields["do"] in ("urge", "withdraw", "feedback"):
            # Every form of a page has the page's key; what is done with it tells them apart.
            key = f"{fields['key']}-{fields['do']}"
            return key, kinds.get(parts[2].split(".")[0], "request")
    return None


def _claims(town: Town) -> Two:
    task = routed(town)
    return town.staff(task, "claim"), town.staff(task, "claim", by=PILAR)


def _claim_and(action: str, **more: Any) -> Callable[[Town], Two]:
    def given(town: Town) -> Two:
        task = routed(town)
        return town.staff(task, "claim"), town.staff(task, action, by=LENA, **more)

    return given


def _held(action: str, other: str, **more: Any) -> Callable[[Town], Two]:
    def given(town: Town) -> Two:
        task = acted(town, confirmed(town), "claim")
        fields = {"clean": True} if action == "done" else {}
        return town.staff(task, action, **fields), town.staff(task, other, by=LENA, **more)

    return given


def _and_withdraw(event: Callable[[Town], Event]) -> Callable[[Town], Two]:
    def given(town: Town) -> Two:
        first = event(town)
        return first, town.page(_request(town), "withdraw", "withdraw")

    return given


def _request(town: Town) -> str:
    return str(next(row["pk"] for row in town.engine.rows() if row["sk"] == "request"))


def _tell_and_pause(town: Town) -> Two:
    task = confirmed(town)
    tell = message_after(town, town.staff(task, "claim"), "tell")
    task = moments.only_task(task.request)
    return tell, town.staff(task, "pause", reason="A part.", until=town.now + DAY)


def _silence_and_no(town: Town) -> Two:
    sweep = of_work.sweep_in(resolved, 7 * DAY)(town)
    return sweep, town.page(_request(town), "feedback", "no", fixed="no", comment="wet")


def _no_and_yes(town: Town) -> Two:
    request = resolved(town).request
    no = town.page(request, "feedback", "no", fixed="no", comment="wet")
    return no, town.page(request, "feedback", "yes", fixed="yes")


def _sweeps(town: Town) -> Two:
    sweep = of_work.sweep_in(of_work.two_late, 4 * HOUR)(town)
    return sweep, sweep


def _bundle_and_sweep(town: Town) -> Two:
    """One person's bundle goes out while another task of theirs becomes late."""
    routed(town, 1)
    town.now += 60_000
    routed(town, 2)
    town.settle_down(until=town.now + 4 * HOUR - 60_000)
    town.give(town.sweep())
    town.now += 60_000
    send = [body for body in town.engine.take("notices") if "bundle" in body]
    bundle = next(row for row in town.engine.rows() if row["sk"] == "bundle")
    body = json.dumps(
        {"v": 1, "pk": bundle["pk"], "sk": "bundle", "effect": next(iter(bundle["pending"]))}
    )
    return Event(kind="message", name="notices", body=send[0] if send else body), town.sweep()


def _same_message(event: Callable[[Town], Event]) -> Callable[[Town], Two]:
    return lambda town: (event(town),) * 2  # type: ignore[return-value]


def _forms(town: Town) -> Two:
    return town.form(), town.form(words="CANARY-words: other words")


def _addresses(town: Town) -> Two:
    task = routed(town, contact=moments.ADDRESS)
    hash = moments.hash_of(town)
    return (
        town.page(task.request, "confirm", "confirm", address=hash),
        town.page(task.request, "stop", "stop", address=hash),
    )


def _urge_and_claim(town: Town) -> Two:
    urge = of_work.urging(town)
    return urge, town.staff(moments.only_task(_request(town)), "claim")


def _join_and(event: Callable[[Town], Event]) -> Callable[[Town], Two]:
    """A neighbour's join is put while something happens to what they join."""

    def given(town: Town) -> Two:
        parent = routed(town, topic="lighting").request
        other = event(town)
        join = moments.message_after(town, of_neighbours.joining(town, "too", parent), "join")
        return join, other

    return given


def _join_and_end(town: Town) -> Two:
    outage = of_neighbours.opened(town)
    end = of_neighbours.acting(lambda _: outage, "end")(town)
    join = moments.message_after(town, of_neighbours.joining(town, "too", outage.id), "join")
    return join, end


def _join_and_carry(town: Town) -> Two:
    """The outage has ended, and its joiners are carried along while one more is put."""
    outage = of_neighbours.opened(town)
    join = message_after(town, of_neighbours.joining(town, "too", outage.id), "join")
    end = of_neighbours.acting(lambda _: outage, "end")(town)
    return join, message_after(town, end, "carry")


def _absorb_and_claim(town: Town) -> Two:
    absorb = moments.following(of_neighbours.absorbing, "absorb")(town)
    return absorb, town.staff(moments.only_task(request_id(2)), "claim")


def _last_two(town: Town) -> Two:
    """The owner and the only neighbour who has it too both withdraw."""
    too = of_neighbours.joined(town)
    return town.page(request_id(), "withdraw", "owner"), town.page(too, "withdraw", "last")


def _dismiss_and_claim(town: Town) -> Two:
    task = routed(town)
    return Event(kind="command", name="dismiss", body='{"member": "paco"}'), town.staff(
        task, "claim"
    )


PAIRS = (
    Pair("claim and claim", _claims),
    Pair("claim and hand over", _claim_and("hand_over", department="security")),
    Pair("claim and assign", _claim_and("assign", staff="pilar")),
    Pair("done and hand over", _held("done", "hand_over", department="security")),
    Pair("done and release", _held("done", "release")),
    Pair("start and decline", _held("start", "decline", reason="It is not ours.")),
    Pair("route and withdraw", _and_withdraw(of_work.routing())),
    Pair("claim and withdraw", _and_withdraw(lambda t: t.staff(routed(t), "claim"))),
    Pair("settle and withdraw", _and_withdraw(of_work.settling)),
    Pair("hand over and withdraw", _and_withdraw(of_work.handing_over)),
    Pair("assign and withdraw", _and_withdraw(of_work.assigning)),
    Pair("tell and pause", _tell_and_pause),
    Pair("silence and no", _silence_and_no),
    Pair("no and yes", _no_and_yes),
    Pair("sweep and sweep", _sweeps),
    Pair("a bundle and a sweep", _bundle_and_sweep),
    Pair("a climb and a claim", _urge_and_claim),
    Pair("confirm and stop", _addresses),
    Pair("two forms with one key", _forms),
    Pair("join and withdraw", _join_and(lambda town: town.page(request_id(), "withdraw"))),
    Pair("join and claim", _join_and(
        lambda town: town.staff(moments.only_task(request_id()), "claim"))),
    Pair("join and done", _join_and(
        lambda town: town.staff(acted(town, moments.only_task(request_id()), "claim", "start"),
                                "done", clean=True))),
    Pair("join and end of the outage", _join_and_end),
    Pair("join and carry", _join_and_carry),
    Pair("absorb and claim", _absorb_and_claim),
    Pair("the owner and the last neighbour withdraw", _last_two),
    Pair("absorb twice", _same_message(moments.following(of_neighbours.absorbing, "absorb"))),
    Pair("let somebody go while they claim", _dismiss_and_claim),
    Pair("clear twice", _same_message(of_staff.clearing(of_staff.dismissing))),
    Pair("reconcile twice", lambda town: (of_staff.reconciling(town),) * 2),
    Pair("route twice", _same_message(of_work.routing(contact=moments.ADDRESS))),
    Pair("settle twice", _same_message(of_work.settling)),
    Pair("put the successor twice", _same_message(of_work.handing_over)),
    Pair("tell twice", _same_message(of_work.telling("claim"))),
    Pair("alert twice", _same_message(of_work.alerting)),
    Pair("climb twice", _same_message(of_work.urging)),
    Pair("photo twice", _same_message(of_residents.photo(of_residents.a_jpeg))),
)  # fmt: skip
