"""
What an admin may tune in the console: SSM parameters under /steward/<stage>/.

Read by path in one call, at most a minute old. A value that does not fit its pattern
keeps the last good one (its default at a cold start) and is reported, so that a slip of
the keyboard never stops the form.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from .. import settings
from .aws import client

CACHE_MS = 60_000


class Parameter(Struct, frozen=True):
    """One thing to tune."""

    default: str
    pattern: str
    unit: str
    effect: str


PARAMETERS: Mapping[str, Parameter] = {
    "public_address": Parameter(
        "http://localhost:8000",
        r"https?://[^\s/]+(/[a-z0-9-]+)?",
        "address without a slash at its end",
        "What links in notices begin with.",
    ),
    "mail_from": Parameter(
        "Steward <steward@localhost.example>",
        r"[^\r\n]{3,200}",
        "mail address, verified with the mail service",
        "Who notices by mail come from.",
    ),
    "chasing": Parameter(
        "on",
        r"on|paused",
        "on or paused",
        "Paused: nobody is nudged; lost effects are still sent again.",
    ),
}
"""Every parameter there is; the template makes them from this table."""

_kept: dict[str, str] = {}
_bad: set[str] = set()
_read_at: list[int] = []


def value(name: str, *, now: int) -> str:
    """Return the value in force of a parameter."""
    if not _read_at or not 0 <= now - _read_at[0] < CACHE_MS:
        _read_at[:] = [now]
        _refresh()
    return _kept.get(name, PARAMETERS[name].default)


def bad() -> list[str]:
    """Return the names of parameters whose stored value is not in force."""
    return sorted(_bad)


def _refresh() -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    path = settings.parameters()
    try:
        pages = client("ssm").get_paginator("get_parameters_by_path").paginate(Path=path)
        stored = {
            p["Name"].removeprefix(f"{path}/"): p["Value"] for q in pages for p in q["Parameters"]
        }
    except (BotoCoreError, ClientError):
        return  # the last good values stay in force
    _bad.clear()
    for name, text in stored.items():
        _take(name, text)


def _take(name: str, text: str) -> None:
    known = PARAMETERS.get(name)
    if known is None:
        return
    if re.fullmatch(known.pattern, text):
        _kept[name] = text
    else:
        _bad.add(name)
