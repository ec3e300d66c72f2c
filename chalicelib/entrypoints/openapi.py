"""The contract: made from the routes that are registered and the structs they take."""

import re
from functools import cache
from typing import Any

import msgspec

from . import (
    api,
    board_api,
    doors,
    filing_api,
    kindness_api,
    lessons_api,
    measures_api,
    opinions_api,
    outages_api,
    person_api,
    shells,
    staff_actions,
    staff_api,
    ways_api,
)
from .http import REGISTERED, STATUS, Route
from .shapes import ANSWERS, BEGUN, CREATED, FILES, UNCHANGED

BODIES: dict[str, type] = {
    "POST /api/v1/requests": api.NewRequest,
    "POST /staff/v1/tasks/{id}/actions": staff_actions.Body,
    "POST /staff/v1/actions": staff_actions.Batch,
    "POST /staff/v1/me/duty": staff_api.Duty,
    "POST /staff/v1/me/ways": ways_api.WayAction,
    "POST /staff/v1/tasks/{id}/photos": staff_api.Photographed,
    "POST /staff/v1/requests": filing_api.OnBehalf,
    "POST /staff/v1/opinions": opinions_api.NewOpinion,
    "POST /staff/v1/measures": measures_api.NewMeasure,
    "POST /staff/v1/measures/{id}/actions": measures_api.MeasureAction,
    "POST /staff/v1/courtesies": kindness_api.NewCourtesy,
    "POST /staff/v1/lessons": lessons_api.NewLesson,
    "POST /staff/v1/lessons/{id}/actions": lessons_api.LessonAction,
    "POST /staff/v1/tasks/{id}/caution": lessons_api.CautionAction,
    "POST /staff/v1/tasks/{id}/link": board_api.LinkAction,
    "POST /staff/v1/thanks": kindness_api.NewThanks,
    "POST /staff/v1/outages": outages_api.NewOutage,
    "POST /staff/v1/outages/{id}/actions": outages_api.OutageAction,
    "POST /staff/v1/person/export": person_api.Person,
    "POST /staff/v1/person/erase": person_api.Person,
    "POST /staff/v1/requests/{id}/erase": person_api.Sure,
    "POST /staff/app/login": shells.Password,
}
"""What each route takes as JSON."""

QUERY: dict[str, tuple[str, ...]] = {
    "GET /api/v1/known": ("place",),
    "GET /staff/v1/tasks": ("queue", "cursor"),
    "GET /staff/v1/find": ("community", "reference"),
    "GET /staff/v1/filing": ("community",),
    "GET /staff/v1/people": ("community",),
    "GET /staff/v1/board": ("community",),
    "GET /staff/v1/board.csv": ("community",),
    "GET /staff/v1/trends": ("community", "days", "department"),
    "GET /staff/v1/trends.svg": ("community", "days", "department", "picture"),
    "GET /staff/v1/tallies": ("community", "from", "to"),
    "GET /staff/v1/tallies.csv": ("community", "from", "to"),
    "GET /staff/v1/opinions": ("community", "cursor"),
    "GET /staff/v1/opinions/choices": ("community",),
    "GET /staff/v1/opinions/groups": ("community",),
    "GET /staff/v1/hearing": ("community",),
    "GET /staff/v1/measures": ("community", "state"),
    "GET /staff/v1/labels": ("community",),
    "GET /staff/v1/sheets": ("community", "page"),
    "GET /staff/v1/courtesies/choices": ("community",),
    "GET /staff/v1/lessons": ("community", "topic"),
    "GET /staff/v1/lessons/quiz": ("community", "number"),
    "GET /staff/v1/thanks": ("community",),
    "GET /staff/v1/week": ("community", "until"),
    "GET /staff/v1/outages": ("community",),
    "GET /staff/v1/stuck": ("community",),
}

