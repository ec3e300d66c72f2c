"""Every policy against what AWS says of each action: it exists, and knows what it is given."""

import re
from fnmatch import fnmatchcase

import pytest
from policy_sentry.shared.iam_data import get_service_prefix_data

from infra.corrections.reading import functions, statements
from infra.corrections.rights import WITHOUT_RESOURCE
from infra.rights import listed
from tests.support.templates import of_type

ANY = re.compile(r"\$\{[^}]*\}")
GLOBAL = ("aws:SourceArn", "aws:SourceAccount", "aws:SecureTransport")
"""Keys of a condition that every action knows."""
ARNS = {
    # What Fn::GetAtt gives, by the type of the resource.
    "AWS::DynamoDB::Table": "arn:x:dynamodb:x:x:table/x",
    "AWS::SQS::Queue": "arn:x:sqs:x:x:x",
    "AWS::S3::Bucket": "arn:x:s3:::x",
    "AWS::Logs::LogGroup": "arn:x:logs:x:x:log-group:x:*",
    "AWS::SNS::Topic": "arn:x:sns:x:x:x",
    "AWS::Cognito::UserPool": "arn:x:cognito-idp:x:x:userpool/x",
}


def policies(template):
    """Yield every statement of every policy that the template makes, with its owner."""
    for name in functions(template):
        for statement in statements(template, name):
            yield name, statement
    for kind in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"):
        for name, resource in of_type(template, kind).items():
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
                yield name, statement


def known(action):
    """Return what AWS says of an action; fail when it says nothing."""
    service, _, name = action.partition(":")
    data = get_service_prefix_data(service)
    assert name in data["privileges"], action
    return data, data["privileges"][name]


def arns(template, value):
    """Yield the texts that a Resource may become, with one letter for each unknown part."""
    if isinstance(value, list):
        for each in value:
            yield from arns(template, each)
    elif isinstance(value, str):
        yield value
    elif "Fn::If" in value:
        condition, yes, no = value["Fn::If"]
        # What stands for one machine never comes to AWS.
        for each in [no] if condition == "OnOneMachine" else [yes, no]:
            yield from arns(template, each)
    elif "Ref" in value:
        # A topic's reference is its ARN.
        yield ARNS[template["Resources"][value["Ref"]]["Type"]]
    elif "Fn::GetAtt" in value:
        yield ARNS[template["Resources"][value["Fn::GetAtt"][0]]["Type"]]
    else:
        text = value["Fn::Sub"]
        for name, attribute in re.findall(r"\$\{(\w+)\.(Arn)\}", text):
            arn = ARNS[template["Resources"][name]["Type"]]
            text = text.replace(f"${{{name}.{attribute}}}", arn)
        yield ANY.sub("x", text)


def types_of(data, privilege, arn):
    """Return the types of resource an action knows that this ARN can be one of."""
    told = {kind: data["resources"][kind]["arn"] for kind in privilege["resource_types"] if kind}
    return {
        kind
        for kind, text in told.items()
        if fnmatchcase(arn, ANY.sub("*", text)) or fnmatchcase(ANY.sub("x", text), arn)
    }


def test_every_action_exists_and_knows_every_kind_of_thing_that_it_is_allowed_on(template):
    for owner, statement in policies(template):
        for action in listed(statement["Action"]):
            data, privilege = known(action)
            fitting = [
                types_of(data, privilege, arn)
                for arn in arns(template, statement["Resource"])
                if arn != "*"
            ]
            needed = {
                kind for kind, each in privilege["resource_types"].items() if each["required"]
            }
            assert not fitting or needed & set().union(*fitting), (owner, action)


def test_every_thing_of_a_statement_is_one_that_some_action_of_it_knows(template):
    for owner, statement in policies(template):
        told = [known(action) for action in listed(statement["Action"])]
        for arn in arns(template, statement["Resource"]):
            assert arn == "*" or any(types_of(*each, arn) for each in told), (owner, arn)


def test_every_condition_is_one_that_the_action_knows(template):
    for owner, statement in policies(template):
        asked = statement.get("Condition", {})
        asked = asked["Fn::If"][2] if "Fn::If" in asked else asked
        keys = {key for tests in asked.values() for key in tests}
        for action in listed(statement["Action"]):
            _, privilege = known(action)
            own = {
                key
                for each in privilege["resource_types"].values()
                for key in each["condition_keys"]
            }
            assert keys <= own | set(GLOBAL), (owner, action)


def test_a_star_stands_only_where_aws_knows_no_resource_or_for_its_reason(template):
    starred = {
        action
        for _, statement in policies(template)
        if statement["Effect"] == "Allow" and "*" in listed(statement["Resource"])
        for action in listed(statement["Action"])
    }

    assert starred == WITHOUT_RESOURCE.keys()
    for action in starred:
        _, privilege = known(action)
        assert set(privilege["resource_types"]) == {""} or len(WITHOUT_RESOURCE[action]) > 20, (
            action
        )


def test_the_reading_of_aws_refuses_an_action_that_is_none_and_a_thing_of_another_kind():
    with pytest.raises(AssertionError):
        known("dynamodb:QueryItems")
    table = ARNS["AWS::DynamoDB::Table"]
    assert types_of(*known("dynamodb:BatchGetItem"), table) == {"table"}
    assert types_of(*known("sqs:SendMessage"), table) == set()
