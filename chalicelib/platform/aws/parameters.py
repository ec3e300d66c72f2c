"""
What an admin may tune in the console: SSM parameters under /steward/<stage>/.

Read by path in one call, at most a minute old. A value that does not fit its pattern, or
makes no sense, keeps the last good one (its default at a cold start) and is reported, so
that a slip of the keyboard never stops the form.
"""

import re

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.limits import LIMITS, Limit
from chalicelib.kernel.targets import TARGETS, Target
from chalicelib.kernel.times import MINUTE_MS
from chalicelib.kernel.tuning import POLL_AFTER_S, Tuning
from chalicelib.platform import settings
from chalicelib.platform.clients import client

from .parameter_table import DEFAULT, MEGABYTE, NONE, PARAMETERS

CACHE_MS = MINUTE_MS


_LIMITS = {"m": "place_minute", "h": "place_hour", "d": "place_day", "p": "address_hour",
           "j": "joins_hour", "w": "same_words_hour"}  # fmt: skip

_kept: dict[str, str] = {}
_bad: dict[str, str] = {}
_read_at: list[int] = []
_answered: list[bool] = []
"""Not empty once this process had an answer."""


def value(name: str, *, now: int) -> str:
    """Return the value in force of a parameter."""
    if not _read_at or not 0 <= now - _read_at[0] < CACHE_MS:
        _read_at[:] = [now]
        _refresh()
    return known(name)


def known(name: str) -> str:
    """Return the value in force as this process knows it, without asking: for who may not wait."""
    return _kept.get(name, PARAMETERS[name].default)


def settled(name: str, *, now: int) -> str:
    """Return the value in force of a parameter whose default would do harm.

    A notice that names the default address leads nowhere, and one from the default sender
    is refused for good. Raises Unavailable while this process has never had an answer.
    """
    found = value(name, now=now)
    if not _answered and not _refresh():
        raise Unavailable("the parameters did not answer")
    return _kept.get(name, found)


def tuning(*, now: int) -> Tuning:
    """Return the values in force, as use cases take them."""
    value("chasing", now=now)
    return known_tuning()


def known_tuning() -> Tuning:
    """Return what `tuning` does, as this process knows it, without asking."""
    return Tuning(
        chasing=known("chasing") == "on",
        frozen=frozenset(known("frozen_topics").split(",")) - {NONE},
        limits={
            letter: Limit(LIMITS[letter].window_ms, int(known(f"limits/{name}")))
            for letter, name in _LIMITS.items()
        },
        texts_a_day=int(known("limits/texts_day")),
        targets={
            priority: Target(*(int(part) for part in known(f"targets/{priority}").split(",")))
            for priority in TARGETS
        },
        window_ms=int(known("nudges/window_minutes")) * MINUTE_MS,
        silence_days=int(known("feedback/silence_days")),
        reopen_days=int(known("feedback/reopen_days")),
        photos_each=int(known("photos/each")),
        photo_bytes=int(known("photos/megabytes")) * MEGABYTE,
        poll_after_s={name: int(known(f"poll/{name}_s")) for name in POLL_AFTER_S},
    )


def bad() -> list[str]:
    """Return the names of parameters whose stored value is not in force."""
    return sorted(_bad)


def forget() -> None:
    """Drop what is kept: for tests, whose parameters come and go in one process."""
    for kept in (_kept, _bad, _read_at, _answered):
        kept.clear()


def wrong(name: str, text: str) -> str:
    """Return what is wrong with a text for a parameter; empty when nothing is."""
    known = PARAMETERS[name]
    if text == DEFAULT and not known.first:
        return ""
    if not re.fullmatch(known.pattern, text):
        return f"it must look like {known.pattern}"
    return known.wrong(text)


def _refresh() -> bool:
    """Read what stands there, and say whether there was an answer."""
    from botocore.exceptions import BotoCoreError, ClientError

    path = settings.parameters()
    try:
        # By hand and not by a paginator: it would read another of botocore's data files.
        stored: dict[str, str] = {}
        more = ""
        while True:
            asked = {"Path": path, "Recursive": True} | ({"NextToken": more} if more else {})
            page = client("ssm").get_parameters_by_path(**asked)
            stored |= {p["Name"].removeprefix(f"{path}/"): p["Value"] for p in page["Parameters"]}
            more = page.get("NextToken", "")
            if not more:
                break
    except (BotoCoreError, ClientError):
        return False  # the last good values stay in force
    _answered[:] = [True]
    _bad.clear()
    for name, text in stored.items():
        _take(name, text)
    return True


def _take(name: str, text: str) -> None:
    if name not in PARAMETERS:
        return
    said = wrong(name, text)
    if said:
        _bad[name] = said
    elif text == DEFAULT:
        _kept.pop(name, None)
    else:
        _kept[name] = text