KEYED = frozenset(
    {
        "POST /api/v1/requests",
        "POST /staff/v1/requests",
        "POST /staff/v1/tasks/{id}/actions",
        "POST /staff/v1/tasks/{id}/link",
        "POST /staff/v1/opinions",
        "POST /staff/v1/measures",
        "POST /staff/v1/measures/{id}/actions",
        "POST /staff/v1/courtesies",
        "POST /staff/v1/lessons",
        "POST /staff/v1/lessons/{id}/actions",
        "POST /staff/v1/thanks",
        "POST /staff/v1/outages",
        "POST /staff/v1/outages/{id}/actions",
    }
)
"""Routes that need an Idempotency-Key."""

VERSIONED = frozenset(
    {
        "POST /staff/v1/tasks/{id}/actions",
        "POST /staff/v1/measures/{id}/actions",
        "POST /staff/v1/outages/{id}/actions",
        "POST /staff/v1/lessons/{id}/actions",
    }
)
"""Routes that need If-Match."""


@cache
def document(server: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API routes, as served under `server`."""
    _, components = msgspec.json.schema_components(
        [*BODIES.values(), *ANSWERS.values()], ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in _routes():
        if route.kind != "page":
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Steward", "version": "1", "description": _ABOUT},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {
                "staff": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "status": {"type": "http", "scheme": "bearer", "bearerFormat": "status token"},
            },
        },
    }


def _routes() -> list[Route]:
    """Return every route of every door, also those that another function serves."""
    list(doors.modules())
    return REGISTERED


def _operation(route: Route) -> dict[str, Any]:
    name = f"{route.method} {route.path}"
    made: dict[str, Any] = {
        "operationId": route.view.__name__,
        "summary": (route.view.__doc__ or "").strip().split("\n")[0],
        "parameters": _parameters(name, route.path),
        "responses": _responses(route),
    }
    if route.kind == "staff":
        made["security"] = [{"staff": []}]
    elif name == "GET /api/v1/requests/{id}":
        made["security"] = [{"status": []}]
    if name in BODIES:
        schema = {"$ref": f"#/components/schemas/{BODIES[name].__name__}"}
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return made


def _parameters(name: str, path: str) -> list[dict[str, Any]]:
    found = [_parameter(part, "path") for part in re.findall(r"{(\w+)}", path)]
    found += [_parameter(part, "query") for part in QUERY.get(name, ())]
    if name in KEYED:
        key = {"type": "string", "pattern": "^[A-Za-z0-9_-]{22,64}$"}
        found.append(_parameter("Idempotency-Key", "header", key))
    if name in VERSIONED:
        found.append(
            _parameter("If-Match", "header", {"type": "string", "pattern": '^"[0-9]{1,9}"$'})
        )
    return found


def _parameter(name: str, where: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    made = {"name": name, "in": where, "schema": schema or {"type": "string", "maxLength": 12_000}}
    return {**made, "required": where != "query"}


def _responses(route: Route) -> dict[str, Any]:
    name = f"{route.method} {route.path}"
    kinds = FILES.get(name, ("application/json",))
    done = {kind: {"schema": _answer(name)} for kind in kinds}
    good: dict[str, Any] = {"200": {"description": "Done", "content": done}}
    if name in CREATED:
        good["201"] = {"description": "Stored", "content": done}
    if name in BEGUN:
        good = {"202": {"description": "Begun", "content": done}}
    if name in UNCHANGED:
        good["304"] = {"description": "Nothing new"}
    if route.path == "/staff/v1/board.csv":
        good["200"] = {"description": "The file", "content": {"text/csv": {"schema": {}}}}
    if route.path == "/staff/v1/trends.svg":
        good["200"] = {"description": "The picture", "content": {"image/svg+xml": {"schema": {}}}}
    if route.path == "/docs":
        good["200"] = {"description": "The page", "content": {"text/html": {"schema": {}}}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    bad = {
        str(status): {"description": title, "content": problem} for status, title in STATUS.values()
    }
    return {**good, **bad, "415": {"description": "This is not JSON"}}


def _answer(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{ANSWERS[name].__name__}"} if name in ANSWERS else {}


_ABOUT = "Requests of residents and the tasks that they become. Times are epoch milliseconds, UTC."

_PROBLEM = {
    "type": "object",
    "description": "An error as RFC 9457 describes it",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "correlation_id": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
