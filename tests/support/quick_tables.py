"""
Tables for quick tests: MiniStack's engine inside this process, not behind a socket.

Its server gives each call to a plain function; here botocore's own hook does. No signature,
no parsing: a call costs a fifth of what it does on moto, which copies and looks for types,
and conditions and indexes are those of the engine that the packaged system runs on.
"""

import copy
import json
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import botocore.handlers

from infra import in_process
from infra.in_process import answered, ask

PLAIN = (str, int, bool, float, bytes, type(None))


@contextmanager
def tables(definitions: list[dict[str, Any]]) -> Iterator[None]:
    """Put empty tables where every client of this process finds them, until the block ends."""
    engine = ministack()
    if tables not in _KEPT:
        for definition in definitions:
            engine._create_table(definition)
        _KEPT[tables] = _stored(engine)
    _restore(engine, _KEPT[tables])
    _OPEN.append(True)
    try:
        yield
    finally:
        _OPEN.pop()
        _clear(engine)


def once(write: Callable[[], None]) -> None:
    """Let `write` fill the empty tables; from the second time on put back what it wrote."""
    engine = ministack()
    if write in _KEPT:
        _restore(engine, _KEPT[write])
    else:
        write()
        _KEPT[write] = _stored(engine)


def install() -> None:
    """Let the clients that are made from now on ask it, while `tables` are there."""
    if _BEFORE not in botocore.handlers.BUILTIN_HANDLERS:
        botocore.handlers.BUILTIN_HANDLERS.append(_BEFORE)


def ministack() -> ModuleType:
    """Return the engine, copying its items as the plain values that they are."""
    engine = in_process.ministack()
    engine.copy = PLAINLY  # type: ignore[attr-defined]
    return engine


def copied(value: Any) -> Any:
    """Copy plain values, as stored items are; `deepcopy` looks for circles that cannot be there."""
    if type(value) is dict:
        return {name: copied(each) for name, each in value.items()}
    if type(value) is list:
        return [copied(each) for each in value]
    return value if type(value) in PLAIN else copy.deepcopy(value)


PLAINLY = SimpleNamespace(deepcopy=copied)


def _stored(engine: ModuleType) -> bytes:
    return pickle.dumps({name: engine._tables[name] for name in list(engine._tables)})


def _restore(engine: ModuleType, stored: bytes) -> None:
    for name, table in pickle.loads(stored).items():
        engine._tables[name] = table


def _clear(engine: ModuleType) -> None:
    for name in list(engine._tables):
        del engine._tables[name]


def _before_call(model: Any, params: Any, **_: Any) -> Any:
    if not _OPEN or model.service_model.service_name != "dynamodb":
        return None
    with _ONE_AT_A_TIME:
        return answered(*ask(model.name, json.loads(params["body"])))


_ONE_AT_A_TIME = threading.Lock()
"""Where a browser asks, a page's call comes on a thread of its own while the test goes on."""
_KEPT: dict[Any, bytes] = {}
"""Who wrote it to what stood in the tables then."""
_OPEN: list[bool] = []
_BEFORE = ("before-call", _before_call)
