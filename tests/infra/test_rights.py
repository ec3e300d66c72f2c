"""One request's life on the emulator, which enforces what each function may do."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from io import BytesIO

import pytest
from PIL import Image

from chalicelib.cases.photos import model as photos
from infra.paths import ROOT
from infra.seed import PASSWORD

LIFT = "HV1FT20000SCAN"


def ask(running, method, path, body=None, **headers):
    """Call the system as a program does; return status and JSON."""
    asked = urllib.request.Request(
        running.base_url + path,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
        method=method,
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def paco(seeded):
    """The header that shows Paco, of the demo's engineers, to be signed in."""
    signed_in = seeded.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=seeded.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": "paco", "PASSWORD": PASSWORD},
    )
    return {"Authorization": f"Bearer {signed_in['AuthenticationResult']['AccessToken']}"}


def test_a_request_is_routed_claimed_done_and_answered_with_the_rights_there_are(seeded, paco):
    words = {"place": LIFT, "words": "Water drips in lift 2", "topic": "leak"}
    queue = "/staff/v1/tasks?queue=hv.engineering"

    urllib.request.urlopen(f"{seeded.base_url}/q/{LIFT}", timeout=60).close()
    made = ask(
        seeded,
        "POST",
        "/api/v1/requests",
        words | {"contact": "rosa@example.com"},
        Idempotency_Key="key-1".ljust(22, "0"),
    )
    (task,) = seeded.until(lambda: of_request(made, ask(seeded, "GET", queue, **paco)["tasks"]))
    for number, action in enumerate(("claim", "start", "done")):
        task = ask(
            seeded,
            "POST",
            f"/staff/v1/tasks/{task['id']}/actions",
            {"action": action}
            | ({"resolution": "repaired", "clean": True} if action == "done" else {}),
            Idempotency_Key=f"act-{number}".ljust(22, "0"),
            If_Match=f'"{task["version"]}"',
            **paco,
        )["task"]
    reference = made["reference"].replace("-", "")
    found = ask(seeded, "GET", f"/staff/v1/find?community=hv&reference={reference}", **paco)
    ask(seeded, "POST", "/staff/v1/me/duty", {"on_duty": True}, **paco)

    assert found["requests"][0]["id"] == made["id"]
    rosa = {"Authorization": f"Bearer {made['status_token']}"}
    path = f"/api/v1/requests/{made['id']}"
    assert seeded.until(lambda: ask(seeded, "GET", path, **rosa)["status"] == "check")
    assert seeded.until(lambda: "rosa@example.com" in outbox(seeded))
    assert [shard["failed"] for shard in seeded.sweep()["shards"]] == [0, 0, 0, 0]


def of_request(made, tasks):
    return [task for task in tasks if task["id"].startswith(made["id"])]


def outbox(running):
    with urllib.request.urlopen(f"{running.base_url}/outbox", timeout=60) as answer:
        return answer.read().decode()


def test_a_photo_an_erasure_and_the_daily_count_have_the_rights_that_they_need(seeded, paco):
    words = {"place": LIFT, "words": "Please forget me", "contact": "bo@example.com"}
    made = ask(seeded, "POST", "/api/v1/requests", words, Idempotency_Key="key-2".ljust(22, "0"))
    bo = {"Authorization": f"Bearer {made['status_token']}"}
    path = f"/api/v1/requests/{made['id']}"
    seeded.until(lambda: ask(seeded, "GET", path, **bo)["status"] != "received")
    seeded.client("s3").put_object(
        Bucket=seeded.outputs["PhotosBucket"],
        Key=photos.incoming(made["id"], "1", "0123456789"),
        Body=a_jpeg(),
    )
    clean, sent = photos.folders(made["id"])[::-1]
    assert seeded.until(lambda: versions(seeded, clean) and not versions(seeded, sent))

    command = [sys.executable, "-m", "infra.person", "erase", "--community", "hv", "--unproven"]
    where = ["--stage", "local", "--region", seeded.target.region, "--endpoint", seeded.endpoint]
    subprocess.run([*command, "--contact", "bo@example.com", *where], check=True, cwd=ROOT)
    assert seeded.until(lambda: is_gone(seeded, path, bo))
    assert seeded.until(lambda: not versions(seeded, clean))
    counted = seeded.run_schedule("reconcile")
    assert (counted["finished"], counted["missing"]) == (True, 0)


def versions(running, folder):
    bucket = running.outputs["PhotosBucket"]
    found = running.client("s3").list_object_versions(Bucket=bucket, Prefix=folder)
    return [each["Key"] for each in found.get("Versions", [])]


def a_jpeg():
    file = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(file, "jpeg")
    return file.getvalue()


def test_a_danger_is_counted_with_those_of_its_kind_with_the_rights_there_are(seeded, paco):
    words = {"place": LIFT, "words": "I smell gas!"}
    ask(seeded, "POST", "/api/v1/requests", words, Idempotency_Key="key-3".ljust(22, "0"))

    assert seeded.until(lambda: dangers_counted(seeded))


def dangers_counted(running):
    rows = running.client("dynamodb").scan(TableName="steward-local-ledger")["Items"]
    return [row for row in rows if row["pk"]["S"].startswith("count#danger#")]


def is_gone(running, path, headers):
    try:
        ask(running, "GET", path, **headers)
    except urllib.error.HTTPError as error:
        return error.code == 410
    return False


def test_no_dead_letter_was_left(seeded):
    for name in ("effects-dead", "notices-dead", "sweep-dead", "failed-runs"):
        address = seeded.client("sqs").get_queue_url(QueueName=f"steward-local-{name}")["QueueUrl"]
        held = seeded.client("sqs").get_queue_attributes(
            QueueUrl=address, AttributeNames=["ApproximateNumberOfMessages"]
        )
        assert held["Attributes"]["ApproximateNumberOfMessages"] == "0", name


def test_a_right_that_is_taken_away_is_missed_at_once_and_said_with_a_number(seeded, paco):
    role = (
        seeded.client("lambda")
        .get_function_configuration(FunctionName="steward-local-api-handler")["Role"]
        .rpartition("/")[2]
    )
    iam = seeded.client("iam")
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    whole = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    less = json.loads(json.dumps(whole).replace('"dynamodb:PutItem", ', ""))
    words = {"place": LIFT, "words": "The light is broken."}
    key = "key-less".ljust(22, "0")

    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(less))
    with pytest.raises(urllib.error.HTTPError) as broken:
        ask(seeded, "POST", "/api/v1/requests", words, Idempotency_Key=key)
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(whole))

    assert less != whole
    assert broken.value.code == 500
    assert json.load(broken.value)["correlation_id"]
    assert ask(seeded, "POST", "/api/v1/requests", words, Idempotency_Key=key)["reference"]
