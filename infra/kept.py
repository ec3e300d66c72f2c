"""
What outlives a stack by design and stands in the way of the next one of its name.

Tables, bucket and secrets have fixed names, and a user pool holds everybody's login. When a
stack is gone and they are still there, a new stack cannot make them again: what is empty is
cleared away, what holds data is imported into the new stack, never deleted.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra import stacks
from infra.cloud import Target
from infra.say import Refused, step

LAST_SWEEP = "sweep#last"
NAMED_BY = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::Cognito::UserPool": "UserPoolName",
}
KNOWN_BY = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SecretsManager::Secret": "Id",
    "AWS::Cognito::UserPool": "UserPoolId",
}
"""What identifies each to an import."""


@dataclass(frozen=True)
class Kept:
    """One resource without a stack: its name in the template, its type, what AWS knows it by."""

    logical: str
    kind: str
    name: str


def settle(where: Target, template: dict[str, Any], given: dict[str, str]) -> None:
    """Before a first deployment: clear away what is empty, take over what holds data."""
    found = list(_found(where, template))
    if not found:
        return
    held = holding(where, found)
    if not held:
        with step("clearing away what an earlier deployment left empty"):
            clear(where, found)
        return
    with step(f"taking over what holds data: {', '.join(held)}"):
        _take_over(where, template, given, found)


def holding(where: Target, kept: list[Kept]) -> list[str]:
    """Return the names of those that hold data: asked of themselves, for the counts that AWS
    describes are hours old."""
    return [each.name for each in kept if each.kind in _HOLDS and _HOLDS[each.kind](where, each)]


def clear(where: Target, kept: list[Kept]) -> None:
    """Delete what is empty; the caller has made sure of that."""
    for each in kept:
        _DELETE[each.kind](where, each)


def _found(where: Target, template: dict[str, Any]) -> Iterator[Kept]:
    for logical, resource in template["Resources"].items():
        kind = resource["Type"]
        if kind not in NAMED_BY or (kind.startswith("AWS::Cognito") and _without_pools(where)):
            continue
        wished = _said(where, resource["Properties"][NAMED_BY[kind]])
        if name := _FIND[kind](where, wished):
            yield Kept(logical, kind, name)


def _without_pools(where: Target) -> bool:
    return where.region.startswith("cn-")


def _said(where: Target, name: Any) -> str:
    text = str(name["Fn::Sub"])
    for part, value in (
        ("${Stage}", where.stage),
        ("${AWS::AccountId}", where.account),
        ("${AWS::Region}", where.region),
    ):
        text = text.replace(part, value)
    return text


def _table(where: Target, name: str) -> str:
    tables = where.client("dynamodb")
    try:
        tables.describe_table(TableName=name)
    except tables.exceptions.ResourceNotFoundException:
        return ""
    return name


def _bucket(where: Target, name: str) -> str:
    try:
        where.client("s3").head_bucket(Bucket=name)
    except where.client("s3").exceptions.ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchBucket"):
            return ""
        raise Refused(f"the bucket {name} is not yours to use.") from None
    return name


def _secret(where: Target, name: str) -> str:
    """One that waits for its end keeps its name: it is called back."""
    secrets = where.client("secretsmanager")
    try:
        told = secrets.describe_secret(SecretId=name)
    except secrets.exceptions.ResourceNotFoundException:
        return ""
    if told.get("DeletedDate"):
        secrets.restore_secret(SecretId=name)
    return str(told["ARN"])


def _pool(where: Target, name: str) -> str:
    pages = where.client("cognito-idp").get_paginator("list_user_pools").paginate(MaxResults=60)
    same = [pool["Id"] for page in pages for pool in page["UserPools"] if pool["Name"] == name]
    if len(same) > 1:
        raise Refused(
            f"there are {len(same)} user pools {name}, left by stacks before; keep the one "
            "with your staff's logins and delete the others in the console."
        )
    return str(same[0]) if same else ""


def _table_holds(where: Target, kept: Kept) -> bool:
    """Say whether anything stands in a table but the sweep's own note of when it last ran."""
    found = where.client("dynamodb").scan(TableName=kept.name, Limit=2, ConsistentRead=True)
    return any(item["pk"]["S"] != LAST_SWEEP for item in found["Items"])


