"""
Take mail in: `make mail STAGE=live REGION=ap-east-1 ARGS="--mail-region ap-southeast-1"`.

A stack of its own in a region whose SES receives: a rule, a bucket, and a function that hands
each mail on to the queue of the stage. `--off` takes it away again; the mails stay a while.
"""

import argparse
import json
from typing import Any

from infra import regions, stacks
from infra.cloud import Target, target
from infra.mail_in import FORWARD, TEMPLATE
from infra.say import Refused, line, one_sentence, step


def main() -> None:
    with one_sentence():
        chosen = _options()
        home = target(chosen.stage, chosen.region, None)
        there = Target(chosen.stage, chosen.mail_region or chosen.region)
        if chosen.off:
            off(there)
            return
        on(home, there, stacks.outputs(home))


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description="Take mail in")
    options.add_argument("--stage", required=True)
    options.add_argument("--region", default="")
    options.add_argument("--mail-region", default="", help="where SES receives; else the stack's")
    options.add_argument("--off", action="store_true", help="take no mail in any more")
    return options.parse_args()


def on(home: Target, there: Target, outputs: dict[str, str]) -> None:
    """Bring the part to what is in this folder, and say what is left to do by hand."""
    domain = outputs.get("MailInDomain", "")
    if not domain:
        raise Refused(
            f"{home.stack} takes no mail: make deploy with ARGS='--parameter MailInDomain=…' first."
        )
    if there.region not in regions.RECEIVE:
        raise Refused(
            f"SES receives no mail in {there.region}; say ARGS='--mail-region "
            f"{regions.ALL_HAVE_IT}', or another of {', '.join(sorted(regions.RECEIVE))}."
        )
    active = _active(there)
    given = {
        "Stage": home.stage,
        "Domain": domain,
        "RuleSet": "" if active in ("", f"steward-{home.stage}") else active,
        "Queue": outputs["MailQueue"],
        "QueueArn": f"arn:aws:sqs:{home.region}:{home.account}:steward-{home.stage}-mail",
        "HomeRegion": home.region,
    }
    with step(f"bringing {name(there)} in {there.region} to what is here"):
        made = apply(there, given)
    if not active:
        there.client("ses").set_active_receipt_rule_set(RuleSetName=made["RuleSet"])
    line("  One record is left to make where the domain's others are:")
    line(f"    {domain}.  MX  10 inbound-smtp.{there.region}.amazonaws.com.")
    line(f"  and {domain} must be a verified identity of SES in {there.region}.")


def apply(there: Target, given: dict[str, str]) -> dict[str, str]:
    """Make or change the stack of the part; return its outputs."""
    from botocore.exceptions import ClientError

    client = there.client("cloudformation")
    asked: dict[str, Any] = {
        "StackName": name(there),
        "TemplateBody": template(),
        "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()],
        "Capabilities": ["CAPABILITY_IAM"],
    }
    try:
        client.create_stack(**asked)
        client.get_waiter("stack_create_complete").wait(StackName=name(there))
    except client.exceptions.AlreadyExistsException:
        try:
            client.update_stack(**asked)
            client.get_waiter("stack_update_complete").wait(StackName=name(there))
        except ClientError as error:
            if "No updates" not in str(error):
                raise
    (stack,) = client.describe_stacks(StackName=name(there))["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def off(there: Target) -> None:
    """Take the part away. A rule set that is active cannot be deleted: then none is."""
    if _active(there) == f"steward-{there.stage}":
        there.client("ses").set_active_receipt_rule_set()
    with step(f"taking {name(there)} in {there.region} away"):
        client = there.client("cloudformation")
        client.delete_stack(StackName=name(there))
        client.get_waiter("stack_delete_complete").wait(StackName=name(there))
    line("  The MX record is yours to delete; the bucket stays until you empty it.")


def template() -> str:
    """Return the template of the part, with the code of its function in it."""
    made = json.loads(TEMPLATE.read_text())
    made["Resources"]["Forward"]["Properties"]["Code"]["ZipFile"] = FORWARD.read_text()
    return json.dumps(made)


def name(there: Target) -> str:
    return f"{there.stack}-mail-in"


def _active(there: Target) -> str:
    found = there.client("ses").describe_active_receipt_rule_set()
    return str((found.get("Metadata") or {}).get("Name", ""))


if __name__ == "__main__":
    main()
