"""
What each function may do, read off its policy file: "dynamodb:Query requests/index/queue".

A right is an action and the thing it is about; where a statement names no thing of ours, it is
the action alone. The tests hold these against what the functions really ask for, and against
what AWS says of each action.
"""

import json
from collections.abc import Iterator
from typing import Any

from infra.paths import ROOT

Rights = dict[str, set[str]]
FOLDER = ROOT / ".chalice"


def granted() -> Rights:
    """Return the rights of each function by its name, as in "staff-handler"."""
    return {
        function: set(_rights(file))
        for file, functions in files().items()
        for function in functions
    }


def files() -> dict[str, list[str]]:
    """Return the functions of each policy file: {"sweep": ["sweep", "sweep-more"]}."""
    config = json.loads((FOLDER / "config.json").read_text())
    (stage,) = config["stages"].values()
    found: dict[str, list[str]] = {}
    for name, each in (
        stage["lambda_functions"] | {"staff_handler": config["staff_handler"]}
    ).items():
        word = each["iam_policy_file"].removeprefix("policy-").removesuffix(".json")
        found.setdefault(word, []).append(name.replace("_", "-"))
    return found


def _rights(file: str) -> Iterator[str]:
    for statement in json.loads((FOLDER / f"policy-{file}.json").read_text())["Statement"]:
        if statement["Effect"] == "Allow":
            for action in listed(statement["Action"]):
                for thing in {_thing(each) for each in listed(statement["Resource"])}:
                    if _fits(action, thing):
                        yield f"{action} {thing}".strip()


def listed(value: Any) -> list[Any]:
    """Return what may stand alone or in a list as a list."""
    return value if isinstance(value, list) else [value]


def _thing(resource: Any) -> str:
    """Return `requests`, `requests/index/due`, `effects`, `id` or `incoming`, if any."""
    if isinstance(resource, dict) and "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0]).removesuffix("Queue").lower()
    if isinstance(resource, dict) and "Fn::If" in resource:
        # What holds where a setting says nothing.
        return _thing(resource["Fn::If"][2])
    text = resource.get("Fn::Sub", "") if isinstance(resource, dict) else ""
    if ".Arn}/index/" in text:
        return str(text.replace("${", "").replace(".Arn}", "").lower())
    if text.startswith("${Photos.Arn}/"):
        return str(text.split("/")[1])
    if "-mail-${AWS::AccountId}-" in text:
        return "mail"
    if ":secret:" in text:
        return str(text.rpartition("/")[2].removesuffix("-??????"))
    return ""


def _fits(action: str, thing: str) -> bool:
    """An index can only be queried; the other actions of its statement mean the table."""
    return "/index/" not in thing or action == "dynamodb:Query"
