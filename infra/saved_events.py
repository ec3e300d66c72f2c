"""
The saved test events of the function `admin`: what the console offers under *Test*.

The console keeps events that are shared in the account's schema registry, under names of its
own. They are no part of the stack: the registry belongs to the whole account.
"""

import json
from typing import Any

from infra.cloud import Target
from infra.say import line, step

REGISTRY = "lambda-testevent-schemas"


def save(where: Target) -> None:
    """Write them where they are not as they should be; a region without a registry has none."""
    from botocore.exceptions import BotoCoreError, ClientError

    content = json.dumps(document(), sort_keys=True)
    schemas = where.client("schemas")
    try:
        if _stored(schemas, where) == content:
            return
        with step("saving the test events of admin"):
            _put(schemas, where, content)
    except (BotoCoreError, ClientError) as error:
        # They are a convenience: docs/operate/runbook.md has each in words.
        line(f"    they could not be saved: {type(error).__name__}")


def document() -> dict[str, Any]:
    """Return the events as the console reads them: examples of one schema."""
    from chalicelib.administration.actions import examples

    events = {name: {"value": event} for name, event in examples().items()}
    fields = {"do": "string", "by": "string", "dry_run": "boolean"}
    event = {
        "type": "object",
        "required": list(fields),
        "properties": {name: {"type": kind} for name, kind in fields.items()},
    }
    return {
        "openapi": "3.0.0",
        "info": {"version": "1.0.0", "title": "Event"},
        "paths": {},
        "components": {"schemas": {"Event": event}, "examples": events},
    }


def _name(where: Target) -> str:
    return f"_steward-{where.stage}-admin-schema"


def _stored(schemas: Any, where: Target) -> str:
    try:
        found = schemas.describe_schema(RegistryName=REGISTRY, SchemaName=_name(where))
    except schemas.exceptions.NotFoundException:
        return ""
    return json.dumps(json.loads(found["Content"]), sort_keys=True)


def _put(schemas: Any, where: Target, content: str) -> None:
    told = {"RegistryName": REGISTRY, "SchemaName": _name(where), "Type": "OpenApi3"}
    try:
        schemas.create_registry(RegistryName=REGISTRY)
    except schemas.exceptions.ConflictException:
        pass
    try:
        schemas.create_schema(**told, Content=content)
    except schemas.exceptions.ConflictException:
        schemas.update_schema(**told, Content=content)