def _bucket_holds(where: Target, kept: Kept) -> bool:
    found = where.client("s3").list_object_versions(Bucket=kept.name, MaxKeys=1)
    return bool(found.get("Versions") or found.get("DeleteMarkers"))


def _pool_holds(where: Target, kept: Kept) -> bool:
    found = where.client("cognito-idp").list_users(UserPoolId=kept.name, Limit=1)
    return bool(found["Users"])


def _delete_table(where: Target, kept: Kept) -> None:
    tables = where.client("dynamodb")
    tables.update_table(TableName=kept.name, DeletionProtectionEnabled=False)
    pace = {"Delay": 1 if where.endpoint else 5}
    tables.get_waiter("table_exists").wait(TableName=kept.name, WaiterConfig=pace)
    tables.delete_table(TableName=kept.name)
    tables.get_waiter("table_not_exists").wait(TableName=kept.name, WaiterConfig=pace)


def _delete_bucket(where: Target, kept: Kept) -> None:
    where.client("s3").delete_bucket(Bucket=kept.name)


def _delete_secret(where: Target, kept: Kept) -> None:
    where.client("secretsmanager").delete_secret(
        # A secret that waits 30 days for its end keeps its name from the next deployment.
        SecretId=kept.name,
        ForceDeleteWithoutRecovery=True,
    )


def _delete_pool(where: Target, kept: Kept) -> None:
    people = where.client("cognito-idp")
    told = people.describe_user_pool(UserPoolId=kept.name)["UserPool"]
    if told.get("Domain"):
        people.delete_user_pool_domain(UserPoolId=kept.name, Domain=told["Domain"])
    people.update_user_pool(UserPoolId=kept.name, DeletionProtection="INACTIVE")
    people.delete_user_pool(UserPoolId=kept.name)


_FIND = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::SecretsManager::Secret": _secret,
    "AWS::Cognito::UserPool": _pool,
}
# A secret is random: without data that was made with it, it is worth nothing.
_HOLDS = {
    "AWS::DynamoDB::Table": _table_holds,
    "AWS::S3::Bucket": _bucket_holds,
    "AWS::Cognito::UserPool": _pool_holds,
}
_DELETE = {
    "AWS::DynamoDB::Table": _delete_table,
    "AWS::S3::Bucket": _delete_bucket,
    "AWS::SecretsManager::Secret": _delete_secret,
    "AWS::Cognito::UserPool": _delete_pool,
}


def _take_over(
    where: Target, template: dict[str, Any], given: dict[str, str], found: list[Kept]
) -> None:
    """Make the stack of what there is, by import; the deployment that follows adds the rest."""
    name = f"steward-import-{int(time.time() * 1000)}"
    client = where.client("cloudformation")
    client.create_change_set(
        StackName=where.stack,
        ChangeSetName=name,
        ChangeSetType="IMPORT",
        TemplateBody=json.dumps(_import_of(template, found)),
        Parameters=[
            {"ParameterKey": key, "ParameterValue": value}
            for key, value in (given | {"Stage": where.stage}).items()
            if key in template["Parameters"]
        ],
        ResourcesToImport=[
            {
                "ResourceType": each.kind,
                "LogicalResourceId": each.logical,
                "ResourceIdentifier": {KNOWN_BY[each.kind]: each.name},
            }
            for each in found
        ],
    )
    proposal = stacks.made(where, name)
    if proposal is None:
        raise Refused("CloudFormation sees nothing to import.")
    stacks.carry_out(where, proposal)


def _import_of(template: dict[str, Any], found: list[Kept]) -> dict[str, Any]:
    """Return a template of these resources alone: what they refer to is not there yet."""
    resources = {}
    for each in found:
        whole = template["Resources"][each.logical]
        properties = dict(whole["Properties"])
        # The bucket tells a queue that comes with the deployment that follows.
        properties.pop("NotificationConfiguration", None)
        resources[each.logical] = {
            "Type": each.kind,
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": properties,
        }
    return {
        "Parameters": {
            name: told if "Default" in told or name == "Stage" else told | {"Default": "later"}
            for name, told in template["Parameters"].items()
        },
        "Conditions": template["Conditions"],
        "Resources": resources,
    }
