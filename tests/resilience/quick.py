"""
A town for runs by the ten thousand: MiniStack's tables, inside this process.

Its server gives each call to a plain function; here botocore's own hook does, after the one
that spoils calls. No signature, no socket, no parsing: a call costs a tenth of what it does
on moto, and the conditions are read by the engine that the races are held on. Everything
but the tables is moto's, as in any town of this process.
"""

import copy
import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import botocore.handlers

from chalicelib.platform import settings
from infra.in_process import Answer, answered, ask
from tests.support.quick_tables import copied, ministack

from . import spoil
from .engine import TABLES, Row, plain
from .engines import in_process
from .moto_engine import InProcess


class Quick(InProcess):
    """A town whose indexes can stand still, too."""

    def __init__(self) -> None:
        self._frozen: dict[str, Any] = {}

    def rows(self, name: str = "requests") -> list[Row]:
        return [
            plain(item)
            for partition in self._table(settings.table(name))["items"].values()
            for item in partition.values()
        ]

    def keep(self) -> Any:
        items = {name: self._table(settings.table(name))["items"] for name in TABLES}
        return pickle.dumps(items), copy.deepcopy(self._objects())

    def put_back(self, kept: Any) -> None:
        tables, objects = pickle.loads(kept[0]), copy.deepcopy(kept[1])
        for name, items in tables.items():
            self._replace(settings.table(name), items)
        self.thaw()
        self._forget(objects)

    def freeze(self) -> None:
        """Let every index show from now on what it shows now."""
        self._frozen = {
            settings.table(name): copied(self._table(settings.table(name))["items"])
            for name in TABLES
        }

    def thaw(self) -> None:
        self._frozen = {}

    def answer(self, operation: str, asked: dict[str, Any]) -> Answer:
        """Do one call; return its status and what it says."""
        frozen = self._frozen.get(asked.get("TableName", "")) if "IndexName" in asked else None
        if frozen is None:
            return ask(operation, asked)
        items = self._table(asked["TableName"])["items"]
        self._replace(asked["TableName"], frozen)
        try:
            return ask(operation, asked)
        finally:
            self._replace(asked["TableName"], items)

    def _table(self, name: str) -> Any:
        return ministack()._tables[name]

    def _replace(self, name: str, items: Any) -> None:
        self._table(name)["items"] = items
        ministack()._items_replaced(self._table(name))


@contextmanager
def quick() -> Iterator[Quick]:
    """Run a quick town until the block ends."""
    spoil.install()
    _install()
    engine = Quick()
    _ASKED.append(engine)
    try:
        with in_process(engine):
            yield engine
    finally:
        _ASKED.remove(engine)
        for name in list(ministack()._tables):
            del ministack()._tables[name]


def _install() -> None:
    if _BEFORE not in botocore.handlers.BUILTIN_HANDLERS:
        botocore.handlers.BUILTIN_HANDLERS.append(_BEFORE)


def _before_call(model: Any, params: Any, **_: Any) -> Any:
    if not _ASKED or model.service_model.service_name != "dynamodb":
        return None
    status, said = _ASKED[-1].answer(model.name, json.loads(params["body"]))
    while spoil.is_sent_again():
        status, said = _ASKED[-1].answer(model.name, json.loads(params["body"]))
    return answered(status, said)


_ASKED: list[Quick] = []
_BEFORE = ("before-call", _before_call)
