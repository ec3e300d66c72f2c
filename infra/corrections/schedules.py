"""The scheduled functions: a run that fails leaves a message, never silence."""

from infra.corrections.queues import FAILED_RUNS
from infra.corrections.reading import Template, events, functions, kebab

RHYTHM = {
    "Sweep": "Every minute. Disable this rule to stop all chasing; nothing is lost meanwhile.",
    "Reconcile": "Every hour: goes on with the day's check and tallies until they are done.",
}
RETRIES = 1
# The next run comes by itself; an old one is not worth running.
TOO_OLD_SECONDS = 300


def keep_failed_runs(template: Template) -> None:
    """Give each scheduled function a destination for failures; Chalice knows none.

    Two ways to fail: the rule cannot start the function, or the function fails.
    """
    dead = {"Fn::GetAtt": [FAILED_RUNS, "Arn"]}
    for name, event in events(template, "Schedule"):
        event |= {
            "Name": {"Fn::Sub": f"steward-${{Stage}}-{kebab(name)}"},
            "Description": RHYTHM[name],
            "DeadLetterConfig": {"Arn": dead},
            "RetryPolicy": {
                "MaximumRetryAttempts": RETRIES,
                "MaximumEventAgeInSeconds": TOO_OLD_SECONDS,
            },
        }
        functions(template)[name]["EventInvokeConfig"] = {
            "MaximumRetryAttempts": RETRIES,
            "MaximumEventAgeInSeconds": TOO_OLD_SECONDS,
            "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": dead}},
        }
    template["Resources"]["RulesMayReport"] = _rules_may_report()


def _rules_may_report() -> dict[str, object]:
    """Without it a rule that cannot start its function drops the event and says nothing."""
    rules = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/steward-${Stage}-*"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": [FAILED_RUNS, "Arn"]},
        "Condition": {"ArnLike": {"aws:SourceArn": {"Fn::Sub": rules}}},
    }
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [{"Ref": FAILED_RUNS}],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        },
    }
