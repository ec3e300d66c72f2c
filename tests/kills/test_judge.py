"""The judge of the kills sees each fault, and none where all went well."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from chalicelib.platform import settings
from infra.mail import Sent
from tests.kills.calls import Process
from tests.kills.judge import Found, judge
from tests.kills.people import Known
from tests.kills.tries import ENDED, KILLED, MARKED, SLOW, Try
from tests.resilience.engine import plain
from tests.support import quick_moto
from tests.support.builders import HOUR, MONDAY_TEN, World, key

ROSA = "r1@home.example"
MAILS = [(1.0, ROSA, "Hello", "https://hv.example/r/x?confirm=1")]


@pytest.fixture
def lived(world: World) -> tuple[Known, Found]:
    """A report with an address, and somebody who took its task: what was told, what is there."""
    (task,) = world.routed(key=key("one"), contact=ROSA)
    world.act(task.id, "claim", task.version)
    world.drain(MONDAY_TEN)
    table = settings.table("requests")
    rows = [plain(item) for item in quick_moto.client("dynamodb").scan(TableName=table)["Items"]]
    (claim,) = (
        step["key"]
        for row in rows if row["sk"].startswith("task#")
        for step in row["steps"].values() if step["action"] == "claim"
    )  # fmt: skip
    known = Known(
        ids={key("one"): task.request},
        addresses={ROSA: task.request},
        acted={(task.id, "claim"): claim},
    )
    found = Found(rows=rows, deliveries={}, mails=list(MAILS), dead=[], now=MONDAY_TEN + HOUR)
    return known, found


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
    found.mails = []
    return "notices_lost"


def with_a_mail_twice(known: Known, found: Found) -> str:
    found.mails = MAILS * 2
    return "repeated"


@pytest.mark.parametrize(
    "spoil",
    [without_a_request, without_an_action, with_a_request_twice, without_a_task,
     with_an_effect_that_is_owed, with_a_dead_letter, without_a_mail, with_a_mail_twice],
)  # fmt: skip
def test_the_judge_sees_each_fault(
    lived: tuple[Known, Found], spoil: Callable[[Known, Found], str]
) -> None:
    known, found = lived
    assert judge(known, found, []).broken() == []

    kind = spoil(known, found)

    assert getattr(judge(known, found, []), kind)


def a_try(process: int, end: str, *, to: tuple[str, ...] = (ROSA,)) -> Try:
    return Try("e1", Process(process, "deliver"), 0, to, end)


TWICE = [(1.0, ROSA, "Hello", "Is it fixed?")] * 2


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
