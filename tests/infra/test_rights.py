"""One request's life on the emulator, which enforces what each function may do."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.exceptions import ClientError

from infra import local
from infra.paths import ROOT

PASSWORD = "correct horse battery"
LIFT = "7KQ2M9X0AB3CDE"

MOVE_IN = """
import sys
from msgspec import structs
from tests import builders as b
login = {"login": sys.argv[1], "address": "paco@acme.example"}
b.move_in(*[structs.replace(m, **login) if m is b.PACO else m for m in b.CAST])
"""


@pytest.fixture(scope="module")
def running():
    with local.stack(seed=False) as system:
        yield system


def ask(running, method, path, body=None, **headers):
    """Call the system as a program does; return status and JSON."""
    asked = urllib.request.Request(
        running.base_url + path,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
        method=method,
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def paco(running):
    """Paco's token: his login is made, and the cast has moved in."""
    people, pool = running.client("cognito-idp"), running.outputs["UserPoolId"]
    made = people.admin_create_user(UserPoolId=pool, Username="paco", MessageAction="SUPPRESS")
    people.admin_set_user_password(
        UserPoolId=pool, Username="paco", Password=PASSWORD, Permanent=True
    )
    subject = next(a["Value"] for a in made["User"]["Attributes"] if a["Name"] == "sub")
    login = f"{running.outputs['OidcIssuer']}#{subject}"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | running.environment()
    subprocess.run([sys.executable, "-c", MOVE_IN, login], env=environment, check=True)
    signed_in = people.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=running.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": "paco", "PASSWORD": PASSWORD},
    )
    return signed_in["AuthenticationResult"]["AccessToken"]


def test_a_request_is_routed_claimed_done_and_answered_with_the_rights_there_are(running, paco):
    paco = {"Authorization": f"Bearer {paco}"}
    words = {"place": LIFT, "words": "Water drips in lift 2", "topic": "leak"}
    queue = "/staff/v1/tasks?queue=hv.engineering"

    urllib.request.urlopen(f"{running.base_url}/q/{LIFT}", timeout=20).close()
    made = ask(
        running,
        "POST",
        "/api/v1/requests",
        words | {"contact": "rosa@example.com"},
        Idempotency_Key="key-1".ljust(22, "0"),
    )
    (task,) = running.until(lambda: ask(running, "GET", queue, **paco)["tasks"])
    for number, action in enumerate(("claim", "start", "done")):
        task = ask(
            running,
            "POST",
            f"/staff/v1/tasks/{task['id']}/actions",
            {"action": action}
            | ({"resolution": "repaired", "clean": True} if action == "done" else {}),
            Idempotency_Key=f"act-{number}".ljust(22, "0"),
            If_Match=f'"{task["version"]}"',
            **paco,
        )["task"]
    reference = made["reference"].replace("-", "")
    found = ask(running, "GET", f"/staff/v1/find?community=hv&reference={reference}", **paco)
    ask(running, "POST", "/staff/v1/me/duty", {"on_duty": True}, **paco)

    assert found["requests"][0]["id"] == made["id"]
    rosa = {"Authorization": f"Bearer {made['status_token']}"}
    path = f"/api/v1/requests/{made['id']}"
    assert running.until(lambda: ask(running, "GET", path, **rosa)["status"] == "check")
    assert running.until(lambda: "rosa@example.com" in outbox(running))
    assert [shard["failed"] for shard in running.sweep()["shards"]] == [0, 0, 0, 0]


def outbox(running):
    with urllib.request.urlopen(f"{running.base_url}/outbox", timeout=20) as answer:
        return answer.read().decode()


def test_an_erasure_and_the_daily_count_have_the_rights_that_they_need(running, paco):
    words = {"place": LIFT, "words": "Please forget me", "contact": "bo@example.com"}
    made = ask(running, "POST", "/api/v1/requests", words, Idempotency_Key="key-2".ljust(22, "0"))
    bo = {"Authorization": f"Bearer {made['status_token']}"}
    path = f"/api/v1/requests/{made['id']}"
    running.until(lambda: ask(running, "GET", path, **bo)["status"] != "received")

    command = [sys.executable, "-m", "infra.person", "erase", "--community", "hv", "--unproven"]
    where = ["--stage", "local", "--region", running.target.region, "--endpoint", running.endpoint]
    subprocess.run([*command, "--contact", "bo@example.com", *where], check=True, cwd=ROOT)
    assert running.until(lambda: is_gone(running, path, bo))
    counted = running.run_schedule("reconcile")
    assert (counted["finished"], counted["missing"]) == (True, 0)


def test_a_danger_is_counted_with_those_of_its_kind_with_the_rights_there_are(running, paco):
    words = {"place": LIFT, "words": "I smell gas!"}
    ask(running, "POST", "/api/v1/requests", words, Idempotency_Key="key-3".ljust(22, "0"))

    assert running.until(lambda: dangers_counted(running))


def dangers_counted(running):
    rows = running.client("dynamodb").scan(TableName="steward-local-ledger")["Items"]
    return [row for row in rows if row["pk"]["S"].startswith("count#danger#")]


def is_gone(running, path, headers):
    try:
        ask(running, "GET", path, **headers)
    except urllib.error.HTTPError as error:
        return error.code == 410
    return False


def test_no_dead_letter_was_left(running):
    for name in ("effects-dead", "notices-dead", "sweep-dead", "failed-runs"):
        address = running.client("sqs").get_queue_url(QueueName=f"steward-local-{name}")["QueueUrl"]
        held = running.client("sqs").get_queue_attributes(
            QueueUrl=address, AttributeNames=["ApproximateNumberOfMessages"]
        )
        assert held["Attributes"]["ApproximateNumberOfMessages"] == "0", name


def as_role(running, function):
    """Return a client of DynamoDB with the rights of a function's role, and no others."""
    described = running.client("lambda").get_function_configuration(
        FunctionName=f"steward-local-{function}"
    )
    lent = running.client("sts").assume_role(RoleArn=described["Role"], RoleSessionName="drill")[
        "Credentials"
    ]
    return boto3.client(
        "dynamodb",
        region_name=running.region,
        endpoint_url=running.endpoint,
        aws_access_key_id=lent["AccessKeyId"],
        aws_secret_access_key=lent["SecretAccessKey"],
        aws_session_token=lent["SessionToken"],
    )


def test_the_public_form_is_refused_what_the_staff_function_may_read(running):
    household = {
        "TableName": running.outputs["HouseholdsTable"],
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "hv-12A"}},
    }

    assert as_role(running, "staff-handler").query(**household)["Items"] == []
    with pytest.raises(ClientError) as refused:
        as_role(running, "api-handler").query(**household)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_a_right_that_is_taken_away_is_missed_at_once_and_said_with_a_number(running, paco):
    role = (
        running.client("lambda")
        .get_function_configuration(FunctionName="steward-local-api-handler")["Role"]
        .rpartition("/")[2]
    )
    iam = running.client("iam")
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    whole = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    less = json.loads(json.dumps(whole).replace('"dynamodb:PutItem", ', ""))
    words = {"place": LIFT, "words": "The light is broken."}
    key = "key-less".ljust(22, "0")

    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(less))
    with pytest.raises(urllib.error.HTTPError) as broken:
        ask(running, "POST", "/api/v1/requests", words, Idempotency_Key=key)
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(whole))

    assert less != whole
    assert broken.value.code == 500
    assert json.load(broken.value)["correlation_id"]
    assert ask(running, "POST", "/api/v1/requests", words, Idempotency_Key=key)["reference"]
