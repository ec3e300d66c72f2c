"""A CloudFormation stack: read it, propose a change, show it, carry it out, watch it."""

import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from infra.cloud import Target
from infra.say import Refused, line

# Replacing one of these loses what is in it.
HOLDS_DATA = frozenset(
    {
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
        "AWS::Cognito::UserPool",
        "AWS::SecretsManager::Secret",
    }
)
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")
MARKS = {"Add": "+", "Modify": "~", "Remove": "-"}


@dataclass(frozen=True)
class Proposal:
    """A change set that waits to be carried out."""

    name: str
    changes: list[dict[str, Any]]


def find(target: Target) -> dict[str, Any] | None:
    """Return the stack as CloudFormation describes it; None when there is none."""
    from botocore.exceptions import ClientError

    try:
        found = target.client("cloudformation").describe_stacks(StackName=target.stack)
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    stack: dict[str, Any] = found["Stacks"][0]
    # A change set that was never carried out leaves a stack that holds nothing.
    return None if stack["StackStatus"] == "REVIEW_IN_PROGRESS" else stack


def parameters(target: Target) -> dict[str, str]:
    """Return the stack's parameters by name; empty when there is no stack."""
    stack = find(target) or {}
    return {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}


def resources(target: Target) -> list[dict[str, Any]]:
    """Return every resource of the stack with its status."""
    pages = target.client("cloudformation").get_paginator("list_stack_resources")
    return [
        each
        for page in pages.paginate(StackName=target.stack)
        for each in page["StackResourceSummaries"]
    ]


def outputs(target: Target) -> dict[str, str]:
    """Return the stack's outputs by name; empty when there is no stack."""
    stack = find(target) or {}
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}


def propose(target: Target, template_url: str, parameters: dict[str, str]) -> Proposal | None:
    """Make a change set; return None when the stack is already as it should be."""
    client, stack = target.client("cloudformation"), find(target)
    name = f"steward-{int(time.time() * 1000)}"
    client.create_change_set(
        StackName=target.stack,
        ChangeSetName=name,
        ChangeSetType="UPDATE" if stack else "CREATE",
        TemplateURL=template_url,
        Parameters=_parameters(client, template_url, parameters, stack),
        Capabilities=CAPABILITIES,
        Tags=[{"Key": "app", "Value": "steward"}, {"Key": "stage", "Value": target.stage}],
    )
    return made(target, name)


def made(target: Target, name: str) -> Proposal | None:
    """Wait for a change set that was asked for; return None, and drop it, when it is empty."""
    client = target.client("cloudformation")
    described = _when_made(target, client, name)
    if described is None:
        client.delete_change_set(StackName=target.stack, ChangeSetName=name)
        return None
    return Proposal(name, [each["ResourceChange"] for each in described["Changes"]])


def _parameters(
    client: Any, template_url: str, given: dict[str, str], stack: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """Give what is given, keep what the stack has, leave the rest to the template's defaults."""
    summary = client.get_template_summary(TemplateURL=template_url)
    known = {each["ParameterKey"] for each in summary["Parameters"]}
    had = {each["ParameterKey"] for each in (stack or {}).get("Parameters", [])}
    chosen: list[dict[str, Any]] = [
        {"ParameterKey": name, "ParameterValue": value}
        for name, value in given.items()
        if name in known
    ]
    kept = sorted((had & known) - given.keys())
    return chosen + [{"ParameterKey": name, "UsePreviousValue": True} for name in kept]


def _when_made(target: Target, client: Any, name: str) -> dict[str, Any] | None:
    while True:
        made: dict[str, Any] = client.describe_change_set(
            StackName=target.stack, ChangeSetName=name
        )
        reason = made.get("StatusReason", "")
        if made["Status"] == "CREATE_COMPLETE":
            return _all_changes(target, client, name, made)
        if made["Status"] == "FAILED" and any(words in reason for words in NOTHING_TO_DO):
            return None
        if made["Status"] == "FAILED":
            raise Refused(f"CloudFormation does not take the template: {reason}")
        time.sleep(pause(target))


def _all_changes(target: Target, client: Any, name: str, page: dict[str, Any]) -> dict[str, Any]:
    changes = list(page["Changes"])
    while page.get("NextToken"):
        page = client.describe_change_set(
            StackName=target.stack, ChangeSetName=name, NextToken=page["NextToken"]
        )
        changes += page["Changes"]
    return {"Changes": changes}


def show(proposal: Proposal) -> None:
    """Print the difference by kind of change and type, and what would be replaced."""
    by_kind: dict[tuple[str, str], list[str]] = defaultdict(list)
    for change in proposal.changes:
        kind = change["ResourceType"].removeprefix("AWS::")
        replaced = " (replaced)" if change.get("Replacement") == "True" else ""
        by_kind[change["Action"], kind].append(change["LogicalResourceId"] + replaced)
    for (action, kind), names in sorted(by_kind.items()):
        line(f"    {MARKS.get(action, '?')} {kind:<28} {', '.join(sorted(names))}")


def protect(target: Target, on: bool) -> None:
    """Let nobody delete the stack by a click in the console, or let them again."""
    target.client("cloudformation").update_termination_protection(
        StackName=target.stack, EnableTerminationProtection=on
    )


def drop(target: Target, proposal: Proposal) -> None:
    """Take a proposal back that nobody wants carried out."""
    target.client("cloudformation").delete_change_set(
        StackName=target.stack, ChangeSetName=proposal.name
    )


def refuse_to_lose_data(proposal: Proposal) -> None:
    """Stop before a change that replaces or removes something that people's data is in."""
    lost = [
        change["LogicalResourceId"]
        for change in proposal.changes
        if change["ResourceType"] in HOLDS_DATA
        and (change["Action"] == "Remove" or change.get("Replacement") == "True")
    ]
    if lost:
        raise Refused(f"the change would replace or remove what holds data: {', '.join(lost)}.")


def carry_out(target: Target, proposal: Proposal) -> None:
    """Execute the change set and watch it to its end; refuse with the first reason it failed."""
    client = target.client("cloudformation")
    begun = time.time()
    client.execute_change_set(StackName=target.stack, ChangeSetName=proposal.name)
    status = _watch(target, len(proposal.changes))
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"):
        raise Refused(f"the stack ended as {status}: {first_reason(target, begun)}")


def _watch(target: Target, expected: int) -> str:
    status = "IN_PROGRESS"
    while status.endswith("IN_PROGRESS"):
        time.sleep(pause(target))
        stack = find(target)
        status = stack["StackStatus"] if stack else "REVIEW_IN_PROGRESS"
        if sys.stdout.isatty() and not target.endpoint:
            sys.stdout.write(f"\r    {_done(target)} of about {expected} done, {status}   ")
            sys.stdout.flush()
    return status


def _done(target: Target) -> int:
    return sum(each["ResourceStatus"].endswith("_COMPLETE") for each in resources(target))


def first_reason(target: Target, begun: float = 0) -> str:
    """Return what failed first since a time, in seconds since 1970, and why."""
    events = target.client("cloudformation").describe_stack_events(StackName=target.stack)
    failed = [
        each
        for each in events["StackEvents"]
        if each["ResourceStatus"].endswith("FAILED") and each["Timestamp"].timestamp() > begun - 5
    ]
    if not failed:
        return "CloudFormation gives no reason."
    first = failed[-1]
    return f"{first['LogicalResourceId']}: {first.get('ResourceStatusReason', 'no reason')}"


def pause(target: Target) -> float:
    return 0.1 if target.endpoint else 3
