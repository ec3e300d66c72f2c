"""
Explain what is configured: `make config STAGE=test REGION=ap-southeast-1`; without STAGE, the
system that `make run` runs.

Every parameter with the value in force, where it comes from, and what is wrong with one that
is not in force; which duties of a danger nobody covers; then what the stack itself was given.
"""

import argparse
import json
import os
import time
from dataclasses import dataclass
from typing import Any

from infra import stacks
from infra.cloud import Target, target
from infra.environment import environment
from infra.paths import LOCAL
from infra.say import Refused, line, one_sentence

SHORT = 44


@dataclass(frozen=True)
class Explained:
    """One parameter: what is in force, where it comes from, what is wrong with what is stored."""

    name: str
    value: str
    origin: str
    wrong: str
    unit: str
    effect: str


def main() -> None:
    with one_sentence():
        where = chosen()
        outputs = stacks.outputs(where)
        if not outputs:
            raise Refused(f"there is no stack {where.stack} in {where.region}.")
        for each in explain(where, outputs["ParametersPath"], given(where)):
            line(f"{each.name:<24} {_shortened(each.value):<{SHORT}} {each.origin}")
            line(f"{'':<24} {each.effect} ({each.unit})")
            if each.wrong:
                line(f"{'':<24} NOT IN FORCE as stored: {each.wrong}")
        os.environ.update(environment(where, outputs))
        for sentence in uncovered(where):
            line(f"\n{sentence}")
        line("\nGiven to the stack (change with make deploy ARGS='--parameter NAME=VALUE'):\n")
        for name, value in sorted(given(where).items()):
            line(f"{name:<24} {_shortened(value)}")


def chosen() -> Target:
    """Return the target that the command line names, or the system of this machine."""
    options = argparse.ArgumentParser(description="Explain what is configured")
    options.add_argument("--stage", default="")
    options.add_argument("--region", default="")
    options.add_argument("--endpoint", help="the emulator's address; AWS without it")
    said = options.parse_args()
    if said.stage:
        return target(said.stage, said.region, said.endpoint)
    try:
        running = json.loads((LOCAL / "run.json").read_text())
    except FileNotFoundError:
        raise Refused("say which: make config STAGE=test REGION=…, or start make run.") from None
    return target("local", running["region"], running["endpoint"])


def explain(where: Target, path: str, of_stack: dict[str, str]) -> list[Explained]:
    """Return every parameter that the code knows, and those stored that it does not.

    `of_stack` is what the stack was given: where the first values of some come from.
    """
    # Importing it reads settings that only a function has; none of them is used here.
    os.environ.setdefault("STAGE", where.stage)
    from chalicelib.platform.aws.parameter_table import DEFAULT, PARAMETERS
    from chalicelib.platform.aws.parameters import wrong

    stored = _stored(where, path)
    found = []
    for name, parameter in PARAMETERS.items():
        kept = stored.pop(name, None)
        said = wrong(name, kept["Value"]) if kept else ""
        value = str(kept["Value"]) if kept and not said else DEFAULT
        value = parameter.default if value == DEFAULT else value
        origin = _origin(kept, said, parameter.default, of_stack.get(parameter.first, ""))
        found.append(Explained(name, value, origin, said, parameter.unit, parameter.effect))
    for name, kept in sorted(stored.items()):
        found.append(
            Explained(name, kept["Value"], "stored", "the code knows no such name", "-", "None.")
        )
    return found


def uncovered(where: Target) -> list[str]:
    """Return a sentence for each community in which nobody covers some duty of a danger."""
    from chalicelib.cases.danger.duties import cover
    from chalicelib.estate import store as estate

    now = time.time_ns() // 1_000_000
    found = []
    for code in communities(where):
        community = estate.community(code, now=now)
        lacking = cover(community, estate.members(code, now=now)).uncovered if community else ()
        if lacking:
            duties = ", ".join(name.replace("_", " ") for name in lacking)
            found.append(f"{code}: nobody covers {duties}; the duty manager, or the manager, does.")
    return found


def communities(where: Target) -> list[str]:
    pages = where.client("dynamodb").get_paginator("scan")
    asked = {
        "TableName": os.environ["ESTATE_TABLE"],
        "FilterExpression": "sk = :community",
        "ExpressionAttributeValues": {":community": {"S": "community"}},
        "ProjectionExpression": "pk",
    }
    rows = [row for page in pages.paginate(**asked) for row in page["Items"]]
    return sorted(row["pk"]["S"].partition("#")[2] for row in rows)


def _stored(where: Target, path: str) -> dict[str, dict[str, Any]]:
    pages = where.client("ssm").get_paginator("get_parameters_by_path")
    return {
        each["Name"].removeprefix(f"{path}/"): each
        for page in pages.paginate(Path=path, Recursive=True)
        for each in page["Parameters"]
    }


def _origin(kept: dict[str, Any] | None, wrong: str, default: str, first: str) -> str:
    from chalicelib.platform.aws.parameter_table import DEFAULT

    if kept is None:
        return "the code's default; nothing is stored"
    edited = f"version {kept['Version']} of {kept['LastModifiedDate']:%Y-%m-%d %H:%M}"
    if wrong:
        # A running function keeps what it read last; one that starts now has the default.
        return f"the last good value, else the code's default; stored: {edited}"
    if kept["Value"] in (DEFAULT, default):
        return "the default"
    return "the stack" if kept["Value"] == first else f"edited: {edited}"


def given(where: Target) -> dict[str, str]:
    """Return the parameters of the stack; one that holds a secret is a secret elsewhere."""
    stack = stacks.find(where) or {}
    return {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


if __name__ == "__main__":
    main()
