#!/usr/bin/env bash
# moto 5.2.5 makes a table whose index projects 34 named attributes. DynamoDB's own model, as
# botocore 1.44.5 ships it, allows an index at most 20 (`NonKeyAttributeNameList`), and botocore
# does not check that length either: the mistake is first seen on AWS.
#
# Seen on 2026-11-28 with boto3 1.44.5: the model says "max": 20, and the table is ACTIVE.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "moto==5.2.5" "boto3==1.44.5" "botocore==1.44.5"
AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 "$work/venv/bin/python" - <<'PYTHON'
import boto3
from moto import mock_aws

NAMES = [f"name{number}" for number in range(34)]

with mock_aws():
    client = boto3.client("dynamodb")
    most = client.meta.service_model.shape_for("NonKeyAttributeNameList").metadata["max"]
    made = client.create_table(
        TableName="requests",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "queue", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "queue",
                "KeySchema": [{"AttributeName": "queue", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": NAMES},
            }
        ],
    )["TableDescription"]
    (index,) = made["GlobalSecondaryIndexes"]
    kept = len(index["Projection"]["NonKeyAttributes"])
    print(f"the model allows {most}; moto kept {kept}, and the table is {made['TableStatus']}")
    assert (most, kept, made["TableStatus"]) == (20, 34, "ACTIVE")
PYTHON
