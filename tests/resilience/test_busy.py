"""A table that is busy: below the calls, where botocore tries again, so on moto."""

import json
from collections.abc import Iterator
from typing import Any

import botocore.endpoint
import pytest
from botocore.awsrequest import AWSResponse

from chalicelib.platform.storage import connection

from . import engines
from . import town as towns
from .town import Town


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with engines.in_process() as engine, towns.town(engine) as made:
        yield made


def test_a_table_that_is_busy_for_a_moment_is_asked_again_and_nobody_notices(
    fresh: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(botocore.endpoint.time, "sleep", lambda seconds: None)
    busy = iter([_busy(), _busy()])

    def refuse(**_: Any) -> Any:
        return next(busy, None)

    events = connection.connection().client.meta.events
    events.register_first("before-send.dynamodb.PutItem", refuse)
    try:
        reply = fresh.give(fresh.form())
    finally:
        events.unregister("before-send.dynamodb.PutItem", refuse)

    assert reply.status == 303
    assert list(busy) == []


def _busy() -> AWSResponse:
    body = json.dumps({"__type": "x#ProvisionedThroughputExceededException"}).encode()
    answer = AWSResponse("https://aws.example", 400, {}, None)
    answer._content = body
    return answer
