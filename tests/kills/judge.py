"""What people were told, held against the tables and the mails when all is quiet."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from io import StringIO
from types import SimpleNamespace

from msgspec import Struct

from infra.mail import Sent
from tests.resilience import oracle
from tests.resilience.engine import Row

from .people import HOME, Known
from .tries import UNMARKED, Try

AFTER_THE_END = "came after it was finished"
CONFIRM = "?confirm="
"""Stands in the link of the mail that asks whether it came to the right person."""


class Found(Struct):
    """The system when all is quiet."""

    rows: list[Row]
    """Of the table of requests."""
    deliveries: dict[str, str]
    """Delivery to how it ended, as the log has it."""
    mails: list[Sent]
    dead: list[str]
    """What the queues gave up after five receives, and is owed still."""
    now: int
    done_anyhow: int = 0
    """What they gave up that another message did."""


class Verdict(Struct):
    """What is broken, by kind; each kind must be empty. And what is allowed, counted."""

    lost: list[str]
    doubled: list[str]
    undispatched: list[str]
    notices_lost: list[str]
    repeated: list[str]
    """Notices repeated, and each earlier try had its mark, or had no reason to have none."""
    troubles: list[str]
    repeats: int
    """Notices repeated after a try that was ended, or not answered, between sending and mark."""
    given_up: int
    """Notices whose two tries both had no end: staff see that nobody knows whether they came."""

    def broken(self) -> list[str]:
        return [
            f"{kind}: {each}"
            for kind in ("lost", "doubled", "undispatched", "notices_lost", "repeated", "troubles")
            for each in getattr(self, kind)
        ]


def judge(known: Known, found: Found, tries: list[Try]) -> Verdict:
    """Hold the own list of what was acknowledged against what there is."""
    repeated, repeats = _repeats(found.mails, tries)
    missing, given_up = _without_notice(known, found, tries)
    return Verdict(
        lost=list(_lost(known, found.rows)),
        doubled=list(_doubled(known, found.rows)),
        undispatched=_undispatched(found),
        notices_lost=missing,
        repeated=repeated,
        troubles=known.troubles,
        repeats=repeats,
        given_up=given_up,
    )


def _lost(known: Known, rows: list[Row]) -> Iterable[str]:
    requests = {row["pk"]: row for row in rows if row["sk"] == "request"}
    tasks = {row["id"]: row for row in rows if row["sk"].startswith("task#")}
    for key, id_ in known.ids.items():
        if id_ not in requests:
            yield f"request {key}"
    for (task, action), key in known.acted.items():
        steps = tasks.get(task, {"steps": {}})["steps"].values()
        if not any(step.get("key") == key and step["action"] == action for step in steps):
            yield f"{action} of {task}"
    contacts = {(row["pk"], row.get("address")): row for row in rows
                if row["sk"].startswith("contact#")}  # fmt: skip
    for address, id_ in known.addresses.items():
        if (id_, address) not in contacts:
            yield f"address {address}"
    for address in known.confirmed:
        if contacts.get((known.addresses[address], address), {}).get("state") != "verified":
            yield f"the yes of {address}"


def _doubled(known: Known, rows: list[Row]) -> Iterable[str]:
    yield from known.doubled
    keys = Counter(row["steps"]["1"]["key"] for row in rows if row["sk"] == "request")
    yield from (f"{n} requests of {key}" for key, n in keys.items() if n > 1)
    pieces = Counter(
        (row["request"], row["round"], row["department"])
        for row in rows
        if row["sk"].startswith("task#")
    )
    yield from (f"{n} tasks {piece}" for piece, n in pieces.items() if n > 1)
    unknown = {row["pk"] for row in rows if row["sk"] == "request"} - set(known.ids.values())
    yield from (f"nobody sent {id_}" for id_ in unknown)


def _undispatched(found: Found) -> list[str]:
    """Return every promise that the tables break: no plan, no task, an effect that is owed, a
    history with a gap or a step that is none, a message that was given up."""
    town = SimpleNamespace(
        engine=SimpleNamespace(rows=lambda name="requests": found.rows),
        now=found.now, dead=found.dead, bodies=[], logs=StringIO(),
    )  # fmt: skip
    told = oracle.promises(town)  # type: ignore[arg-type]
    # By clocks that jump back a nudge may stand after the end that it came before.
    return [each for each in told if not each.endswith(AFTER_THE_END)]


def _repeats(mails: list[Sent], tries: list[Try]) -> tuple[list[str], int]:
    """Return the notices that were repeated for no reason, and how many were for a good one."""
    sent = Counter((to, oracle.as_told(f"{subject}\n{text}")) for _, to, subject, text in mails)
    again: Counter[str] = Counter()
    for (to, _), n in sent.items():
        again[to] += n - 1
    by_event: dict[str, list[Try]] = defaultdict(list)
    for each in tries:
        if each.to:
            by_event[each.event].append(each)
    wrong, followed = [], Counter[str]()
    for event, made in by_event.items():
        followed[", ".join(made[0].to)] += len(made) - 1
        if any(each.end not in UNMARKED for each in made[:-1]):
            wrong.append(f"{event} to {made[0].to}: {[each.end for each in made]}")
    # The same words under two names are two notices, and one too many.
    wrong += [
        f"{to}: {n} repeated, {followed[to]} of them as one delivery"
        for to, n in again.items()
        if n > followed[to]
    ]
    return wrong, sum(again.values())


def _without_notice(known: Known, found: Found, tries: list[Try]) -> tuple[list[str], int]:
    """Return who was to be told and was not; and how many notices ended as "nobody knows"."""
    told = defaultdict(list)
    for at, to, _, text in found.mails:
        told[to].append((at, text))
    refused = {row["address"] for row in found.rows
               if row["sk"].startswith("contact#") and row.get("refused")}  # fmt: skip
    missing = [f"to confirm {to}" for to in known.addresses.keys() - refused
               if not any(CONFIRM in text for _, text in told[to])]  # fmt: skip
    for to, at in known.confirmed.items():
        began = known.finished.get(known.addresses[to])
        if began is not None and began > at and not _heard(told[to], began):
            missing.append(f"of the end {to}")
    staff = "\n".join(text for to, mails in told.items() if not to.endswith(HOME)
                      for _, text in mails)  # fmt: skip
    for id_, reference in known.dangers.items():
        if reference not in staff:
            missing.append(f"of the danger {id_}")
    ended = Counter(each.event for each in tries if each.end in UNMARKED)
    unknown = [event for event, state in found.deliveries.items() if state == "unknown"]
    missing += [f"{event} given up after {ended[event]} tries without an end" for event in unknown
                if ended[event] < 2]  # fmt: skip
    return missing, len(unknown)


def _heard(mails: list[tuple[float, str]], since: float) -> bool:
    return any(at >= since and CONFIRM not in text for at, text in mails)
