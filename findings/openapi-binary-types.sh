#!/usr/bin/env bash
# MiniStack 1.5.33, CloudFormation: a REST API whose types of bytes stand in its OpenAPI body, as
# `x-amazon-apigateway-binary-media-types` (which Chalice and SAM write), hands bytes on as text.
# AWS reads that extension. Seen: a JPEG in a multipart form reaches the function with isBase64Encoded false and its
# bytes replaced; with the property BinaryMediaTypes of the same resource it comes whole.
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
import json, sys, time, urllib.request
import boto3
from botocore.exceptions import BotoCoreError, ClientError

cloud = boto3.client("cloudformation", endpoint_url=f"http://127.0.0.1:{sys.argv[1]}", region_name="us-east-1",
                     aws_access_key_id="test", aws_secret_access_key="test")
TYPE = "multipart/form-data"
ECHO = "def run(event, context):\n    return {'statusCode': 200, 'body': str(event['isBase64Encoded'])}\n"

def template(extension, **properties):
    uri = {"Fn::Sub": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations"}
    body = {"swagger": "2.0", "info": {"title": "echo", "version": "1"}, "paths": {"/echo": {"post": {
        "responses": {}, "x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}}}}}
    return json.dumps({"Resources": {
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                    "Principal": {"Service": "lambda.amazonaws.com"}}]}}},
        "Echo": {"Type": "AWS::Lambda::Function", "Properties": {
            "Runtime": "python3.13", "Handler": "index.run", "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Code": {"ZipFile": ECHO}}},
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Body": body | extension, **properties}},
        "Deployed": {"Type": "AWS::ApiGateway::Deployment", "Properties": {"RestApiId": {"Ref": "Api"}}},
        "Stage": {"Type": "AWS::ApiGateway::Stage", "Properties": {
            "RestApiId": {"Ref": "Api"}, "DeploymentId": {"Ref": "Deployed"}, "StageName": "v1"}},
    }, "Outputs": {"Api": {"Value": {"Ref": "Api"}}}})

def outcome(name, text):
    for _ in range(100):
        try:
            cloud.create_stack(StackName=name, TemplateBody=text, Capabilities=["CAPABILITY_IAM"])
            break
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
    for _ in range(150):
        stack = cloud.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("IN_PROGRESS"):
            break
        time.sleep(0.2)
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack
    api = stack["Outputs"][0]["OutputValue"]
    form = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n\xff\xd8\xff\r\n--b--\r\n'
    asked = urllib.request.Request(f"{cloud.meta.endpoint_url}/restapis/{api}/v1/_user_request_/echo", data=form,
                                   headers={"Content-Type": f"{TYPE}; boundary=b"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return answer.read().decode()

extended = outcome("extension", template({"x-amazon-apigateway-binary-media-types": [TYPE]}))
property = outcome("property", template({}, BinaryMediaTypes=[TYPE]))
print(f"bytes, by the extension of the body: {extended}\nbytes, by the property: {property}")
sys.exit(0 if (extended, property) == ("False", "True") else 1)
PY
