"""
The quick part of the campaign: every journey, and a slice of its cases.

Every case of every journey is run by `make campaign`. The slice is the same each time, so
that what fails here fails again; over the journeys it meets every way of failing.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from chalicelib.cases.contractors import actions as contract
from chalicelib.cases.outages import actions as outages
from chalicelib.cases.tasks import transitions
from chalicelib.wiring import doors, effect_handlers
from chalicelib.wiring.timers import TIMERS
from infra.rights import files, granted
from tests.support.builders import LIFT, MARA

from . import cases
from .events import Event, match
from .journeys import JOURNEYS, Journey
from .town import COMMANDS, MONDAY_TEN, SCHEDULES, Town, only_task, request_id
from .used import Used, used

ELSEWHERE = frozenset(
    {
        "POST /Q/{place}",
        "POST /staff/app/login",
        "POST /staff/app/session",
        "POST /staff/app/renew",
        "POST /staff/app/leave",
    }
)
"""Doors that write nothing of ours: the same form in capitals, and the identity provider's."""

CROWDS = frozenset((kind, name) for kind in ("request", "outage") for name in ("count", "recount"))
"""Effects of the fiftieth neighbour and those after: no journey has so many; test_counting has."""

UNMET = {
    # Rights of a policy file that no journey and no page needs, each with what needs it.
    "residents": {
        "dynamodb:BatchGetItem requests": "the page of a community that has measures",
        "s3:PutObject incoming": "signed here, used by the resident's browser",
        "s3:GetObject clean": "signed here, used by the resident's browser",
    },
    "staff": {
        # People on the board: in the moments of these there is no user pool.
        "cognito-idp:AdminCreateUser": "a new member of staff",
        "cognito-idp:AdminGetUser": "a new member of staff",
        "cognito-idp:AdminSetUserPassword": "a password on paper",
        "cognito-idp:AdminDisableUser": "somebody who leaves",
        "cognito-idp:AdminEnableUser": "somebody who comes back",
        "cognito-idp:AdminUserGlobalSignOut": "somebody who leaves, or lost a phone",
        "cognito-idp:AdminSetUserMFAPreference": "somebody who lost a phone",
        "s3:PutObject incoming": "signed here, used by the phone",
        "s3:GetObject clean": "signed here, used by the phone",
        "s3:GetObject out": "signed here, used by the manager's browser",
        "s3:GetObject changes": "signed here, used by the manager's browser",
    },
    "work": {
        # People of a file: in the moments of these there is no user pool.
        "cognito-idp:AdminCreateUser": "a new member of staff",
        "cognito-idp:AdminGetUser": "a new member of staff",
        "cognito-idp:AdminDisableUser": "an import of people that is taken back",
        "cognito-idp:AdminEnableUser": "somebody who comes back",
        "cognito-idp:AdminUserGlobalSignOut": "an import of people that is taken back",
        "s3:DeleteObjectVersion incoming": "an erasure of a request with photos",
        "s3:DeleteObjectVersion clean": "an erasure of a request with photos",
    },
    "deliver": {
        "cognito-idp:AdminGetUser": "an invitation, where there is a user pool",
        "cognito-idp:AdminSetUserPassword": "an invitation, where there is a user pool",
        "dynamodb:PutItem requests": "a mark that a number was sent, with dangers of a flood",
        "dynamodb:Query requests/index/person": "a mail that came back",
        "secretsmanager:GetSecretValue smtp": "mail where there is no SES",
    },
    "sweep": {
        "dynamodb:Query estate": "what a company learned in its other communities",
        "sqs:SendMessage sweep": "a shard that one run cannot finish",
    },
    "photos": {
        "dynamodb:DeleteItem requests": "a request that was erased while its photo was made",
        "dynamodb:UpdateItem requests": "a photo in the place of one that was refused",
        "s3:DeleteObjectVersion clean": "a request that was erased while its photo was made",
        "s3:ListBucket photos": "an upload that is gone: without it S3 answers 403, not 404",
    },
    "mail": {
        "dynamodb:UpdateItem requests": "a danger told of a request that is over",
        "sqs:SendMessage notices": "a danger told of a request that is over",
        "s3:ListBucket mail": "a mail that is gone: without it S3 answers 403, not 404",
    },
    "admin": {
        "cognito-idp:AdminGetUser": "an invitation, by tests/infra/test_invite.py",
        "cognito-idp:AdminSetUserPassword": "an invitation, by tests/infra/test_invite.py",
        "dynamodb:Query estate": "an invitation",
        "dynamodb:Query estate/index/members": "an invitation",
        "dynamodb:GetItem ledger": "an invitation",
        "dynamodb:UpdateItem ledger": "an invitation",
        "ses:SendRawEmail": "an invitation",
        "secretsmanager:GetSecretValue smtp": "an invitation, where there is no SES",
        "lambda:InvokeFunction": "the daily count, begun by hand",
        # A table brought back: the drill plays it on the emulator.
        "dynamodb:BatchGetItem requests": "what is compared with a copy",
        "dynamodb:BatchGetItem estate": "what is compared with a copy",
        "dynamodb:BatchGetItem households": "what is compared with a copy",
        "dynamodb:PutItem requests": "what is put back from a copy",
        "dynamodb:PutItem households": "what is put back from a copy",
        "dynamodb:DescribeTable": "whether a copy is ready",
        "dynamodb:Scan": "what is in a copy",
        # AWS asks for these on the copy, to fill it.
        "dynamodb:RestoreTableToPointInTime": "a copy",
        "dynamodb:BatchWriteItem": "filling a copy",
        "dynamodb:DeleteItem": "filling a copy",
        "dynamodb:GetItem": "filling a copy",
        "dynamodb:PutItem": "filling a copy",
        "dynamodb:Query": "filling a copy",
        "dynamodb:UpdateItem": "filling a copy",
    },
    "reconcile": {
        "sqs:SendMessage notices": "a lost effect that it mends",
    },
}

