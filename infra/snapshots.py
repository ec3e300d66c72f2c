"""
SnapStart for the two doors: Lambda keeps a process that is ready, and goes on from a copy of it.

A setting, off by default (`--parameter Snapshots=on`). It is put into the template while it is
uploaded, not by a condition in it: SAM makes a new deployment of the API only where the text of
its methods changes, and until then the old one would ask the function and not its version.

    version   published of the function as it stands; another replaces it when anything that a
              door was made of changes, and CloudFormation then deletes the one before: what
              is kept costs by the second. The way back publishes its own again.
    alias     "live": the version that each method asks
"""

import copy
import hashlib
import json
from typing import Any

from infra import stacks, vendor
from infra.cloud import Target
from infra.corrections.reading import API_HANDLER, STAFF_HANDLER
from infra.say import Refused

Template = dict[str, Any]

DOORS = (API_HANDLER, STAFF_HANDLER)
ALIAS = "live"
SETTING, MARK = "Snapshots", "Snapshot"
OLDEST = (3, 12)
"""The first Python of which Lambda takes snapshots."""


def are_on(where: Target, given: dict[str, str]) -> bool:
    """Say whether this stage is to have snapshots, by what is given now or was before."""
    chosen = given.get(SETTING) or stacks.parameters(where).get(SETTING, "off")
    return chosen == "on"


def check(runtime: str) -> None:
    """Refuse snapshots of a Python that Lambda takes none of; raise Refused."""
    version = tuple(int(part) for part in runtime.removeprefix("python").split("."))
    if version < OLDEST:
        raise Refused(
            f"Lambda takes no snapshots of {runtime}: make deploy PYTHON=/path/to/python3.12 …, "
            f"or --parameter {SETTING}=off"
        )


def fitted(where: Target, template: Template, given: dict[str, str]) -> Template:
    """Return the template as this stage is to have it."""
    if not are_on(where, given):
        return template
    check(vendor.RUNTIME)
    return taken(template)


def mark(where: Target, given: dict[str, str]) -> dict[str, str]:
    """Return the parameter that says what a snapshot is made of: it changes with any other."""
    if not are_on(where, given):
        return {}
    settings = stacks.parameters(where) | given
    settings.pop(MARK, None)
    text = json.dumps(sorted(settings.items()))
    return {MARK: hashlib.sha256(text.encode()).hexdigest()[:16]}


def taken(template: Template) -> Template:
    """Return the template with a version, an alias and its right for each door."""
    made = copy.deepcopy(template)
    for door in DOORS:
        _publish(made["Resources"], door)
    for methods in made["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"].values():
        for method in methods.values():
            uri = method.get("x-amazon-apigateway-integration", {}).get("uri")
            if uri:
                uri["Fn::Sub"] = uri["Fn::Sub"].replace(
                    ".Arn}/invocations", f".Arn}}:{ALIAS}/invocations"
                )
    return made


def _publish(resources: dict[str, Any], door: str) -> None:
    function = resources[door]["Properties"]
    function["SnapStart"] = {"ApplyOn": "PublishedVersions"}
    # Lambda publishes no version of what did not change, whatever its description says.
    function["Environment"]["Variables"] |= {"SNAPSHOT": {"Ref": MARK}}
    resources[f"{door}Version"] = {
        "Type": "AWS::Lambda::Version",
        "Properties": {"FunctionName": {"Ref": door}, "Description": {"Ref": MARK}},
    }
    resources[f"{door}Alias"] = {
        "Type": "AWS::Lambda::Alias",
        "Properties": {
            "FunctionName": {"Ref": door},
            "FunctionVersion": {"Fn::GetAtt": [f"{door}Version", "Version"]},
            "Name": ALIAS,
        },
    }
    # Beside the right to ask the function itself, which the API has until it is deployed anew.
    permission = copy.deepcopy(resources[f"{door}InvokePermission"])
    permission["Properties"]["FunctionName"] = {"Ref": f"{door}Alias"}
    resources[f"{door}AliasInvokePermission"] = permission
