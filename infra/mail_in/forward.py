"""Hands each mail that SES took in on to the stack's own region, where its queue is."""

import json
import os
from typing import Any

import boto3

queue = boto3.client("sqs", region_name=os.environ["HOME_REGION"])
CHECKS = ("spam", "virus", "spf", "dkim", "dmarc")


def handler(event: dict[str, Any], context: object) -> None:
    for record in event["Records"]:
        mail, receipt = record["ses"]["mail"], record["ses"]["receipt"]
        body = {
            "v": 1,
            "bucket": os.environ["BUCKET"],
            "key": os.environ["PREFIX"] + mail["messageId"],
            "region": os.environ["AWS_REGION"],
            "recipients": receipt["recipients"],
            # Who wrote stands in the mail; a queue holds nobody's address.
            "null_sender": mail.get("source") in (None, "", "<>"),
            "verdicts": {
                name: receipt[f"{name}Verdict"]["status"]
                for name in CHECKS
                if f"{name}Verdict" in receipt
            },
        }
        queue.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(body))
