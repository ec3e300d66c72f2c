"""Reading a template as tests do, and as CloudFormation does after SAM."""

import json
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

Template = dict[str, Any]


def of_type(template: Template, kind: str) -> dict[str, Any]:
    """Return the resources of one type by their names."""
    return {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def properties(template: Template, kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in of_type(template, kind).values()]


def given_to(template: Template) -> dict[str, Any]:
    """Return a value for each parameter: its default, or any."""
    return {name: told.get("Default", "x") for name, told in template["Parameters"].items()}


def transformed(template: Template) -> Template:
    """Return what SAM makes of a template: what CloudFormation sees."""
    copied = json.loads(json.dumps(template))
    return dict(Translator({}, Parser()).translate(copied, given_to(template)))
