"""What the campaign found once: run every time, whatever slice the quick part takes."""

from typing import Any

import pytest

from . import cases
from .cases import GIVES_UP, RETRIES, Case
from .spoil import ASKED_TWICE, KILLED, LOST, THROTTLED, UNSENT
from .town import MONDAY_TEN, Town

FOUND = [
    # A timeout of the table was an AttributeError, and a bare 500.
    ("submit a form", "dynamodb.UpdateItem", LOST, RETRIES),
    # The words of an answer were kept, and the task that waited for them was not told.
    ("answer a question", "dynamodb.PutItem", KILLED, GIVES_UP),
    ("note a danger", "dynamodb.PutItem", KILLED, GIVES_UP),
    # A phone took "please try again" for a refusal of what it had done without a signal.
    ("two actions of a phone that was away", "dynamodb.UpdateItem", THROTTLED, RETRIES),
    # The default sender is refused by the mail service: the notice was given up for good.
    ("ask to confirm", "ssm.GetParametersByPath", UNSENT, RETRIES),
    ("tell of the end", "ssm.GetParametersByPath", LOST, RETRIES),
    # One urge climbed two rungs.
    ("climb for an urge", "dynamodb.UpdateItem", KILLED, RETRIES),
    # A resident was told twice that nobody is free.
    ("assign to nobody", "dynamodb.UpdateItem", KILLED, RETRIES),
    # One assignment was returned twice.
    ("sweep: an assignment nobody took", "dynamodb.UpdateItem", ASKED_TWICE, RETRIES),
]


@pytest.mark.parametrize("found", FOUND, ids=lambda found: f"{found[0]}, {found[2]}")
def test_what_was_found_once_is_not_found_again(
    town: Town, empty: Any, found: tuple[str, str, str, str]
) -> None:
    name, call, way, patience = found
    prepared = cases.prepare(town, cases.by_name(name), empty, MONDAY_TEN)
    numbers = [n for n, made in enumerate(prepared.calls, 1) if made.startswith(call)]
    assert numbers

    for number in numbers:
        ran = cases.run(town, prepared, Case(name, number, way, patience))
        assert not ran.broken, (ran.case, ran.broken)
