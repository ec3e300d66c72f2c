"""
What a list costs beside what botocore alone needs for the same bytes; `make bench` tells it.

Both are given the same answer of DynamoDB, so that only our own work and botocore's is in it;
they take turns.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import botocore.session
import msgspec
from botocore.awsrequest import AWSResponse
from msgspec import Struct, structs

from chalicelib.cases.tasks.model import CLAIMED, OPEN, Task
from chalicelib.cases.tasks.poll import PAGE, poll
from chalicelib.cases.tasks.views import row
from chalicelib.platform import clients, settings
from chalicelib.reports import board_api
from tests.capacity import flat
from tests.capacity.made import task
from tests.support.builders import MARA, MONDAY_TEN, PACO, move_in, staff
from tests.support.tables import tables_at

TURNS, TIMES = 15, 10
QUEUE = "hv.engineering"


class Ratio(Struct):
    """Milliseconds of CPU of ours and of theirs, and the ratios of all turns."""

    ours: float
    theirs: float
    ratios: list[float]

    def __str__(self) -> str:
        low, high = min(self.ratios), max(self.ratios)
        middle = statistics.median(self.ratios)
        return f"{self.ours:.1f} ms / {self.theirs:.1f} ms = {middle:.2f} ({low:.2f} to {high:.2f})"


def poll_beside_botocore(address: str) -> Ratio:
    """Return what a poll of a whole page takes beside botocore's query of the same rows."""
    with tables_at(address):
        move_in()
        flat.put_all([_held(number) for number in range(PAGE)])
        bare = _bare(address)
        return _in_turns(_polled, lambda: bare.query(**_ASKED), bare)


def board_of(number: int, address: str) -> Ratio:
    """Return what a board's answer with so many open in a department takes, beside reading them.

    A board that made each row whole took 3.0 times botocore's reading of the same rows
    (4,787 ms and 1,585 ms with 10,000): a tenth of it is 0.3 times that.
    """
    with tables_at(address):
        move_in()
        flat.put_all([_held(each) for each in range(number)])
        bare = _bare(address)
        pairs = [(_cpu_ms(_board), _cpu_ms(lambda: _read_all(bare))) for _ in range(5)]
        return _ratio(pairs)


def _bare(address: str) -> Any:
    return botocore.session.get_session().create_client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=address,
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )


def _read_all(bare: Any) -> None:
    asked = {name: value for name, value in _ASKED.items() if name != "Limit"}
    for page in bare.get_paginator("query").paginate(**asked):
        assert page["Count"]


_ASKED: dict[str, Any] = {
    "TableName": settings.table("requests"),
    "IndexName": "queue",
    "KeyConditionExpression": "queue_pk = :queue AND queue_sk >= :since",
    "ExpressionAttributeValues": {":queue": {"S": QUEUE}, ":since": {"S": "0" * 13}},
    "Limit": PAGE + 1,
}


def _in_turns(ours: Callable[[], Any], theirs: Callable[[], Any], bare: Any) -> Ratio:
    pairs = []
    with _answered(theirs, bare, clients.client("dynamodb")):
        for _ in range(TURNS):
            pairs.append((_mean(ours), _mean(theirs)))
    return _ratio(pairs)


def _ratio(pairs: list[tuple[float, float]]) -> Ratio:
    return Ratio(
        ours=statistics.median(one for one, _ in pairs),
        theirs=statistics.median(other for _, other in pairs),
        ratios=[one / other for one, other in pairs],
    )


@contextmanager
def _answered(ask: Callable[[], Any], *asked: Any) -> Iterator[None]:
    """Answer each query of these clients with the bytes that the table gives now."""
    kept: list[Any] = []

    def keep(response_dict: dict[str, Any], **_: Any) -> None:
        kept.append((response_dict["body"], response_dict["headers"]))

    asked[0].meta.events.register("before-parse.dynamodb.Query", keep)
    ask()
    asked[0].meta.events.unregister("before-parse.dynamodb.Query", keep)
    body, headers = kept[0]

    def answer(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, headers, SimpleNamespace(stream=lambda **_: [body]))

    for client in asked:
        client.meta.events.register("before-send.dynamodb.Query", answer)
    try:
        yield
    finally:
        for client in asked:
            client.meta.events.unregister("before-send.dynamodb.Query", answer)


def _polled() -> bytes:
    reader = staff(PACO)
    found = poll(reader, [QUEUE], "", now=MONDAY_TEN)
    assert len(found.tasks) == PAGE
    return msgspec.json.encode([row(each, reader, "en", now=MONDAY_TEN) for each in found.tasks])


def _board() -> bytes:
    call: Any = SimpleNamespace(
        now=MONDAY_TEN,
        query=lambda name: "hv" if name == "community" else "",
        header=lambda name: "",
    )
    return msgspec.json.encode(board_api.show_board(call, staff(MARA)))


def _held(number: int) -> Task:
    made = task("hv", "engineering", number, state=CLAIMED if number % 3 else OPEN)
    holder = {"holder": f"m{number % 9}", "holder_name": "Mara Chan"} if number % 3 else {}
    return structs.replace(made, lift=1, **holder)


def _mean(work: Callable[[], Any]) -> float:
    return _cpu_ms(lambda: [work() for _ in range(TIMES)]) / TIMES


def _cpu_ms(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000
