"""What an admin may tune in the console: one SSM parameter a row of the code's own table."""

from typing import Any

from chalicelib.outside.parameters import PARAMETERS, Parameter
from infra.corrections.reading import Template

# The first value comes from the template's own parameter, where it has one.
GIVEN = {"public_address": {"Ref": "Address"}, "mail_from": {"Ref": "MailFrom"}}


def add_parameters(template: Template) -> None:
    """Make each parameter with its pattern, so that the console refuses what the code would."""
    for name, parameter in PARAMETERS.items():
        words = "".join(part.capitalize() for part in name.replace("/", "_").split("_"))
        template["Resources"][f"Tune{words}"] = _parameter(name, parameter)


def _parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "Type": "AWS::SSM::Parameter",
        "Properties": {
            "Name": {"Fn::Sub": f"/steward/${{Stage}}/{name}"},
            "Type": "String",
            "Value": GIVEN.get(name, parameter.default),
            "AllowedPattern": f"^({parameter.pattern})$",
            "Description": f"{parameter.effect} Unit: {parameter.unit}. "
            f"Default: {parameter.default}.",
        },
    }
