"""
Take a stage off its target: `make destroy STAGE=test REGION=ap-southeast-1`.

Refuses while a table holds anything. Data resources outlive their stack by design; only when
they are empty are they taken away after it.
"""

import argparse

from infra import kept, stacks
from infra.cloud import Target, target
from infra.kept import Kept
from infra.say import Refused, line, one_sentence, step

LEFT = {
    **dict.fromkeys(
        ("RequestsTable", "EstateTable", "HouseholdsTable", "LedgerTable"), "AWS::DynamoDB::Table"
    ),
    "PhotosBucket": "AWS::S3::Bucket",
    **dict.fromkeys(
        ("IdSecret", "LinkSecret", "FormSecret", "SmtpSecret"), "AWS::SecretsManager::Secret"
    ),
    "UserPoolId": "AWS::Cognito::UserPool",
}
"""The outputs that name what a stack leaves behind."""
# A login opens nothing without its member in a table.
PEOPLE = ("AWS::Cognito::UserPool",)


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
    left = [Kept(name, kind, outputs[name]) for name, kind in LEFT.items() if name in outputs]
    with step("looking for data"):
        refuse_with_data(where, left)
    with step(f"deleting the stack {where.stack}"):
        _delete_stack(where)
    with step("deleting the empty tables, bucket, secrets and user pool"):
        kept.clear(where, left)
    line("  gone; the log groups of the functions went with the stack")


def refuse_with_data(where: Target, left: list[Kept]) -> None:
    """Refuse when any table has an item or the bucket an object."""
    held = kept.holding(where, [each for each in left if each.kind not in PEOPLE])
    if held:
        raise Refused(
            f"{', '.join(held)} hold data. Export what is needed and empty them first; "
            "this command never deletes data."
        )


def _delete_stack(where: Target) -> None:
    client = where.client("cloudformation")
    stacks.protect(where, on=False)
    client.delete_stack(StackName=where.stack)
    client.get_waiter("stack_delete_complete").wait(
        StackName=where.stack, WaiterConfig={"Delay": 1 if where.endpoint else 10}
    )


if __name__ == "__main__":
    main()
