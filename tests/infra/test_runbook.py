"""The runbook, page by page, on the emulator: `make drill`. What it tells people to run, runs."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from infra.paths import ROOT
from infra.seed import PASSWORD
from infra.watch import runbook
from tests.support import drill
from tests.support.drill import CANNOT, PLAYED

STORED = """
import sys, time
from chalicelib.cases.requests.submit import submit
from chalicelib.cases.requests.checks import Submission
place, key = sys.argv[1], sys.argv[2].ljust(22, "0")
made = submit(
    Submission(place=place, key=key, words="Water drips.", topic="plumbing"),
    prefix="aa",
    secret=b"of no use outside this test, yes",
    now=time.time_ns() // 1_000_000 - 180_000,
    enqueue=lambda *ids: None,
)
print(made.request_id)
"""
"""Store a request three minutes ago, whose message is lost."""


def python(running, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | running.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def aid(running, command, *more):
    where = ("--stage", "local", "--region", running.region, "--endpoint", running.endpoint)
    return python(running, "-m", "infra.aid", command, *where, *more)


def place(running, number=0):
    return running.seeded["places"][number]["code"]


def ask(running, path, **headers):
    asked = urllib.request.Request(running.base_url + path, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def health(running):
    return json.loads(ask(running, "/health")[1])


def queue_url(running, word):
    return running.client("sqs").get_queue_url(QueueName=f"steward-local-{word}")["QueueUrl"]


def waiting(running, word):
    found = running.client("sqs").get_queue_attributes(
        QueueUrl=queue_url(running, word), AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(found["Attributes"]["ApproximateNumberOfMessages"])


def items_under(running, request_id):
    found = running.client("dynamodb").query(
        TableName=running.outputs["RequestsTable"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": request_id}},
        ConsistentRead=True,
    )
    return {item["sk"]["S"]: item for item in found["Items"]}


def lost_request(running, key):
    request_id = python(running, "-c", STORED, place(running), key).strip()
    assert set(items_under(running, request_id)) == {"request"}
    return request_id


def routed(running, request_id):
    return running.until(
        lambda: [sk for sk in items_under(running, request_id) if sk.startswith("task")]
    )


def token(running, username):
    signed_in = running.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=running.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
    )
    return signed_in["AuthenticationResult"]["AccessToken"]


def test_every_command_that_the_runbook_names_is_there():
    text = (ROOT / "docs/operate/runbook.md").read_text()
    commands = set(re.findall(r"infra\.aid (\w+)", text)) | set(re.findall(r"`(redrive) ", text))
    targets = set(re.findall(r"`make (\w+)", text))
    helped = subprocess.run(
        [sys.executable, "-m", "infra.aid", "--help"], cwd=ROOT, capture_output=True, text=True
    ).stdout

    assert commands and all(f"    {command}" in helped for command in commands)
    makefile = (ROOT / "Makefile").read_text()
    assert all(re.search(rf"^{name}:", makefile, re.M) for name in targets)


def test_every_page_is_played_or_has_its_reason_not_to_be():
    pages = {page.title for page in runbook.pages()}

    assert pages == PLAYED.keys() | CANNOT.keys()
    assert CANNOT.keys() - PLAYED.keys() == {"The licence in China lapses"}
    for file, _, name in (place.partition("::") for place in PLAYED.values()):
        assert f"def {name}(" in (ROOT / file).read_text(), name


def test_the_drill_says_of_each_page_what_came_of_it_and_what_nobody_can_play():
    good = dict.fromkeys(PLAYED.values(), "passed")
    failed = good | {PLAYED["Rollback"]: "failed"}

    told = list(drill.told(good))
    assert len(told) == len(runbook.pages()) + 1
    assert told[-1] == f"{len(PLAYED)} of {len(told) - 1} pages played, 0 failed"
    assert any(line.startswith("FAILED  Rollback") for line in drill.told(failed))
    assert any(CANNOT["A region is lost"] in line for line in told)


def test_a_dead_letter_is_read_and_sent_again_and_does_its_work_once(seeded):
    request_id = lost_request(seeded, "letter")
    letter = {"v": 1, "pk": request_id, "sk": "request", "effect": "1#route"}
    sqs = seeded.client("sqs")
    for _ in range(2):
        sqs.send_message(QueueUrl=queue_url(seeded, "effects-dead"), MessageBody=json.dumps(letter))

    assert request_id in aid(seeded, "letters")
    assert "1 sent again" in aid(seeded, "redrive", "--queue", "effects", "--one")
    first = routed(seeded, request_id)
    seeded.until(lambda: waiting(seeded, "effects-dead") == 1)
    assert "1 sent again" in aid(seeded, "redrive", "--queue", "effects")
    seeded.until(lambda: waiting(seeded, "effects") == 0)

    assert routed(seeded, request_id) == first
    assert "no dead letters" in aid(seeded, "letters")


def test_a_silent_sweep_is_seen_and_running_it_by_hand_catches_up(seeded):
    rule = "steward-local-sweep"
    events = seeded.client("events")
    events.disable_rule(Name=rule)
    request_id = lost_request(seeded, "silent")
    aid(seeded, "again", "--item", f"{request_id}|request")

    said = aid(seeded, "sweep")
    events.enable_rule(Name=rule)

    assert re.search(r"\b[1-9]\d* due", said)
    assert routed(seeded, request_id)
    # The rule sweeps every minute; what was silent is not silent any more.
    assert health(seeded)["sweep"]["age_s"] <= 60
    assert health(seeded)["build"]


def test_a_leaked_label_is_replaced_and_says_so_and_what_was_sent_stays(seeded):
    # A process keeps a place for a minute at most: no other test opens this one.
    old = place(seeded, -1)
    said = aid(seeded, "rotate", "--place", old)
    new = re.search(r"the new label is (\w+)", said)[1]

    status, _ = ask(seeded, f"/q/{new}", Accept="text/html")
    retired, page = ask(seeded, f"/q/{old}", Accept="text/html")
    assert status == 200
    assert retired == 410 and new in page
    assert "replaced already" in aid(seeded, "rotate", "--place", old)


def test_a_link_in_the_wrong_hands_is_ended(seeded):
    body = json.dumps({"place": place(seeded), "words": "The light is broken."}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": "relink".ljust(22, "0")}
    asked = urllib.request.Request(f"{seeded.base_url}/api/v1/requests", body, headers)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        made = json.load(answer)
    mine = {"Authorization": f"Bearer {made['status_token']}"}
    path = f"/api/v1/requests/{made['id']}"
    assert ask(seeded, path, **mine)[0] == 200
    routed(seeded, made["id"])

    aid(seeded, "relink", "--request", made["id"])
    assert ask(seeded, path, **mine)[0] in (401, 404)


def test_with_the_console_alone_an_administrator_looks_first_and_then_does_it(seeded):
    request_id = lost_request(seeded, "console")

    def test(**event):
        said = seeded.client("lambda").invoke(
            FunctionName="steward-local-admin", Payload=json.dumps({"by": "jo.admin"} | event)
        )
        assert "FunctionError" not in said, said["Payload"].read()
        return json.load(said["Payload"])

    def version():
        return items_under(seeded, request_id)["request"].get("link_version", {"N": "1"})["N"]

    before = version()
    assert "would end" in test(do="relink", request=request_id)["said"][0]
    assert version() == before
    assert "are ended" in test(do="relink", request=request_id, dry_run=False)["said"][0]
    assert int(version()) == int(before) + 1
    named = seeded.seeded["logins"][0]["username"]
    assert "would" in test(do="invite", who=named)["said"][0]
    assert "say who you are" in test(do="relink", request=request_id, by="")["refused"]
    copy = test(
        do="copy", table="estate", at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}", dry_run=False
    )
    name = re.search(r"the copy is (\S+);", copy["said"][0])[1]
    compared = seeded.until(
        lambda: test(do="restore", table="estate", copy=name, put="missing", dry_run=False).get(
            "said"
        )
    )
    assert "0 are missing" in compared[0]
    assert "counts now" in test(do="reconcile", dry_run=False)["said"][0]


def test_who_has_left_opens_nothing_though_the_token_is_still_good(seeded):
    kept = token(seeded, "wing")
    said = aid(seeded, "leave", "--login", "wing")

    assert "disabled in hv" in said
    assert ask(seeded, "/staff/v1/me", Authorization=f"Bearer {kept}")[0] == 403
    with pytest.raises(seeded.client("cognito-idp").exceptions.ClientError):
        token(seeded, "wing")


def test_a_table_is_brought_back_without_losing_what_came_after(seeded):
    lost, kept = lost_request(seeded, "restore-1"), lost_request(seeded, "restore-2")
    database, table = seeded.client("dynamodb"), seeded.outputs["RequestsTable"]
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
    copied = aid(seeded, "restore", "--table", "requests", "--at", at)
    copy = re.search(r"the copy is (\S+);", copied)[1]

    key = {"pk": {"S": lost}, "sk": {"S": "request"}}
    database.delete_item(TableName=table, Key=key)
    later = lost_request(seeded, "restore-3")
    compared = aid(seeded, "restore", "--table", "requests", "--copy", copy)
    assert "1 are missing" in compared and "0 were put back" in compared
    put = aid(seeded, "restore", "--table", "requests", "--copy", copy, "--put", "missing")
    assert "1 were put back" in put

    for request_id in (lost, kept, later):
        assert items_under(seeded, request_id)
        aid(seeded, "again", "--item", f"{request_id}|request")
    aid(seeded, "sweep")
    for request_id in (lost, kept, later):
        assert routed(seeded, request_id)
    again = aid(seeded, "restore", "--table", "requests", "--copy", copy, "--put", "missing")
    assert "0 were put back" in again


def test_a_bad_edit_is_explained_and_what_was_good_stays_in_force(seeded):
    ssm, name = seeded.client("ssm"), "/steward/local/targets/high"
    ssm.put_parameter(Name=name, Value="240,60", Type="String", Overwrite=True)
    where = ("--stage", "local", "--region", seeded.region, "--endpoint", seeded.endpoint)
    said = python(seeded, "-m", "infra.config", *where)
    ssm.put_parameter(Name=name, Value="60,240", Type="String", Overwrite=True)

    assert "NOT IN FORCE as stored: the first number must not be the larger one" in said
    assert re.search(r"targets/high +60,240", said)
