"""An outage on the packaged system: opened, joined from the form, ended, everybody asked."""

import json
import urllib.parse
import urllib.request
from html import unescape
from re import findall

from infra.seed import PASSWORD

NEIGHBOURS = 30


def ask(running, method, path, body=None, **headers):
    """Call the system as a program does; return its JSON."""
    asked = urllib.request.Request(
        running.base_url + path,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
        method=method,
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)


def key(n):
    return f"key-of-neighbour-{n:>05}"


def manager_of(running, community):
    """Sign in the demo's manager of a community; return the header."""
    (login,) = [
        each for each in running.seeded["logins"]
        if each["role"] == "manager" and each["community"] == community
    ]  # fmt: skip
    body = {"username": login["username"], "password": PASSWORD}
    token = ask(running, "POST", "/staff/app/login", body)["access_token"]
    return {"Authorization": f"Bearer {token}"}


def form_of(running, place):
    with urllib.request.urlopen(f"{running.base_url}/q/{place}", timeout=60) as answer:
        return answer.read().decode()


def test_an_outage_is_opened_joined_by_a_tap_and_answers_everybody_at_its_end(seeded):
    place = seeded.seeded["place"]
    community = next(p["community"] for p in seeded.seeded["places"] if p["code"] == place)
    manager = manager_of(seeded, community)
    known = ask(seeded, "GET", f"/staff/v1/outages?community={community}", **manager)
    words = dict.fromkeys(known["languages"], "No water until noon.")
    report = {"place": place, "words": "No water.", "topic": "no_water"}
    early = [
        ask(seeded, "POST", "/api/v1/requests", report, Idempotency_Key=key(f"early-{n}"))
        for n in range(3)
    ]
    for made in early:
        seeded.until(lambda made=made: status(seeded, made)["departments"])

    opened = ask(
        seeded, "POST", "/staff/v1/outages",
        {"community": community, "topics": ["no_water"], "places": [place], "words": words,
         "absorb": True},
        Idempotency_Key=key("outage"), **manager,
    )["outage"]  # fmt: skip
    seeded.until(lambda: "No water until noon." in form_of(seeded, place))
    page = form_of(seeded, place)
    hidden = dict(findall(r'<input type="hidden" name="(key|token)" value="([^"]*)"', page))
    tapped = urllib.parse.urlencode(
        {name: unescape(value) for name, value in hidden.items()} | {"join": opened["id"]}
    ).encode()
    with urllib.request.urlopen(
        f"{seeded.base_url}/q/{place}?sent=1", data=tapped, timeout=20
    ) as answer:
        assert "No water until noon." in answer.read().decode()
    join = {"place": place, "words": "", "joined_to": opened["id"]}
    joined = [
        ask(seeded, "POST", "/api/v1/requests", join, Idempotency_Key=key(n))
        for n in range(NEIGHBOURS)
    ]
    path = f"/staff/v1/outages/{opened['id']}"
    everybody = NEIGHBOURS + 1 + len(early) - 1
    seeded.until(lambda: ask(seeded, "GET", path, **manager)["joined"] == everybody)

    version = ask(seeded, "GET", path, **manager)["version"]
    ask(
        seeded, "POST", f"{path}/actions", {"action": "end"},
        Idempotency_Key=key("end"), If_Match=f'"{version}"', **manager,
    )  # fmt: skip
    seeded.until(lambda: all(status(seeded, each)["status"] == "check" for each in joined))

    assert not ask(seeded, "GET", path, **manager)["answering"]
    assert [shard["failed"] for shard in seeded.sweep()["shards"]] == [0, 0, 0, 0]
    assert dead_letters(seeded) == 0


def status(running, made):
    token = {"Authorization": f"Bearer {made['status_token']}"}
    return ask(running, "GET", f"/api/v1/requests/{made['id']}", **token)


def dead_letters(running):
    queues = running.client("sqs")
    held = 0
    for name in ("effects-dead", "notices-dead", "sweep-dead"):
        address = queues.get_queue_url(QueueName=f"steward-local-{name}")["QueueUrl"]
        found = queues.get_queue_attributes(
            QueueUrl=address, AttributeNames=["ApproximateNumberOfMessages"]
        )
        held += int(found["Attributes"]["ApproximateNumberOfMessages"])
    return held