SLICE = 59
"""Of so many cases one is run here: small enough for the whole suite, and no way's multiple."""


@pytest.fixture(scope="module")
def met() -> Iterator[set[Any]]:
    """The handlers of effects and of clocks that were called, by their names in the tables."""
    found: set[Any] = set()
    kept: list[tuple[Any, dict[Any, Any]]] = [
        (effect_handlers.HANDLERS, dict(effect_handlers.HANDLERS))
    ]
    kept.append((TIMERS, dict(TIMERS)))
    for table, handlers in kept:
        table.update({name: _noting(found, name, call) for name, call in handlers.items()})
    yield found
    for table, handlers in kept:
        table.update(handlers)


@pytest.fixture(scope="module", autouse=True)
def needed(town: Town) -> Iterator[Used]:
    """The rights that were needed in any test of this file."""
    with used(town) as found:
        yield found


def _noting(into: set[Any], name: Any, call: Any) -> Any:
    def noted(*args: Any, **more: Any) -> Any:
        into.add(name)
        return call(*args, **more)

    return noted


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_nothing_is_lost_and_nothing_doubled_whatever_call_fails(
    town: Town, empty: Any, met: set[Any], journey: Journey
) -> None:
    prepared = cases.prepare(town, journey, empty, MONDAY_TEN)
    met.add(_door_of(prepared.event))
    every = list(cases.cases_of(prepared))
    offset = JOURNEYS.index(journey) % min(SLICE, len(every))

    for case in every[offset::SLICE]:
        ran = cases.run(town, prepared, case)
        assert not ran.broken, (ran.case, ran.call, ran.broken)


def test_every_effect_every_clock_and_every_door_is_met_by_a_journey(
    town: Town, empty: Any, met: set[Any]
) -> None:
    posts = {route for route in doors.routes() if route.startswith("POST ")} - ELSEWHERE
    wanted = (
        effect_handlers.HANDLERS.keys() | TIMERS.keys() | SCHEDULES.keys() | COMMANDS.keys() | posts
    )
    wanted -= CROWDS
    for journey in JOURNEYS:
        if met >= wanted:
            break
        met.add(_door_of(cases.prepare(town, journey, empty, MONDAY_TEN).event))

    assert wanted - met == set()


def test_no_right_is_missing_and_none_is_idle(town: Town, empty: Any, needed: Used) -> None:
    _look_at_every_page(town, empty)
    _ask_the_administrators_way(town)
    for journey in JOURNEYS:
        if not _idle(needed):
            break
        cases.prepare(town, journey, empty, MONDAY_TEN)

    for function, rights in granted().items():
        assert needed.rights[function] - rights == set(), function
    assert _idle(needed) == {}
    stale = {
        file: UNMET[file].keys() & _needed(needed, file)
        for file in UNMET
        if UNMET[file].keys() & _needed(needed, file)
    }
    assert stale == {}


def _look_at_every_page(town: Town, empty: Any) -> None:
    town.begin(empty, MONDAY_TEN)
    town.do(town.form(1))
    made = {"community": "hv", "place": LIFT.code, "code": LIFT.code, "name": "app.js",
            "id": only_task(request_id()).id, "link": town.link(request_id())}  # fmt: skip
    asked = {"community": "hv", "queue": "hv.engineering", "place": LIFT.code, "topic": "leak",
             "reference": only_task(request_id()).reference, "number": "1"}  # fmt: skip
    remembered = {"cookie": f"__Host-requests={made['link']}"}
    for route in doors.routes():
        method, path = route.split()
        if method == "GET":
            event = town.staff_call(
                method, path.format_map(defaultdict(lambda: "1", made)), by=MARA
            )
            headers = event.headers | remembered
            town.give(structs.replace(event, query=asked, headers=headers))


def _ask_the_administrators_way(town: Town) -> None:
    """Replace a label and the links there are, as the function `admin`."""
    for asked in (
        {"do": "rotate-label", "place": LIFT.code},
        {"do": "relink", "request": request_id()},
        {"do": "rotate-links"},
    ):
        assert "said" in town.administer({"by": "jo.admin", "dry_run": False, **asked})


def _idle(needed: Used) -> dict[str, set[str]]:
    """Return the rights of each policy file that nothing needed, whichever function has it."""
    rights = {file: granted()[functions[0]] for file, functions in files().items()}
    idle = {
        file: rights[file] - _needed(needed, file) - UNMET.get(file, {}).keys() for file in rights
    }
    return {file: rights for file, rights in idle.items() if rights}


def _needed(needed: Used, file: str) -> set[str]:
    return set().union(*(needed.rights.get(function, set()) for function in files()[file]))


def test_every_verb_of_people_is_a_journey() -> None:
    names = " ".join(journey.name for journey in JOURNEYS)
    for action in [*transitions.EFFECTS, *outages.EFFECTS]:
        assert action.replace("_", " ") in names, action
    for action in contract.ACTIONS:
        assert f"contractor: {action}" in names, action


def _door_of(event: Event) -> str:
    if event.kind != "call":
        return event.name
    pattern, _ = match(event.method, event.path)
    return f"{event.method} {pattern}"
