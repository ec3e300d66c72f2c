"""
Every call that this process makes to AWS, numbered, and one of them spoiled.

The hooks stand in botocore, below all of our code, and see every client of every service;
a call that somebody adds is numbered without anybody saying so.
"""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import botocore.handlers
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

UNSENT, THROTTLED, LOST, ASKED_TWICE, KILLED = (
    "unsent",
    "throttled",
    "lost",
    "asked twice",
    "killed",
)
WAYS = {
    UNSENT: "fails before it is sent, with every try of the SDK",
    THROTTLED: "is refused by the service, with every try of the SDK",
    LOST: "takes effect, and its answer never comes",
    ASKED_TWICE: "takes effect, its answer is lost, and the SDK sends it again",
    KILLED: "takes effect, and the process is dead",
}
"""Killed before call n is killed after call n-1: between two calls nothing of ours is kept."""


class Killed(BaseException):
    """The process is dead, as far as one process can play that: nothing catches this."""


class Calls:
    """The calls made meanwhile, by name; the `number`th (from 1) fails in one way.

    Or, before it is sent, something else happens from beginning to end: `meanwhile`.
    """

    def __init__(
        self,
        number: int = 0,
        way: str = "",
        *,
        really: bool = False,
        meanwhile: Callable[[], Any] | None = None,
    ) -> None:
        self.names: list[str] = []
        self._number = number
        self._way = way
        self._really = really
        self._meanwhile = meanwhile
        self._asked_twice = False

    def before(self, model: Any, params: Any) -> Any:
        self.names.append(_named(model, params.get("body")))
        if len(self.names) == self._number and self._meanwhile:
            meanwhile, self._meanwhile = self._meanwhile, None
            with paused(self):
                meanwhile()
        if self._is(UNSENT):
            raise ConnectTimeoutError(endpoint_url="https://aws.example")
        if self._is(THROTTLED):
            return AWSResponse("https://aws.example", 400, {}, None), _throttled()
        return None

    def again(self) -> int | None:
        if not self._is(ASKED_TWICE) or self._asked_twice:
            return None
        self._asked_twice = True
        return 0

    def after(self) -> None:
        if self._is(LOST):
            raise ReadTimeoutError(endpoint_url="https://aws.example")
        if self._is(KILLED):
            die() if self._really else _play_dead()

    def _is(self, way: str) -> bool:
        return self._way == way and len(self.names) == self._number


@contextmanager
def watching(calls: Calls) -> Iterator[Calls]:
    """Number (and perhaps spoil) the calls made in this block."""
    _WATCHING.append(calls)
    try:
        yield calls
    finally:
        _WATCHING.remove(calls)


@contextmanager
def paused(calls: Calls) -> Iterator[None]:
    """Look away for the length of this block."""
    _WATCHING.remove(calls)
    try:
        yield
    finally:
        _WATCHING.append(calls)


def install() -> None:
    """Put the hooks into every client that is made from now on; once is enough."""
    if _BEFORE in botocore.handlers.BUILTIN_HANDLERS:
        return
    botocore.handlers.BUILTIN_HANDLERS += [
        _BEFORE,
        ("needs-retry", _needs_retry),
        ("after-call", _after_call),
    ]


def die() -> NoReturn:
    """Die as the kernel kills: no `finally`, no flush, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def _play_dead() -> NoReturn:
    raise Killed


def _before_call(model: Any, params: Any, **_: Any) -> Any:
    answers = [calls.before(model, params) for calls in list(_WATCHING)]
    return next((answer for answer in answers if answer is not None), None)


def is_sent_again() -> bool:
    """Say whether the SDK sends the call that was just answered once more."""
    return any(calls.again() is not None for calls in _WATCHING)


def _needs_retry(response: Any, **_: Any) -> int | None:
    return 0 if response is not None and is_sent_again() else None


def _after_call(**_: Any) -> None:
    for calls in list(_WATCHING):
        calls.after()


def _named(model: Any, body: Any) -> str:
    """Name a call by service and operation, and for a table by its name: "… of requests"."""
    name = f"{model.service_model.service_name}.{model.name}"
    if not name.startswith("dynamodb."):
        return name
    table = json.loads(body).get("TableName", "")
    return f"{name} of {table.rsplit('-', 1)[-1]}"


def _throttled() -> dict[str, Any]:
    return {
        "Error": {"Code": "ThrottlingException", "Message": "slow down"},
        "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}},
    }


_WATCHING: list[Calls] = []
_BEFORE = ("before-call", _before_call)
