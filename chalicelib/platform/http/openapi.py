"""The contract: made of what each route declares of itself, when somebody asks for it."""

import re
from functools import cache
from http import HTTPStatus
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from chalicelib.estate.permissions import RESIDENT
from chalicelib.kernel import errors
from chalicelib.wiring import doors

from .call import JSON, PROBLEM
from .problems import STATUS, Problem
from .route import Reply, Route

REFERENCE = "#/components/schemas/{name}"
GOOD = {200: "Done", 201: "Stored", 202: "Begun", 304: "Nothing new"}


@cache
def document(server: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API routes, as served under `server`."""
    routes = [route for route in doors.routes().values() if route.kind != "page"]
    shapes = [shape for route in routes for shape in (route.body, answer_of(route)) if shape]
    _, components = msgspec.json.schema_components([*shapes, Problem], ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Steward", "version": "1", "description": _ABOUT},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "staff": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "program": {"type": "http", "scheme": "bearer", "bearerFormat": "steward_…"},
                "status": {"type": "http", "scheme": "bearer", "bearerFormat": "status token"},
            },
        },
    }


def answer_of(route: Route) -> type[Struct] | None:
    """Return the struct that a route answers with; None where that is no JSON."""
    returned = get_type_hints(route.view)["return"]
    if get_origin(returned) is Reply:
        (returned,) = get_args(returned)
    return returned if isinstance(returned, type) and issubclass(returned, Struct) else None


def _operation(route: Route) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": route.view.__name__,
        "summary": (route.view.__doc__ or "").strip().split("\n")[0],
        "parameters": _parameters(route),
        "responses": _responses(route),
    }
    if route.kind == "staff":
        made["security"] = [{"staff": []}]
    elif route.kind == "program":
        made["security"] = [{"program": []}]
    elif route.may == RESIDENT:
        made["security"] = [{"status": []}]
    if route.body:
        made["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": _named(route.body.__name__)}},
        }
    return made


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [_parameter(part, "path") for part in re.findall(r"{(\w+)}", route.path)]
    found += [_parameter(part, "query") for part in route.query]
    if route.idempotent:
        key = {"type": "string", "pattern": "^[A-Za-z0-9_-]{22,64}$"}
        found.append(_parameter("Idempotency-Key", "header", key))
    if route.versioned:
        version = {"type": "string", "pattern": '^"[0-9]{1,9}"$'}
        found.append(_parameter("If-Match", "header", version))
    return found


def _parameter(name: str, where: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    made = {"name": name, "in": where, "schema": schema or {"type": "string", "maxLength": 12_000}}
    return {**made, "required": where != "query"}


def _responses(route: Route) -> dict[str, Any]:
    answer = answer_of(route)
    # What another standard lays down is not told here a second time.
    done: dict[str, Any] = {
        kind: {"schema": {"type": ["array", "object"]} if kind == JSON else {}}
        for kind in route.files
    }
    if answer:
        done[JSON] = {"schema": _named(answer.__name__)}
    good = {
        str(status): {"description": GOOD.get(status) or HTTPStatus(status).phrase}
        | ({} if status == 304 else {"content": done})
        for status in route.status
    }
    problem = {PROBLEM: {"schema": _named(Problem.__name__)}}
    told = sorted({STATUS[kind] for kind in errors_of(route)})
    bad: dict[str, Any] = {
        str(status): {"description": title, "content": problem} for status, title in told
    }
    if route.method == "POST":
        bad["415"] = {"description": "This is not JSON"}
    return {**bad, **good}


def errors_of(route: Route) -> set[type[errors.ServiceError]]:
    """Return what a route refuses with: what it declares, and what its other facts imply."""
    found = {errors.Limited, errors.Unavailable, errors.Unexpected, *route.errors}
    if route.body or route.query or route.idempotent or route.versioned:
        found.add(errors.InvalidInput)
    if route.body or route.query or "{" in route.path:
        found.add(errors.NotFound)
    if "{" in route.path:
        # API Gateway itself, of a path that is none of ours.
        found.add(errors.Forbidden)
    if route.kind in ("staff", "program"):
        found |= {errors.NotAuthenticated, errors.Forbidden}
    if route.versioned:
        found |= {errors.NotAllowed, errors.Stale}
    return found


def _named(schema: str) -> dict[str, Any]:
    return {"$ref": REFERENCE.format(name=schema)}


_ABOUT = "Requests of residents and the tasks that they become. Times are epoch milliseconds, UTC."
