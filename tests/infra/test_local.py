"""The deployed system on the emulator: deployed by change set, refused what its roles lack."""

import json
import re
import urllib.error
import urllib.request

import pytest

from chalicelib.platform.storage.ledger import LAST_SWEEP
from infra import build, deploy, local, mail, smoke, stacks
from infra.say import Refused


def get(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.status, answer.read()


def test_the_front_and_the_bare_stage_both_answer(deployed):
    for base in (deployed.base_url, deployed.stage_url):
        status, body = get(f"{base}/health")

        assert status == 200
        assert json.loads(body)["build"] == build.last_build().commit


def test_an_address_that_does_not_exist_is_a_problem_in_our_words(deployed):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{deployed.base_url}/nothing/here")

    assert refused.value.code == 404
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    refused.value.close()


def test_the_sweep_runs_with_the_rights_it_has(deployed):
    assert [shard["failed"] for shard in deployed.sweep()["shards"]] == [0, 0, 0, 0]


def test_a_deployment_sends_a_mail_and_leaves_nothing_of_its_check(deployed):
    ((_, to, subject, text),) = mail.sent(deployed.endpoint)

    assert to == smoke.MAILBOX
    assert f"{deployed.base_url}/r/smoke-" in text
    assert subject in get(f"{deployed.base_url}/outbox")[1].decode()
    for name in ("RequestsTable", "EstateTable", "HouseholdsTable", "LedgerTable"):
        found = deployed.client("dynamodb").scan(TableName=deployed.outputs[name])["Items"]
        assert {item["pk"]["S"] for item in found} <= {LAST_SWEEP}


@pytest.mark.parametrize("name", ["id", "link", "form"])
def test_a_generated_secret_has_letters_and_digits_only(deployed, name):
    secret = deployed.client("secretsmanager").get_secret_value(SecretId=f"steward/local/{name}")

    assert re.fullmatch("[A-Za-z0-9]{64}", secret["SecretString"])


def test_deploying_the_same_build_again_changes_nothing(deployed, capsys):
    given = local.local_parameters(deployed.endpoint, deployed.base_url)

    deploy.deploy(deployed.target, build.last_build(), given)

    assert "nothing to change" in capsys.readouterr().out


def test_a_changed_parameter_is_shown_and_carried_out(deployed, capsys):
    given = local.local_parameters(deployed.endpoint, deployed.base_url)

    deploy.deploy(deployed.target, build.last_build(), given | {"PasswordLogin": "off"})
    shown = capsys.readouterr().out
    deploy.deploy(deployed.target, build.last_build(), given)

    assert "~ Lambda::Function" in shown
    assert "StaffHandler" in shown


def test_a_change_that_would_remove_a_table_is_refused(deployed):
    change = {
        "ResourceType": "AWS::DynamoDB::Table",
        "LogicalResourceId": "Requests",
        "Action": "Remove",
    }

    with pytest.raises(Refused) as refused:
        stacks.refuse_to_lose_data(stacks.Proposal("p", [change]))

    assert "Requests" in refused.value.sentence


def test_a_port_in_use_is_said_in_one_sentence(deployed):
    port = int(deployed.endpoint.rpartition(":")[2])

    with pytest.raises(Refused) as refused, local.stack(emulator_port=port, seed=False):
        pass

    assert f"port {port} is in use" in refused.value.sentence


@pytest.mark.parametrize(("function", "allowed"), [("ApiHandler", False), ("StaffHandler", True)])
def test_households_are_open_to_the_staff_function_and_closed_to_the_residents(
    deployed, function, allowed
):
    client = as_role_of(deployed, function)
    asked = {
        "TableName": deployed.outputs["HouseholdsTable"],
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "hv#1"}},
    }

    if allowed:
        client.query(**asked)
    else:
        with pytest.raises(client.exceptions.ClientError) as refused:
            client.query(**asked)
        assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def as_role_of(deployed, function):
    """Return a database client with the rights of one function and no others."""
    import boto3

    resources = deployed.client("cloudformation").describe_stack_resource(
        StackName=deployed.target.stack, LogicalResourceId=f"{function}Role"
    )
    role = resources["StackResourceDetail"]["PhysicalResourceId"]
    arn = deployed.client("iam").get_role(RoleName=role)["Role"]["Arn"]
    lent = deployed.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return boto3.client(
        "dynamodb",
        region_name=deployed.region,
        endpoint_url=deployed.endpoint,
        aws_access_key_id=lent["AccessKeyId"],
        aws_secret_access_key=lent["SecretAccessKey"],
        aws_session_token=lent["SessionToken"],
    )
