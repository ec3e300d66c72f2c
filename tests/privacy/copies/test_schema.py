"""The schema of a line says what real lines hold, each field of theirs, and refuses others."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.cases.requests import add_words, staff_notes
from chalicelib.cases.requests import store as requests
from chalicelib.cases.requests.store import Aggregate
from chalicelib.privacy import erase
from chalicelib.privacy.copies import lines
from tests.support.builders import DAY, HOUR, MARA, MONDAY_TEN, PACO, World, key, staff
from tests.support.door import Door


def schema(door: Door) -> dict[str, Any]:
    answer = door.get("/schemas/line-1.json")
    assert answer.status == 200
    found: dict[str, Any] = answer.json
    return found


def closed(part: Any) -> Any:
    """Return a schema in which an object has the named fields alone: what we forgot to name."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {name: closed(each) for name, each in part.items()}
    if isinstance(part.get("properties"), dict) and "if" not in part:
        made["additionalProperties"] = False
    return made


def lived(world: World) -> Aggregate:
    """Return a request to which nearly everything happened."""
    (task,) = world.routed(
        contact="rosa@home.example", name="Rosa", spot="By the sink", visit="After six",
        may_enter=True,
    )  # fmt: skip
    add_words.add_note(
        task.request, "It drips faster.", key=key("n"), now=MONDAY_TEN + HOUR, enqueue=world.enqueue
    )
    staff_notes.add(
        task.id, "A seal is missing.", key=key("s"), staff=staff(PACO), now=MONDAY_TEN + HOUR
    )
    world.finished(task.id, MONDAY_TEN + 2 * HOUR)
    world.answer(task.request, True, now=MONDAY_TEN + DAY, rating=5, comment="Thank you.")
    found = requests.aggregate(task.request)
    assert found is not None
    return found


@pytest.mark.parametrize("words", [False, True])
def test_each_field_of_a_real_line_is_in_the_schema(world: World, door: Door, words: bool) -> None:
    found = lived(world)
    line = lines.line(found, words=words, who="copy:x", name="Mara", now=MONDAY_TEN + DAY)
    said = json.loads(lines.as_bytes([line or {}]))

    checker = schema(door)
    Draft202012Validator.check_schema(checker)
    assert not list(Draft202012Validator(closed(checker)).iter_errors(said))
    assert ("words" in said) is words


def test_the_line_of_who_was_erased_is_in_the_schema(world: World, door: Door) -> None:
    request = lived(world).request
    erase.erase(request.id, by=MARA.id, now=MONDAY_TEN + 2 * DAY, enqueue=world.enqueue)
    found = requests.aggregate(request.id)
    assert found is not None

    checker = Draft202012Validator(closed(schema(door)))
    assert not list(checker.iter_errors(lines.gone(found)))
    assert list(checker.iter_errors({**lines.gone(found), "words": "It drips."}))


@pytest.mark.parametrize(
    "wrong", [{"schema": 2}, {"version": "6"}, {"closed_at": "today"}, {"gone": False}]
)
def test_the_schema_refuses_another_line(world: World, door: Door, wrong: dict[str, Any]) -> None:
    line = lines.line(lived(world), words=False, who="", name="", now=MONDAY_TEN)
    said = json.loads(lines.as_bytes([{**(line or {}), **wrong}]))

    assert list(Draft202012Validator(schema(door)).iter_errors(said))
