"""One refused call never stops the rest: of a batch, of a sweep, of the shards."""

import json
from types import SimpleNamespace

import pytest

from chalicelib.platform import entities as kinds
from chalicelib.platform.storage import due
from chalicelib.platform.storage.connection import Refused
from chalicelib.wiring import sweep, workers
from tests.support.builders import GRACE, MONDAY_TEN, World, key


class Foreign(Exception):
    """What a library raises that none of our lists names."""


def batch(*bodies: object) -> SimpleNamespace:
    records = [{"messageId": f"m{n}", "body": json.dumps(body)} for n, body in enumerate(bodies)]
    return SimpleNamespace(to_dict=lambda: {"Records": records})


@pytest.mark.parametrize("error", [Refused("AccessDenied"), Foreign(), OSError(), MemoryError()])
def test_one_refused_message_alone_comes_again(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.platform.settings.partial_batch_is_on", lambda: True)

    def handle(body: dict[str, object]) -> str:
        if body["n"] == 1:
            raise error
        return "done"

    answer = workers.each(batch(*({"v": 1, "n": n} for n in range(10))), handle)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


@pytest.mark.parametrize("call", ["get", "save"])
def test_one_refused_item_does_not_end_a_sweep(
    world: World, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [world.submit(key=key(n)).request_id for n in range(3)]
    world.lose()
    before = getattr(kinds, call)

    def refused(*asked: object) -> object:
        if ids[0] in (asked[0], getattr(asked[0], "id", "")):
            raise Refused("the table refused the call: ValidationException")
        return before(*asked)

    def refused_together(keys: list[tuple[str, str]]) -> object:
        if ids[0] in dict(keys):
            raise Refused("the table refused the call: ValidationException")
        return together(keys)

    together = kinds.rows
    monkeypatch.setattr(kinds, call, refused)
    if call == "get":
        monkeypatch.setattr(kinds, "rows", refused_together)
    swept = [
        sweep.sweep(shard, now=MONDAY_TEN + GRACE, tools=world.tools, has_time=lambda: True)
        for shard in due.shards()
    ]

    assert sum(each.failed for each in swept) == 1
    assert sorted(pk for pk, _, _ in world.queue) == sorted(ids[1:])


def test_one_shard_that_cannot_be_read_keeps_no_other_from_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    done: list[int] = []

    def swept(shard: int, context: object) -> dict[str, int]:
        looked.append(shard)
        if shard == 0:
            raise Refused("the table refused the call: AccessDeniedException")
        return {"shard": shard, "failed": 0}

    monkeypatch.setattr(workers, "_swept", swept)
    monkeypatch.setattr(workers, "_completed", done.append)
    monkeypatch.setattr("chalicelib.platform.aws.parameters.value", lambda name, now: "INFO")

    names = ("version", "account", "region", "detail-type", "source", "time", "id", "resources")
    workers.sweep({**dict.fromkeys(names, ""), "detail": {}}, SimpleNamespace(aws_request_id="run"))

    assert (looked, done) == (list(due.shards()), [])
