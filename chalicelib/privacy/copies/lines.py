"""
One request as a line of a copy: what "your data" shows its resident, or what of it is no words.

A complaint about a person is in no copy, nor is who was erased.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import json

from chalicelib.cases.complaints.about import is_about_somebody
from chalicelib.cases.requests.model import ERASED
from chalicelib.cases.requests.store import Aggregate
from chalicelib.privacy import export
from chalicelib.programs.keys import reading

from .model import SCHEMA

PLAIN = (
    "reference", "told_at", "topic", "kind", "place", "language", "channel", "state", "closed_at",
    "internal_notes", "looks_at_your_address", "history",
)  # fmt: skip
"""What tells nothing that anybody wrote. A new field of "your data" has words until it is here."""
ANSWERED = ("fixed", "clean", "rating")
WORKED = ("department", "state", "finished_at", "visit_at", "visit_until", "times_offered")


def line(found: Aggregate, *, words: bool, who: str, name: str, now: int) -> dict[str, Any] | None:
    """Return the line of a request; None of what is in no copy.

    With words, `who` by this `name` is written down as having looked at the addresses.
    """
    request = found.request
    if request.state == ERASED or is_about_somebody(request, found.tasks):
        return None
    if words and found.contacts:
        reading.addresses_of(who, name, found, now=now)
    copied = export.of_request(found, address=lambda each: each.address, photo=lambda key: key)
    return {
        "schema": SCHEMA,
        "id": request.id,
        "version": request.version,
        "changed_at": request.changed_at,
        "community": request.community,
        "building": request.building,
        "place_code": request.place,
        "danger": bool(request.emergency),
        **(copied if words else _plain(copied)),
    }


def gone(found: Aggregate) -> dict[str, Any]:
    """Return the line of a request that whoever has it must delete; it says nothing else."""
    request = found.request
    return {
        "schema": SCHEMA,
        "id": request.id,
        "version": request.version,
        "community": request.community,
        "gone": True,
    }


def as_bytes(lines: Iterable[dict[str, Any]]) -> bytes:
    """Return lines of JSON, each with its end."""
    return b"".join(json.encode(each) + b"\n" for each in lines)


def _plain(copied: dict[str, Any]) -> dict[str, Any]:
    return {
        **_only(copied, PLAIN),
        "answer": _only(copied["answer"], ANSWERED),
        "work": [_only(each, WORKED) for each in copied["work"]],
    }


def _only(told: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told}
