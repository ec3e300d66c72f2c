"""What SAM makes of the template, made once more by moto: another reading of the same text."""

import json
import warnings
from types import SimpleNamespace

import boto3
import pytest
import requests
from moto import mock_aws

from chalicelib.platform.aws.parameter_table import DEFAULT, PARAMETERS
from infra.corrections.queues import QUEUES, TRIES
from infra.corrections.reading import events, functions
from infra.parcels import PARCELS
from tests.support.templates import given_to, transformed

STACK = "steward-live"
CODE = {"CodeBucket": "code", "CodeKey": "zip"}
GIVEN = CODE | {"Stage": "live", "Address": "https://requests.example.com/v1"}

SKIPPED = {
    # Types that moto passes over or cannot make; a new one wants a look at who else reads it.
    "AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::DomainName", "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage",
    "AWS::Budgets::Budget", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm",
    "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolDomain",
    "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Permission", "AWS::Logs::MetricFilter",
    "AWS::Logs::QueryDefinition", "AWS::S3::BucketPolicy", "AWS::SES::ConfigurationSet",
    "AWS::SES::ConfigurationSetEventDestination", "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::SecretsManager::Secret",
    "AWS::WAFv2::WebACLAssociation",
}  # fmt: skip
NOT_MADE = ("AWS::ApiGateway::", "AWS::Lambda::Permission")
"""Of these, what moto would read and stumble over: it makes no API of a body."""


@pytest.fixture(scope="module")
def made(template):
    """Make the stack; return clients and the transformed template."""
    from moto.cloudformation.parsing import get_model_map

    plain = transformed(template)
    types = {each["Type"] for each in plain["Resources"].values()}
    skipped = {kind for kind in types if kind.startswith(NOT_MADE)} | types - set(get_model_map())
    body = plain | {
        "Outputs": {},
        "Resources": {
            name: each
            for name, each in plain["Resources"].items()
            if not each["Type"].startswith(NOT_MADE)
        },
    }
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="code")
        for name in PARCELS:
            s3.put_object(Bucket="code", Key=f"zip/{name}.zip", Body=b"zip")
        # It makes no user pool, so nothing stands for the one that a right is on.
        text = json.dumps(body).replace('{"Fn::GetAtt": ["Staff", "Arn"]}', '"arn:of:the:pool"')
        s3.put_object(Bucket="code", Key="template", Body=text)
        with warnings.catch_warnings():
            # It warns of each thing that it passes over.
            warnings.simplefilter("ignore")
            boto3.client("cloudformation").create_stack(
                StackName=STACK,
                TemplateURL="https://code.s3.amazonaws.com/template",
                Parameters=[
                    {"ParameterKey": name, "ParameterValue": str(value)}
                    for name, value in (given_to(template) | GIVEN).items()
                ],
            )
        yield SimpleNamespace(client=boto3.client, skipped=skipped, template=template)


def test_the_types_that_moto_does_not_read_are_known(made):
    assert made.skipped == SKIPPED


def test_every_table_has_its_keys_its_indexes_and_its_protection(made):
    database = made.client("dynamodb")
    tables = {
        name: each["Properties"]
        for name, each in made.template["Resources"].items()
        if each["Type"] == "AWS::DynamoDB::Table"
    }

    assert len(tables) == 4
    for name, wished in tables.items():
        found = database.describe_table(TableName=f"steward-live-{name.lower()}")["Table"]
        assert found["KeySchema"] == wished["KeySchema"]
        indexes = {each["IndexName"]: each for each in found.get("GlobalSecondaryIndexes", [])}
        asked = {each["IndexName"]: each for each in wished.get("GlobalSecondaryIndexes", [])}
        assert indexes.keys() == asked.keys()
        for index, each in asked.items():
            assert indexes[index]["KeySchema"] == each["KeySchema"]
            assert indexes[index]["Projection"] == each["Projection"]
        assert found["DeletionProtectionEnabled"] is True


def test_every_queue_has_its_dead_letters_and_its_reader(made):
    sqs = made.client("sqs")
    mappings = made.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    read = {each["EventSourceArn"]: each for each in mappings}

    for word in QUEUES:
        url = sqs.get_queue_url(QueueName=f"steward-live-{word}")["QueueUrl"]
        has = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        redrive = json.loads(has["RedrivePolicy"])
        assert redrive["deadLetterTargetArn"].endswith(f":steward-live-{word}-dead")
        assert int(redrive["maxReceiveCount"]) == TRIES
        assert read[has["QueueArn"]]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert len(read) == len(QUEUES)


def test_the_bucket_takes_uploads_from_the_pages_and_from_nowhere_else(made):
    s3 = made.client("s3")
    (name,) = [b["Name"] for b in s3.list_buckets()["Buckets"] if b["Name"] != "code"]
    (rule,) = resolved("Photos")["CorsConfiguration"]["CorsRules"]
    s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [in_words_of_s3(rule)]})

    assert name == "steward-live-photos-123456789012-us-east-1"
    for origin, status in (
        ("https://requests.example.com", 200),
        ("https://elsewhere.example", 403),
    ):
        asks = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        asked = requests.options(f"https://{name}.s3.amazonaws.com/incoming/x", headers=asks)
        assert asked.status_code == status, origin


def resolved(name):
    """Return the properties of a resource with every function of CloudFormation worked out."""
    from moto.cloudformation.models import cloudformation_backends
    from moto.cloudformation.parsing import clean_json

    (stack,) = cloudformation_backends["123456789012"]["us-east-1"].stacks.values()
    return clean_json(stack.template_dict["Resources"][name], stack.resource_map)["Properties"]


def in_words_of_s3(rule):
    return {("MaxAgeSeconds" if key == "MaxAge" else key): value for key, value in rule.items()}


def test_every_tuned_value_begins_as_the_codes_own_or_as_the_stack_says(made):
    ssm = made.client("ssm")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path="/steward/live", Recursive=True
    )
    values = {each["Name"]: each["Value"] for page in pages for each in page["Parameters"]}

    assert values.keys() == {f"/steward/live/{name}" for name in PARAMETERS}
    for name, parameter in PARAMETERS.items():
        assert parameter.first or values[f"/steward/live/{name}"] == DEFAULT
    assert values["/steward/live/public_address"] == GIVEN["Address"]


def test_every_function_runs_as_its_own_role_which_lambda_alone_may_be(made):
    iam = made.client("iam")
    roles = {}
    for each in made.client("lambda").list_functions()["Functions"]:
        role = iam.get_role(RoleName=each["Role"].rpartition("/")[2])["Role"]
        (trusted,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert trusted["Principal"] == {"Service": "lambda.amazonaws.com"}
        roles[each["FunctionName"]] = role["Arn"]
        (policy,) = iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
        document = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=policy)
        text = json.dumps(document["PolicyDocument"])
        assert "Fn::" not in text and "${" not in text

    assert len(set(roles.values())) == len(roles) == len(functions(made.template))


def test_every_schedule_has_its_rule_and_leaves_what_it_could_not_start(made):
    rules = made.client("events")
    found = {each["Name"]: each for each in rules.list_rules()["Rules"]}

    for name, event in events(made.template, "Schedule"):
        rule = found[f"steward-live-{name.lower()}"]
        (target,) = rules.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        assert rule["ScheduleExpression"] == event["Schedule"]
        assert target["DeadLetterConfig"]["Arn"].endswith(":steward-live-failed-runs")
