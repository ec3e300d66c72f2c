"""What every function may do beside its own policy file: its log, its trace, its queue."""

from infra.corrections.queues import FAILED_RUNS
from infra.corrections.reading import Template, events, functions, statements

NO_RESOURCE = "AWS knows no resource for it."
WITHOUT_RESOURCE = {
    "xray:PutTraceSegments": NO_RESOURCE,
    "xray:PutTelemetryRecords": NO_RESOURCE,
    "cloudwatch:GetMetricStatistics": NO_RESOURCE,
    "sns:Publish": "A text message goes to a number, which has no ARN; no topic is allowed.",
}
"""Every action that is allowed on `*`, and why."""


def let_each_write_its_log(template: Template) -> None:
    """Allow its own log group and traces; Chalice adds neither to a policy of our own."""
    for name in functions(template):
        statements(template, name).extend(
            [
                {
                    "Sid": "OwnLog",
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": {"Fn::GetAtt": [f"{name}LogGroup", "Arn"]},
                },
                {
                    "Sid": "Traces",
                    "Effect": "Allow",
                    "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
                    "Resource": "*",
                },
            ]
        )


def let_each_read_its_queue(template: Template) -> None:
    """Allow what the poller does in the function's name; Chalice leaves it to the policy file."""
    for name, properties in events(template, "SQS"):
        statements(template, name).append(
            {
                "Sid": "OwnQueue",
                "Effect": "Allow",
                "Action": [
                    "sqs:ReceiveMessage",
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes",
                    "sqs:ChangeMessageVisibility",
                ],
                "Resource": properties["Queue"],
            }
        )


def let_schedules_report_failures(template: Template) -> None:
    """Allow a failed run to be left in its queue: Lambda sends it in the function's name."""
    for name, _ in events(template, "Schedule"):
        statements(template, name).append(
            {
                "Sid": "FailedRun",
                "Effect": "Allow",
                "Action": "sqs:SendMessage",
                "Resource": {"Fn::GetAtt": [FAILED_RUNS, "Arn"]},
            }
        )


def name_the_policies(template: Template) -> None:
    """Describe each role by its function."""
    for name, properties in functions(template).items():
        role = template["Resources"][properties["Role"]["Fn::GetAtt"][0]]["Properties"]
        role["Description"] = f"What the function {name} of Steward may do, and nothing else."
