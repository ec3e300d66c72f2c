"""What AWS takes: quotas in one table, names and texts by AWS's own models, its own answers."""

import json
import re

import botocore.session
import pytest

from chalicelib.platform.aws.parameter_table import PARAMETERS
from chalicelib.platform.http.call import SECURITY
from infra import cloud, tuned
from infra.corrections.answers import ANSWERS
from infra.corrections.reading import events, functions, statements
from infra.parcels import PARCELS, zip_of
from infra.say import Refused
from tests.support.templates import of_type, properties, transformed

KB, MB, MINUTE, HOUR, DAY = 1_000, 1_000_000, 60, 3_600, 86_400
STAGE = "z" * 16
"""As long as a stage may be called."""


@pytest.fixture(scope="module")
def plain(template):
    """The template as CloudFormation sees it."""
    return transformed(template)


def sizes(text):
    return len(json.dumps(text, separators=(",", ":")))


def api(template):
    return properties(template, "AWS::ApiGateway::RestApi")[0]


def resources_of(paths):
    """Return every resource of an API: each path, and each beginning of one."""
    parts = [path.strip("/").split("/") for path in paths]
    return {tuple(each[:n]) for each in parts for n in range(len(each) + 1)}


def alarm_window(alarm):
    periods = [alarm.get("Period", 0)]
    periods += [m["MetricStat"]["Period"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
    return alarm["EvaluationPeriods"] * max(periods)


def tables(template):
    return properties(template, "AWS::DynamoDB::Table")


def indexes(table):
    return table.get("GlobalSecondaryIndexes", [])


def dashboard(template):
    return json.loads(
        properties(template, "AWS::CloudWatch::Dashboard")[0]["DashboardBody"]["Fn::Sub"][0]
    )


QUOTAS = {
    # What AWS calls it: (its limit, what the template has: the most of any).
    "template body": (MB, lambda t: sizes(t)),
    "resources in a template": (500, lambda t: len(t["Resources"])),
    "parameters in a template": (200, lambda t: len(t["Parameters"])),
    "outputs in a template": (200, lambda t: len(t["Outputs"])),
    "resources of a REST API": (300, lambda t: len(resources_of(api(t)["Body"]["paths"]))),
    "access log format": (3 * KB, lambda t: sizes(
        properties(t, "AWS::ApiGateway::Stage")[0]["AccessLogSetting"]["Format"])),
    "mapping template": (300 * KB, lambda t: max(
        len(text) for each in api(t)["Body"]["x-amazon-apigateway-gateway-responses"].values()
        for text in each["responseTemplates"].values())),
    "environment of a function": (4 * KB, lambda t: max(
        sizes(each["Environment"]) for each in properties(t, "AWS::Lambda::Function"))),
    "timeout of a function, s": (15 * MINUTE, lambda t: max(
        each["Timeout"] for each in properties(t, "AWS::Lambda::Function"))),
    "memory of a function, MB": (10_240, lambda t: max(
        each["MemorySize"] for each in properties(t, "AWS::Lambda::Function"))),
    "inline policies of a role": (10_240, lambda t: max(
        sizes(each["Policies"]) for each in properties(t, "AWS::IAM::Role"))),
    "visibility of a message, s": (12 * HOUR, lambda t: max(
        each.get("VisibilityTimeout", 30) for each in properties(t, "AWS::SQS::Queue"))),
    "retention of a message, s": (14 * DAY, lambda t: max(
        each["MessageRetentionPeriod"] for each in properties(t, "AWS::SQS::Queue"))),
    "batch without a window": (10, lambda t: max(
        each["BatchSize"] for each in properties(t, "AWS::Lambda::EventSourceMapping"))),
    "indexes of a table": (20, lambda t: max(map(len, map(indexes, tables(t))))),
    "attributes that one index names": (20, lambda t: max(
        len(index["Projection"].get("NonKeyAttributes", []))
        for each in tables(t) for index in indexes(each))),
    "window of an alarm, s": (7 * DAY, lambda t: max(
        map(alarm_window, properties(t, "AWS::CloudWatch::Alarm")))),
    "window of an alarm by the minute, s": (DAY, lambda t: max(
        alarm_window(each) for each in properties(t, "AWS::CloudWatch::Alarm")
        if each.get("Period", 0) < HOUR)),
    "metrics of an alarm": (20, lambda t: max(
        len(each.get("Metrics", [])) for each in properties(t, "AWS::CloudWatch::Alarm"))),
    "rule of a composite alarm": (10_240, lambda t: max(
        len(each["AlarmRule"]["Fn::Sub"]) + 16 * len(STAGE)
        for each in properties(t, "AWS::CloudWatch::CompositeAlarm"))),
    "widgets of a dashboard": (500, lambda t: len(dashboard(t)["widgets"])),
    "metrics of a graph": (500, lambda t: max(
        len(each["properties"].get("metrics", [])) for each in dashboard(t)["widgets"])),
    "log groups of a query": (50, lambda t: max(
        len(each["LogGroupNames"]) for each in properties(t, "AWS::Logs::QueryDefinition"))),
    "size of a zip": (50 * MB, lambda t: max(zip_of(name).stat().st_size for name in PARCELS)),
}  # fmt: skip


@pytest.mark.parametrize("name", QUOTAS)
def test_nothing_is_larger_than_aws_takes(plain, name):
    limit, measured = QUOTAS[name]
    found = measured(plain)

    assert 0 < found <= limit
    if name.startswith("environment"):
        assert found <= limit / 2, "the names that stand in for references grow"


def test_what_waits_for_something_else_waits_longer_than_that_may_take(template):
    for name, event in events(template, "SQS"):
        queue = template["Resources"][event["Queue"]["Fn::GetAtt"][0]]["Properties"]
        timeout = functions(template)[name]["Timeout"]
        assert queue["VisibilityTimeout"] >= 6 * timeout
        assert queue["MessageRetentionPeriod"] > 5 * queue["VisibilityTimeout"]
    at_once = sum(
        2
        for _, event in events(template, "SQS")
        # Mail in is off until a domain is told.
        if event["ScalingConfig"]["MaximumConcurrency"] == 2 and event.get("Enabled", True) is True
    )
    assert at_once <= 4, "an account may run ten functions at once when it is new"


CALLS = {
    "AWS::DynamoDB::Table": ("dynamodb", "CreateTable"),
    "AWS::Logs::LogGroup": ("logs", "CreateLogGroup"),
    "AWS::Logs::QueryDefinition": ("logs", "PutQueryDefinition"),
    "AWS::IAM::Role": ("iam", "CreateRole"),
    "AWS::Serverless::Function": ("lambda", "CreateFunction"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm"),
    "AWS::Cognito::UserPool": ("cognito-idp", "CreateUserPool"),
    "AWS::Cognito::UserPoolClient": ("cognito-idp", "CreateUserPoolClient"),
    "AWS::Cognito::UserPoolDomain": ("cognito-idp", "CreateUserPoolDomain"),
    "AWS::SSM::Parameter": ("ssm", "PutParameter"),
    "AWS::SecretsManager::Secret": ("secretsmanager", "CreateSecret"),
}
"""The call that CloudFormation makes of a resource."""
OTHER_NAMES = {"UserPoolName": "PoolName", "LogGroupNames": "logGroupNames"}


def model(service, call):
    session = botocore.session.get_session()
    return session.get_service_model(service).operation_model(call).input_shape


def test_every_name_and_text_is_one_that_the_service_takes(template):
    checked = 0
    for kind, call in CALLS.items():
        shape = model(*call)
        known = {name.lower(): member for name, member in shape.members.items()}
        for name, resource in of_type(template, kind).items():
            for key, value in resource["Properties"].items():
                member = known.get(OTHER_NAMES.get(key, key).lower())
                if member is not None:
                    checked += 1
                    check(member, value, f"{name}.{key}")
    assert checked > 300


def test_what_a_deployment_says_of_a_parameter_is_taken_by_the_parameter_store():
    shape = model("ssm", "PutParameter")
    for name, parameter in PARAMETERS.items():
        check(shape.members["Name"], f"/steward/{STAGE}/{name}", name)
        check(shape.members["Description"], tuned._description(parameter), name)
        check(shape.members["AllowedPattern"], parameter.allowed, name)
        re.compile(parameter.allowed)


def check(shape, value, where):
    """Hold a value of the template against what AWS says of the shape of a call."""
    if isinstance(value, list) and shape.type_name == "list":
        assert len(value) <= shape.metadata.get("max", len(value)), where
        for each in value:
            check(shape.member, each, where)
    elif isinstance(value, dict) and shape.type_name == "structure":
        for key, each in value.items():
            if key in shape.members:
                check(shape.members[key], each, f"{where}.{key}")
    for each in texts(value) if shape.type_name in ("string", "integer") else []:
        size = len(each) if shape.type_name == "string" else int(each)
        low, high = (shape.metadata.get(end, size) for end in ("min", "max"))
        assert low <= size <= high, (where, each)
        pattern = shape.metadata.get("pattern", "")
        if shape.type_name == "string" and "\\p{" not in pattern:
            assert re.fullmatch(pattern or "(?s).*", each), (where, each, pattern)
        known = getattr(shape, "enum", None) or [each]
        assert each in known, (where, each)


def texts(value):
    """Yield what a text or number may become, with the longest stage there can be."""
    if isinstance(value, str | int):
        yield str(value)
    elif isinstance(value, dict) and "Fn::Sub" in value and isinstance(value["Fn::Sub"], str):
        text = value["Fn::Sub"].replace("${Stage}", STAGE)
        yield re.sub(r"\$\{[^}]*\}", "123456789012", text)
    elif isinstance(value, dict) and "Fn::If" in value:
        for each in value["Fn::If"][1:]:
            yield from texts(each)


def test_a_value_that_a_service_refuses_is_found():
    domain = model("cognito-idp", "CreateUserPoolDomain").members["Domain"]
    for bad in ("Steward", "s" * 64, "steward_live", ""):
        with pytest.raises(AssertionError):
            check(domain, bad, "Domain")


@pytest.mark.parametrize("stage", ["awstest", "myamazon", "cognito1"])
def test_a_stage_whose_sign_in_address_cognito_refuses_is_refused_at_once(stage):
    with pytest.raises(Refused) as refused:
        cloud.target(stage, "eu-central-1", None)
    assert "Cognito" in refused.value.sentence


DOCUMENTED = {
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    "ACCESS_DENIED": 403, "API_CONFIGURATION_ERROR": 500, "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500, "BAD_REQUEST_BODY": 400, "BAD_REQUEST_PARAMETERS": 400,
    "DEFAULT_4XX": None, "DEFAULT_5XX": None, "EXPIRED_TOKEN": 403, "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504, "INVALID_API_KEY": 403, "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403, "QUOTA_EXCEEDED": 429, "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404, "THROTTLED": 429, "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415, "WAF_FILTERED": 403,
}  # fmt: skip
OUR_OWN = {
    "MISSING_AUTHENTICATION_TOKEN": 404,  # an address that is none; nobody signs calls here
    "INTEGRATION_FAILURE": 502,  # our function broke; it did not take too long
}


def test_api_gateway_has_every_answer_that_we_reword_and_its_status_stays(plain):
    for kind, answer in ANSWERS.items():
        assert answer.status == OUR_OWN.get(kind, DOCUMENTED[kind]), kind


def test_what_api_gateway_answers_has_the_headers_of_our_own_answers(plain):
    answers = api(plain)["Body"]["x-amazon-apigateway-gateway-responses"]

    assert set(answers) == set(ANSWERS)
    for kind, answer in answers.items():
        headers = {
            name.removeprefix("gatewayresponse.header."): value
            for name, value in answer["responseParameters"].items()
        }
        for name, value in SECURITY.items():
            assert headers[name] == f"'{value}'", kind
        assert headers["Content-Security-Policy"] == "'sandbox'"
        # A fixed value stands between two quotes, and has none inside.
        assert all(re.fullmatch(r"'[^'\"\\]+'", each) for each in headers.values())
        for text in answer["responseTemplates"].values():
            assert set(re.findall(r"\$context[.\w]*", text)) == {"$context.requestId"}


def test_every_policy_of_a_role_names_each_statement_once(template):
    for name in functions(template):
        sids = [each["Sid"] for each in statements(template, name)]
        assert len(sids) == len(set(sids)), name
