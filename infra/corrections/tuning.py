"""What an admin may tune in the console: one SSM parameter a row of the code's own table."""

from typing import Any

from chalicelib.platform.aws.parameter_table import DEFAULT, PARAMETERS, Parameter
from infra.corrections.reading import Template


def add_parameters(template: Template) -> None:
    for name, parameter in PARAMETERS.items():
        words = "".join(part.capitalize() for part in name.replace("/", "_").split("_"))
        template["Resources"][f"Tune{words}"] = _parameter(name, parameter)


def _parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    """Return what never changes of a parameter: CloudFormation puts the template's value back
    whenever any property changed. `infra.tuned` gives it pattern and description."""
    return {
        "Type": "AWS::SSM::Parameter",
        "Properties": {
            "Name": {"Fn::Sub": f"/steward/${{Stage}}/{name}"},
            "Type": "String",
            "Value": {"Ref": parameter.first} if parameter.first else DEFAULT,
        },
    }
