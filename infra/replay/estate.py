"""The estate of the replay: five boroughs as communities, every address of the day a place."""

from collections.abc import Iterable
from typing import Any

from infra.replay.day import COMMUNITIES, Report

DEPARTMENTS = (
    "engineering",
    "security",
    "fire_safety",
    "cleaning",
    "greening",
    "customer_service",
    "administration",
    "finance",
    "conduct",
)
OFFICE = [["08:00", "12:00"], ["13:00", "18:00"]]
CAP = 2_000
"""The crew of a borough is one person a department: nobody else could take the rest."""


def estate(reports: Iterable[Report]) -> dict[str, Any]:
    """Return the estate that these reports need, in the shape that infra/seed.py loads."""
    places = {report.place: report for report in reports}
    return {
        "company": "replay",
        "communities": [_community(borough, code) for borough, code in COMMUNITIES.items()],
        "places": [_place(code, report) for code, report in sorted(places.items())],
        "staff": [person for code in COMMUNITIES.values() for person in _crew(code)],
    }


def username(community: str, department: str) -> str:
    """Return who works in a department of a community."""
    return f"{community}-{department.replace('_', '-')}"


def manager(community: str) -> str:
    return f"{community}-manager"


def _community(borough: str, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": {"en": borough.title()},
        "languages": ["en"],
        "phone": "+1 212 555 0100",
        "emergency_phone": "911",
        "calendar": {"zone": "America/New_York", "region": "US-NY", "week": [OFFICE] * 7},
        "departments": list(DEPARTMENTS),
    }


def _place(code: str, report: Report) -> dict[str, Any]:
    return {
        "code": code,
        "community": report.community,
        "building": f"b{code.lower()}",
        "name": {"en": report.address},
    }


def _crew(code: str) -> list[dict[str, Any]]:
    workers = [name for name in DEPARTMENTS if name != "conduct"]
    people = [_person(code, username(code, name), "staff", [name]) for name in workers]
    return [*people, _person(code, manager(code), "manager", [])]


def _person(code: str, name: str, role: str, departments: list[str]) -> dict[str, Any]:
    return {
        "username": name,
        "name": name.replace("-", " ").title(),
        "community": code,
        "role": role,
        "departments": departments,
        "on_duty": True,
        "channel": "none",
        "address": f"{name}@replay.example",
        "open_cap": CAP,
    }
