"""Who deploys and who is on call may do what that takes, and nothing that nobody asks for."""

import json
import re
from fnmatch import fnmatchcase

import pytest
import yaml
from cfnlint.schema.manager import ProviderSchemaManager
from policy_sentry.shared.iam_data import get_service_prefix_data

from infra.paths import ROOT
from tests.support.access import FOLDER, allowed, policy, refused
from tests.support.templates import transformed

MAKEFILE = (ROOT / "Makefile").read_text()
ELSEWHERE = re.compile(
    # What AWS lists for things that no property of ours uses.
    r"(amplify|apprunner|appsync|bedrock-agentcore|billing|cloudfront|ec2|elasticfilesystem|"
    r"elasticloadbalancing|firehose|kinesis|kms|s3files|s3tables):.*|"
    r"s3:.*(Abac|Accelerat|Acl|Analytics|Annotation|Intelligent|Inventory|Journal|Logging|Metadata|"
    r"Metrics|ObjectLock|REST\.PUT|Replication|Website|Object$|ObjectVersion|TagResource|UntagResource|"
    r"ListTags|DeleteBucketCors|DeleteBucketEnc|DeleteBucketLife).*|"
    r"dynamodb:.*(Import|ableKinesis|UpdateKinesis|Replica|PutResourcePolicy|"
    r"DeleteResourcePolicy|UpdateContributor|BatchWrite).*|"
    r"lambda:.*(Alias|CodeSigning|Capacity|Layer|PutRuntime|Scaling).*|"
    r"logs:.*(Kms|BearerToken|DeletionProtection|IndexPolicy|PutDataProtection|"
    r"DeleteDataProtection|DeleteResourcePolicy|LogStreams?|PutLogEvents).*|"
    r"iam:.*(Boundary|ServiceLinked).*|apigateway:UpdateRestApiPolicy|"
    r"cognito-idp:.*WebACL.*|secretsmanager:.*(Regions|Replicat).*|sns:PutDataProtection.*|"
    r"ses:Put.*(Archiving|Delivery|Tracking|Vdm).*|wafv2:.*PermissionPolicy"
)
COMMANDS = {
    # What the commands call by themselves, and not through the stack.
    "cloudformation:*": "proposing, showing, carrying out and taking back a change",
    "sts:GetCallerIdentity": "whose account it is",
    "lambda:GetAccountSettings": "how many functions may run",
    "lambda:GetFunction*": "what a function is made of",
    "cognito-idp:ListUser*": "what an earlier stack left",
    "secretsmanager:*Secret": "what an earlier stack left",
    "apigateway:*": "the account's role for access logs",
    "ses:GetIdentityVerificationAttributes": "whether mail can leave",
    "logs:CreateLogDelivery": "API Gateway asks for it in the name of who deploys",
    "logs:DescribeResourcePolicies": "API Gateway asks for it in the name of who deploys",
    "logs:PutResourcePolicy": "API Gateway asks for it in the name of who deploys",
    "s3:*Object": "the code bucket",
    "s3:ListBucketVersions": "whether what an earlier stack left holds data",
    "sqs:SendMessage": "the check of the deployment sends a request",
    "dynamodb:*Item": "the check of the deployment sends a request",
    "dynamodb:Query": "the check of the deployment sends a request",
    "dynamodb:Scan": "whether what an earlier stack left holds data",
    "schemas:*": "the saved test events of admin",
    "ssm:*": "what was tuned outlives a deployment",
}  # fmt: skip
PEOPLE = ("deploy", "on-call")


@pytest.fixture(scope="module")
def asked(template):
    """Every permission that CloudFormation needs for the types of the template."""
    schemas = ProviderSchemaManager()
    types = {each["Type"] for each in transformed(template)["Resources"].values()}
    handlers = [
        schemas.get_resource_schema("us-east-1", kind).schema.get("handlers", {}) for kind in types
    ]
    told = {
        permission
        for each in handlers
        for verb in ("create", "read", "update", "delete")
        for permission in each.get(verb, {}).get("permissions", [])
    }
    return {each for each in told if not ELSEWHERE.fullmatch(each)}


def test_who_deploys_may_do_all_that_cloudformation_does_in_their_name(asked):
    assert len(asked) > 100
    assert refused("deploy", asked) == set()


def test_who_deploys_may_do_nothing_that_neither_the_stack_nor_a_command_asks_for(asked):
    known = {each.lower() for each in asked} | {each.lower() for each in COMMANDS}
    idle = {
        action
        for action in allowed("deploy")
        if not any(
            fnmatchcase(each, action.lower()) or fnmatchcase(action.lower(), each) for each in known
        )
    }

    assert idle == set()


@pytest.mark.parametrize("who", PEOPLE)
def test_every_action_that_people_are_allowed_exists(asked, who):
    for pattern in allowed(who):
        service, _, name = pattern.partition(":")
        privileges = get_service_prefix_data(service)["privileges"]
        # CloudFormation may ask for what is newer than the list.
        assert pattern in asked or any(fnmatchcase(each, name) for each in privileges), pattern


@pytest.mark.parametrize("who", PEOPLE)
def test_a_policy_fits_into_a_role_and_names_our_things(who):
    text = json.dumps(policy(who), separators=(",", ":"))
    assert len(text) <= 10_240
    for each in policy(who):
        for resource in each["Resource"]:
            assert resource == "*" or "<" in resource, each["Sid"]


def test_who_is_on_call_reads_nothing_of_a_resident_and_deletes_nothing():
    may = allowed("on-call")
    forbidden = (
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "s3:",
        "secretsmanager:",
        "iam:",
    )
    assert not [each for each in may if each.startswith(forbidden)]
    assert {each for each in may if "Delete" in each} == {"sqs:DeleteMessage"}


def test_the_pipeline_runs_what_people_run_with_no_key_in_it():
    pipeline = yaml.safe_load((FOLDER / "pipeline.yml").read_text())
    text = (FOLDER / "pipeline.yml").read_text()
    run = re.findall(r"make ([a-z]+)", text)

    assert run.index("test") < run.index("deploy")
    assert set(run) <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.M))
    deploying = pipeline["jobs"]["deploy"]
    assert deploying["needs"] == "test"
    assert deploying["permissions"]["id-token"] == "write"
    assert deploying["environment"] == "live"
    assert "secrets." not in text and "aws-access-key" not in text


def test_only_the_protected_environment_of_one_repository_may_deploy():
    (statement,) = policy("pipeline-trust")
    told = statement["Condition"]["StringEquals"]
    (subject,) = [value for key, value in told.items() if key.endswith(":sub")]

    assert subject == "repo:<owner>/<repository>:environment:<stage>"
    assert any(key.endswith(":aud") for key in told)
