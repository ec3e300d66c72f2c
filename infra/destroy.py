"""
Take a stage off its target: `make destroy STAGE=test REGION=ap-east-1`.

Refuses while a table holds anything. Data resources outlive their stack by design; only when
they are empty are they taken away after it.
"""

import argparse
from typing import Any

from infra import stacks
from infra.cloud import Target, target
from infra.say import Refused, line, one_sentence, step

LAST_SWEEP = "sweep#last"
TABLES = ("RequestsTable", "EstateTable", "HouseholdsTable", "LedgerTable")


def main() -> None:
    options = argparse.ArgumentParser(description="Remove a stage that holds no data")
    options.add_argument("--stage", required=True)
    options.add_argument("--region", default="")
    options.add_argument("--endpoint", help="the emulator's address; AWS without it")
    with one_sentence():
        chosen = options.parse_args()
        destroy(target(chosen.stage, chosen.region, chosen.endpoint))


def destroy(where: Target) -> None:
    """Delete the stack and what it leaves behind, or refuse and change nothing."""
    outputs = stacks.outputs(where)
    if not outputs:
        raise Refused(f"there is no stack {where.stack} in {where.region}.")
    tables = [outputs[name] for name in TABLES]
    with step("looking for data"):
        refuse_with_data(where, tables, outputs["PhotosBucket"])
    with step(f"deleting the stack {where.stack}"):
        _delete_stack(where)
    with step("deleting the empty tables, bucket, secrets and user pool"):
        _delete_kept(where, tables, outputs)
    line("  gone; the log groups of the functions went with the stack")


def refuse_with_data(where: Target, tables: list[str], bucket: str) -> None:
    """Refuse when any table has an item or the bucket an object.

    Asked of the tables themselves: the item count that AWS describes is hours old.
    """
    database = where.client("dynamodb")
    held = [name for name in tables if _holds_data(database, name)]
    if where.client("s3").list_objects_v2(Bucket=bucket, MaxKeys=1).get("Contents"):
        held.append(bucket)
    if held:
        raise Refused(
            f"{', '.join(held)} hold data. Export what is needed and empty them first; "
            "this command never deletes data."
        )


def _holds_data(database: Any, table: str) -> bool:
    """Say whether anything stands in a table but the sweep's own note of when it last ran."""
    found = database.scan(TableName=table, Limit=2, ConsistentRead=True)["Items"]
    return any(item["pk"]["S"] != LAST_SWEEP for item in found)


def _delete_stack(where: Target) -> None:
    client = where.client("cloudformation")
    stacks.protect(where, on=False)
    client.delete_stack(StackName=where.stack)
    client.get_waiter("stack_delete_complete").wait(
        StackName=where.stack, WaiterConfig={"Delay": 1 if where.endpoint else 10}
    )


def _delete_kept(where: Target, tables: list[str], outputs: dict[str, str]) -> None:
    _delete_tables(where.client("dynamodb"), tables)
    where.client("s3").delete_bucket(Bucket=outputs["PhotosBucket"])
    for name in ("IdSecret", "LinkSecret", "FormSecret", "SmtpSecret"):
        where.client("secretsmanager").delete_secret(
            # A secret that waits 30 days for its end keeps its name from the next deployment.
            SecretId=outputs[name],
            ForceDeleteWithoutRecovery=True,
        )
    if "UserPoolId" in outputs:
        _delete_user_pool(where.client("cognito-idp"), outputs["UserPoolId"])


def _delete_tables(database: Any, tables: list[str]) -> None:
    for name in tables:
        database.update_table(TableName=name, DeletionProtectionEnabled=False)
        database.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
        database.delete_table(TableName=name)


def _delete_user_pool(people: Any, pool: str) -> None:
    people.update_user_pool(UserPoolId=pool, DeletionProtection="INACTIVE")
    people.delete_user_pool(UserPoolId=pool)


if __name__ == "__main__":
    main()
