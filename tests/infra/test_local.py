"""The deployed system on the emulator: deployed by change set, refused what its roles lack."""

import json
import re
import urllib.error
import urllib.request

import pytest

from chalicelib.platform.storage.ledger import LAST_SWEEP
from infra import build, deploy, destroy, local, mail, smoke, stacks
from infra.emulator import PYTHON, free_port
from infra.say import Refused


@pytest.fixture(scope="module")
def running():
    assert PYTHON.exists(), "the emulator is missing: run `make .local/ministack-venv/stamp`"
    with local.stack(seed=False) as system:
        yield system


def get(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.read()


def test_the_front_and_the_bare_stage_both_answer(running):
    for base in (running.base_url, running.stage_url):
        status, body = get(f"{base}/health")

        assert status == 200
        assert json.loads(body)["build"] == build.last_build().commit


def test_an_address_that_does_not_exist_is_a_problem_in_our_words(running):
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{running.base_url}/nothing/here")

    assert refused.value.code == 404
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    refused.value.close()


def test_the_sweep_runs_with_the_rights_it_has(running):
    assert [shard["failed"] for shard in running.sweep()["shards"]] == [0, 0, 0, 0]


def test_a_deployment_sends_a_mail_and_leaves_nothing_of_its_check(running):
    ((_, to, subject, text),) = mail.sent(running.endpoint)

    assert to == smoke.MAILBOX
    assert f"{running.base_url}/r/smoke-" in text
    assert subject in get(f"{running.base_url}/outbox")[1].decode()
    for name in ("RequestsTable", "EstateTable", "HouseholdsTable", "LedgerTable"):
        found = running.client("dynamodb").scan(TableName=running.outputs[name])["Items"]
        assert {item["pk"]["S"] for item in found} <= {LAST_SWEEP}


@pytest.mark.parametrize("name", ["id", "link", "form"])
def test_a_generated_secret_has_letters_and_digits_only(running, name):
    secret = running.client("secretsmanager").get_secret_value(SecretId=f"steward/local/{name}")

    assert re.fullmatch("[A-Za-z0-9]{64}", secret["SecretString"])


def test_deploying_the_same_build_again_changes_nothing(running, capsys):
    given = local.local_parameters(running.endpoint, running.base_url)

    deploy.deploy(running.target, build.last_build(), given)

    assert "nothing to change" in capsys.readouterr().out


def test_a_changed_parameter_is_shown_and_carried_out(running, capsys):
    given = local.local_parameters(running.endpoint, running.base_url)

    deploy.deploy(running.target, build.last_build(), given | {"PasswordLogin": "off"})
    shown = capsys.readouterr().out
    deploy.deploy(running.target, build.last_build(), given)

    assert "~ Lambda::Function" in shown
    assert "StaffHandler" in shown


def test_a_change_that_would_remove_a_table_is_refused(running):
    change = {
        "ResourceType": "AWS::DynamoDB::Table",
        "LogicalResourceId": "Requests",
        "Action": "Remove",
    }

    with pytest.raises(Refused) as refused:
        stacks.refuse_to_lose_data(stacks.Proposal("p", [change]))

    assert "Requests" in refused.value.sentence


def test_a_stage_with_data_is_not_destroyed(running):
    item = {"pk": {"S": "hv"}, "sk": {"S": "community"}}
    running.client("dynamodb").put_item(TableName=running.outputs["EstateTable"], Item=item)

    with pytest.raises(Refused) as refused:
        destroy.destroy(running.target)

    assert running.outputs["EstateTable"] in refused.value.sentence
    running.client("dynamodb").delete_item(TableName=running.outputs["EstateTable"], Key=item)
    assert get(f"{running.base_url}/health")[0] == 200


def test_the_data_is_there_after_a_clean_stop(tmp_path):
    item = {"pk": {"S": "hv"}, "sk": {"S": "community"}}
    kept = {"state": tmp_path / "state", "emulator_port": free_port()}
    with local.stack(seed=False, **kept) as system:
        system.client("dynamodb").put_item(TableName=system.outputs["EstateTable"], Item=item)

    other = kept | {"emulator_port": free_port()}
    with pytest.raises(Refused) as refused, local.stack(seed=False, **other):
        pass
    assert f"port {kept['emulator_port']}" in refused.value.sentence

    with local.stack(seed=False, **kept) as system:
        key = {"TableName": system.outputs["EstateTable"], "Key": item}
        assert system.client("dynamodb").get_item(**key)["Item"] == item
        assert get(f"{system.base_url}/health")[0] == 200
        assert system.sweep()["shards"]


def test_a_port_in_use_is_said_in_one_sentence(running):
    port = int(running.endpoint.rpartition(":")[2])

    with pytest.raises(Refused) as refused, local.stack(emulator_port=port, seed=False):
        pass

    assert f"port {port} is in use" in refused.value.sentence


@pytest.mark.parametrize(("function", "allowed"), [("ApiHandler", False), ("StaffHandler", True)])
def test_households_are_open_to_the_staff_function_and_closed_to_the_residents(
    running, function, allowed
):
    client = as_role_of(running, function)
    asked = {
        "TableName": running.outputs["HouseholdsTable"],
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "hv#1"}},
    }

    if allowed:
        client.query(**asked)
    else:
        with pytest.raises(client.exceptions.ClientError) as refused:
            client.query(**asked)
        assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def as_role_of(running, function):
    """Return a database client with the rights of one function and no others."""
    import boto3

    resources = running.client("cloudformation").describe_stack_resource(
        StackName=running.target.stack, LogicalResourceId=f"{function}Role"
    )
    role = resources["StackResourceDetail"]["PhysicalResourceId"]
    arn = running.client("iam").get_role(RoleName=role)["Role"]["Arn"]
    lent = running.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return boto3.client(
        "dynamodb",
        region_name=running.region,
        endpoint_url=running.endpoint,
        aws_access_key_id=lent["AccessKeyId"],
        aws_secret_access_key=lent["SecretAccessKey"],
        aws_session_token=lent["SessionToken"],
    )
