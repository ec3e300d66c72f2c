"""How the corrections find their way in Chalice's template."""

import re
from collections.abc import Iterator
from typing import Any

Template = dict[str, Any]
FUNCTION = "AWS::Serverless::Function"
API_HANDLER = "APIHandler"
STAFF_HANDLER = "StaffHandler"


def functions(template: Template) -> dict[str, dict[str, Any]]:
    """Return the properties of every function by its logical name."""
    return {
        name: resource["Properties"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == FUNCTION
    }


def events(template: Template, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the function's name and the event's properties for each event of that kind."""
    for name, properties in functions(template).items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == kind:
                yield name, event["Properties"]


def statements(template: Template, function: str) -> list[dict[str, Any]]:
    """Return the statements of the function's own role, to be added to in place."""
    role = functions(template)[function]["Role"]["Fn::GetAtt"][0]
    policy = template["Resources"][role]["Properties"]["Policies"][0]
    return policy["PolicyDocument"]["Statement"]


def kebab(name: str) -> str:
    """Return `SweepMore` as `sweep-more` and `APIHandler` as `api-handler`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()
