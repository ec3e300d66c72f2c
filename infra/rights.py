"""
What each function may do and what it really did: a right that is never used is one too many.

The emulator's audit log says who called what. A right is written "action thing", as in
"dynamodb:Query requests/index/queue"; where the log or AWS names no thing, it is the action.
"""

import hashlib
import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

from infra.corrections.reading import functions, kebab, statements
from infra.local import STAGE, Running

Rights = dict[str, set[str]]

# Of every function alike, or done by Lambda in its name: never in the audit log.
BY_LAMBDA = frozenset({"OwnLog", "OwnQueue", "Traces", "FailedRun"})
# The log names a call of SES by its method and path.
SAID_OTHERWISE = {"SendRawEmail": "POST.ses"}
SAID_BACK = {said: action for action, said in SAID_OTHERWISE.items()}
THING = re.compile(r"[a-z]+")


def record(running: Running) -> None:
    """Let the emulator note every call from now on."""
    asked = urllib.request.Request(
        f"{running.endpoint}/_ministack/config",
        data=json.dumps({"cloudtrail._recording_enabled": "true"}).encode(),
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        answer.read()


def granted(template: dict[str, Any]) -> Rights:
    """Return the rights of each function's own policy file."""
    return {
        kebab(name): {
            right
            for statement in statements(template, name)
            if statement["Sid"] not in BY_LAMBDA and statement["Effect"] == "Allow"
            for right in _of_statement(statement)
        }
        for name in functions(template)
    }


def used(running: Running, allowed: Rights) -> Rights:
    """Return what each function called since the recording began, of what it may call.

    Asked action by action: the log answers with the newest fifty of a kind and no more. What
    a function may not call is not looked for; the emulator has refused it already.
    """
    names = _names_by_key(running)
    return {
        function: {
            _of_call(event)
            for action in {right.split()[0].partition(":")[2] for right in allowed[function]}
            for event in _events(running, key, SAID_OTHERWISE.get(action, action))
        }
        for key, function in names.items()
    }


def _events(running: Running, key: str, action: str) -> Iterator[dict[str, Any]]:
    log = running.client("cloudtrail")
    newest = log.lookup_events(
        LookupAttributes=[
            {"AttributeKey": "EventName", "AttributeValue": action},
            {"AttributeKey": "AccessKeyId", "AttributeValue": key},
        ]
    )
    for each in newest["Events"]:
        yield json.loads(each["CloudTrailEvent"])


def _of_statement(statement: dict[str, Any]) -> set[str]:
    resources = statement["Resource"]
    things = resources if isinstance(resources, list) else [resources]
    actions = statement["Action"]
    return {
        f"{action} {thing}".strip()
        for action in ([actions] if isinstance(actions, str) else actions)
        for thing in {_thing(resource) for resource in things}
        if _fits(action, thing)
    }


def _thing(resource: Any) -> str:
    """Return `requests`, `requests/index/due`, `effects`, `id`; nothing for the rest."""
    if isinstance(resource, dict) and "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0]).removesuffix("Queue").lower()
    text = resource.get("Fn::Sub", "") if isinstance(resource, dict) else ""
    if ".Arn}/index/" in text:
        return str(text.replace("${", "").replace(".Arn}", "").lower())
    if ":secret:" in text:
        return str(text.rpartition("/")[2].removesuffix("-??????"))
    return ""


def _fits(action: str, thing: str) -> bool:
    """An index can only be queried; the other actions of its statement mean the table."""
    return "/index/" not in thing or action in ("dynamodb:Query", "dynamodb:Scan")


def _of_call(event: dict[str, Any]) -> str:
    service = event["eventSource"].partition(".")[0]
    asked = event["requestParameters"] or {}
    table = str(asked.get("TableName", "")).removeprefix(f"steward-{STAGE}-")
    thing = f"{table}/index/{asked['IndexName']}" if asked.get("IndexName") else table
    if "QueueUrl" in asked:
        thing = asked["QueueUrl"].rpartition("-")[2]
    if service == "secretsmanager":
        found = THING.match(asked.get("SecretId", "").rpartition("/")[2])
        thing = found[0] if found else ""
    action = SAID_BACK.get(event["eventName"], event["eventName"])
    return f"{service}:{action} {thing}".strip()


def _names_by_key(running: Running) -> dict[str, str]:
    """Return each function by the key that the emulator lends it, made of its two ARNs."""
    pages = running.client("lambda").get_paginator("list_functions").paginate()
    return {
        _key(each["FunctionArn"], each["Role"]): each["FunctionName"].removeprefix(
            f"steward-{STAGE}-"
        )
        for page in pages
        for each in page["Functions"]
    }


def _key(function: str, role: str) -> str:
    digest = hashlib.sha256(f"{function}:{role}".encode()).hexdigest()
    return f"ASIA{digest[:16].upper()}"
