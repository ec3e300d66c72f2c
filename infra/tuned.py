"""
What an admin tuned in the console outlives each deployment.

CloudFormation puts the template's value of a parameter back whenever anything of it changed,
a word of its description, too. So a template says of a parameter only what never changes.
The deployment itself gives pattern and description, and puts back what an older template
reset, also when it failed half way: until then the values stand in the code bucket.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from chalicelib.platform.aws.parameter_table import DEFAULT, PARAMETERS, Parameter
from infra import stacks
from infra.cloud import Target
from infra.say import line, step


@contextmanager
def kept(where: Target, given: dict[str, str]) -> Iterator[None]:
    """Let a change of the stack be carried out inside; what was tuned is the same afterwards.

    A parameter whose first value the stack is given anew follows it.
    """
    had = stacks.parameters(where)
    if not had:
        yield
        return
    tuned = _remember(where, had)
    for name, parameter in PARAMETERS.items():
        if given.get(parameter.first, had.get(parameter.first)) != had.get(parameter.first):
            tuned.pop(name, None)
    try:
        yield
    finally:
        _put_back(where, tuned)


def describe(where: Target) -> None:
    """Give each parameter its pattern and description, so that the console refuses what the
    code would; its value stays."""
    values = _values(where)
    told = _described(where) if values else {}
    worded = {
        name: {"Description": _description(parameter), "AllowedPattern": parameter.allowed}
        for name, parameter in PARAMETERS.items()
        if name in values
    }
    new = {
        name: words
        for name, words in worded.items()
        if words != {key: told.get(name, {}).get(key, "") for key in words}
    }
    if not new:
        return
    with step(f"describing {len(new)} parameters"):
        refused = [
            name for name, words in new.items() if not _put(where, name, values[name], words)
        ]
    for name in refused:
        line(f"    {name} is {values[name]}, which is not taken any more: see make config")


def _description(parameter: Parameter) -> str:
    return f"{parameter.effect} Unit: {parameter.unit}. Default: {parameter.default}."


def _remember(where: Target, had: dict[str, str]) -> dict[str, str]:
    """Return what is tuned, and write it down; what a deployment that ended half way wrote down
    still counts for what it left reset."""
    now = _values(where)
    tuned = {name: value for name, value in now.items() if not _is_reset(name, value, had)}
    tuned = {name: value for name, value in _noted(where).items() if name in now} | tuned
    if tuned:
        body = json.dumps(tuned, indent=1).encode()
        where.client("s3").put_object(Bucket=where.code_bucket, Key=_note(where), Body=body)
    return tuned


def _put_back(where: Target, tuned: dict[str, str]) -> None:
    """Put back what was reset; what an admin tuned in the meantime stays."""
    if not tuned:
        return
    now, has = _values(where), stacks.parameters(where)
    reset = {
        name: value
        for name, value in tuned.items()
        if name in now and now[name] != value and _is_reset(name, now[name], has)
    }
    if reset:
        with step(f"putting back what was tuned: {', '.join(sorted(reset))}"):
            for name, value in reset.items():
                _put(where, name, value, {})
    where.client("s3").delete_object(Bucket=where.code_bucket, Key=_note(where))


def _is_reset(name: str, value: str, of_stack: dict[str, str]) -> bool:
    """Say whether a value is what some template of ours puts there."""
    parameter = PARAMETERS.get(name)
    if parameter is None:
        return False
    return value in (DEFAULT, parameter.default, of_stack.get(parameter.first))


def _values(where: Target) -> dict[str, str]:
    pages = where.client("ssm").get_paginator("get_parameters_by_path")
    return {
        each["Name"].removeprefix(f"{_path(where)}/"): str(each["Value"])
        for page in pages.paginate(Path=_path(where), Recursive=True)
        for each in page["Parameters"]
    }


def _described(where: Target) -> dict[str, dict[str, Any]]:
    pages = where.client("ssm").get_paginator("describe_parameters")
    below = [{"Key": "Path", "Option": "Recursive", "Values": [_path(where)]}]
    return {
        each["Name"].removeprefix(f"{_path(where)}/"): each
        for page in pages.paginate(ParameterFilters=below)
        for each in page["Parameters"]
    }


def _put(where: Target, name: str, value: str, words: dict[str, str]) -> bool:
    """Put a value; say whether it fits its pattern."""
    ssm = where.client("ssm")
    with suppress(ssm.exceptions.ParameterPatternMismatchException):
        ssm.put_parameter(
            Name=f"{_path(where)}/{name}", Value=value, Type="String", Overwrite=True, **words
        )
        return True
    return False


def _noted(where: Target) -> dict[str, str]:
    from botocore.exceptions import ClientError

    try:
        found = where.client("s3").get_object(Bucket=where.code_bucket, Key=_note(where))
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NoSuchBucket"):
            return {}
        raise
    return dict(json.loads(found["Body"].read()))


def _path(where: Target) -> str:
    return f"/steward/{where.stage}"


def _note(where: Target) -> str:
    return f"{where.stage}-tuned.json"
