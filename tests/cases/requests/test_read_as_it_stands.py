"""What decides is read as it stands: who comes at once finds what was written just now."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.cases.requests import store as requests
from chalicelib.cases.tasks import store as tasks
from chalicelib.platform.storage import connection
from tests.support.builders import World

READS: dict[str, Callable[[str], object]] = {
    "a request": requests.get,
    "a request with its tasks": requests.heart,
    "a request with all that stands under it": requests.aggregate,
    "its tasks": tasks.of_request,
    "a task": lambda request: tasks.get(f"{request}.1.engineering"),
}


@pytest.mark.parametrize("what", READS)
def test_it_is_read_consistently(world: World, what: str) -> None:
    asked: list[dict[str, Any]] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        asked.append(json.loads(params["body"]))

    events = connection.connection().client.meta.events
    events.register_first("before-call.dynamodb", note)
    try:
        READS[what]("hv-" + "a" * 26)
    finally:
        events.unregister("before-call.dynamodb", note)

    assert asked and all(each.get("ConsistentRead") for each in asked if "IndexName" not in each)
