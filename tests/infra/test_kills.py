"""A small share of the kills: on the packaged system, by one seed; and that each fault is seen.

All of it is in `make campaign ARGS="kills SEED"`.
"""

from collections.abc import Callable
from copy import deepcopy

import pytest

from infra.local import Running
from infra.mail import Sent
from tests.kills import run as kills
from tests.kills.calls import Process
from tests.kills.judge import Found, judge
from tests.kills.people import Known
from tests.kills.tries import ENDED, KILLED, MARKED, SLOW, Try


@pytest.fixture(scope="module")
def ran(seeded: Running) -> kills.Ran:
    return kills.run(seeded, requests=12, kills=8, seed=7, calls_between=60, patient=False)


# Which call a kill meets depends on the machine: what it finds is judged by hand, in the campaign.
@pytest.mark.campaign
def test_nothing_is_lost_or_doubled_while_whole_processes_die(ran: kills.Ran) -> None:
    assert len(ran.known.ids) >= 12 and len(ran.trouble.kills) >= 8
    assert ran.verdict.broken() == []


def without_a_request(known: Known, found: Found) -> str:
    gone = next(iter(known.ids.values()))
    found.rows = [row for row in found.rows if row["pk"] != gone]
    return "lost"


def without_an_action(known: Known, found: Found) -> str:
    task = next(row for row in found.rows if row.get("id", "").count(".") > 1)
    known.acted[task["id"], "claim"] = "a key that nobody wrote"
    return "lost"


def with_a_request_twice(known: Known, found: Found) -> str:
    again = next(row for row in found.rows if row["sk"] == "request")
    found.rows.append(deepcopy(again) | {"pk": "hv-" + "7" * 26, "id": "hv-" + "7" * 26})
    return "doubled"


def without_a_task(known: Known, found: Found) -> str:
    gone = next(row for row in found.rows if row["sk"].startswith("task#"))
    found.rows.remove(gone)
    return "undispatched"


def with_an_effect_that_is_owed(known: Known, found: Found) -> str:
    row = next(row for row in found.rows if row["sk"] == "request")
    row["pending"] = {"1#route": 1}
    return "undispatched"


def with_a_dead_letter(known: Known, found: Found) -> str:
    found.dead.append("{}")
    return "undispatched"


def without_a_mail(known: Known, found: Found) -> str:
    to = next(iter(known.addresses))
    found.mails = [each for each in found.mails if each[1] != to]
    return "notices_lost"


def with_a_mail_twice(known: Known, found: Found) -> str:
    to = next(iter(known.addresses))
    mine = [each for each in found.mails if each[1] == to]
    found.mails += mine * 9
    return "repeated"


@pytest.mark.parametrize(
    "spoil",
    [without_a_request, without_an_action, with_a_request_twice, without_a_task,
     with_an_effect_that_is_owed, with_a_dead_letter, without_a_mail, with_a_mail_twice],
)  # fmt: skip
def test_the_judge_sees_each_fault(ran: kills.Ran, spoil: Callable[[Known, Found], str]) -> None:
    known, found = deepcopy(ran.known), deepcopy(ran.found)
    kind = spoil(known, found)

    assert getattr(judge(known, found, ran.tries), kind)


def a_try(process: int, end: str, *, to: tuple[str, ...] = ("r1@home.example",)) -> Try:
    return Try("e1", Process(process, "deliver"), 0, to, end)


TWICE = [(1.0, "r1@home.example", "Hello", "Is it fixed?")] * 2


@pytest.mark.parametrize("end", [KILLED, ENDED, SLOW])
def test_a_notice_may_be_sent_again_after_a_try_that_could_not_mark_it(end: str) -> None:
    tries = [a_try(1, end), a_try(2, MARKED)]

    assert judge(Known(), found_only(TWICE), tries).broken() == []


@pytest.mark.parametrize(
    "tries",
    [
        [],
        [a_try(1, MARKED), a_try(2, MARKED)],
        [a_try(1, ""), a_try(2, MARKED)],
        [a_try(1, KILLED, to=()), a_try(2, MARKED)],
    ],
)
def test_a_notice_that_was_sent_twice_for_no_reason_is_found(tries: list[Try]) -> None:
    assert judge(Known(), found_only(TWICE), tries).repeated


def found_only(mails: list[Sent]) -> Found:
    return Found(rows=[], deliveries={}, mails=mails, dead=[], now=0)
