"""Rows for what is measured and read: of one size, in any number, without a life before them."""

from chalicelib.platform import clients, settings
from chalicelib.platform.storage import attributes, table
from chalicelib.search.model import Finding, key_of, partition
from tests.support.builders import DAY, MONDAY_TEN

WORDS = "the light on the stairs between the second and the third floor flickers 楼梯的灯闪 "


def row(n: int, words: str = "") -> Finding:
    """Return the row of the n-th request; `words` are what it says beside the usual."""
    said = f"{words} {WORDS * 4}"[:250]
    return Finding(request=f"hv-{n:026d}", seen=2, words=said, where="lift 2", topic="lighting")


def put(community: str, department: str, numbers: range, *, every_ms: int = DAY, words="") -> None:
    """Put rows, the n-th so many times `every_ms` before Monday ten."""
    client, name = clients.client("dynamodb"), settings.table("requests")
    rows = [_put(community, department, n, MONDAY_TEN - n * every_ms, words) for n in numbers]
    for start in range(0, len(rows), 25):
        client.batch_write_item(RequestItems={name: rows[start : start + 25]})


def _put(community: str, department: str, n: int, at: int, words: str) -> dict[str, object]:
    pk, sk = partition(community, department, at), key_of(at, task_id(community, department, n))
    values = {"pk": pk, "sk": sk, **table.values_of(row(n, words))}
    return {"PutRequest": {"Item": {key: attributes.plain(value) for key, value in values.items()}}}


def task_id(community: str, department: str, n: int) -> str:
    return f"{community}-{n:026d}.1.{department}"
