#!/usr/bin/env bash
# MiniStack 1.5.33, CloudFormation: a parameter of Type Number that a template refers to reaches a resource as text.
# AWS turns it into the number that the property wants. Seen: an event source mapping whose
# ScalingConfig.MaximumConcurrency is {"Ref": "Most"} is created and then reads no message, without a word to
# whoever deployed it; the same template with a plain 5 reads them.
# Exits 0 while this holds, 1 when it changes. Needs python3 and the package index; listens on loopback only.
set -euo pipefail
scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet ministack==1.5.33 "boto3==1.43.106"
port=$("$scratch/venv/bin/python" -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 MINISTACK_HOST=127.0.0.1 SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
    "$scratch/venv/bin/ministack" >"$scratch/log" 2>&1 &
"$scratch/venv/bin/python" - "$port" <<'PY'
import json, sys, time
import boto3
from botocore.exceptions import BotoCoreError, ClientError

cloud = boto3.client("cloudformation", endpoint_url=f"http://127.0.0.1:{sys.argv[1]}", region_name="us-east-1",
                     aws_access_key_id="test", aws_secret_access_key="test")

def template(most):
    return json.dumps({
        "Parameters": {"Most": {"Type": "Number", "Default": 5}},
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
                "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                        "Principal": {"Service": "lambda.amazonaws.com"}}]}}},
            "Work": {"Type": "AWS::Lambda::Function", "Properties": {
                "Runtime": "python3.13", "Handler": "index.run", "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Code": {"ZipFile": "def run(event, context):\n    return None\n"}}},
            "Feed": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {
                "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]}, "FunctionName": {"Ref": "Work"},
                "ScalingConfig": {"MaximumConcurrency": most}}},
        },
    })

def ends(name, most):
    for _ in range(100):
        try:
            cloud.create_stack(StackName=name, TemplateBody=template(most), Capabilities=["CAPABILITY_IAM"])
            break
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
    for _ in range(150):
        status = cloud.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
        if not status.endswith("IN_PROGRESS"):
            return status
        time.sleep(0.2)
    return status

def is_read(name, most):
    """Say whether a message that is sent to the queue of such a stack is gone after ten seconds."""
    status = ends(name, most)
    assert status == "CREATE_COMPLETE", status
    queue = next(each["PhysicalResourceId"] for each in cloud.describe_stack_resources(StackName=name)["StackResources"]
                 if each["LogicalResourceId"] == "Queue")
    queues = boto3.client("sqs", endpoint_url=cloud.meta.endpoint_url, region_name="us-east-1",
                          aws_access_key_id="test", aws_secret_access_key="test")
    queues.send_message(QueueUrl=queue, MessageBody="one")
    for _ in range(50):
        told = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        if told["ApproximateNumberOfMessages"] == told["ApproximateNumberOfMessagesNotVisible"] == "0":
            return True
        time.sleep(0.2)
    return False

plain, referred = is_read("plain", 5), is_read("referred", {"Ref": "Most"})
print(f"read with a plain number: {plain}\nread with a parameter of Type Number: {referred}")
sys.exit(0 if plain and not referred else 1)
PY
