"""What an administrator does by a test event: looked at first, done in sentences, noted."""

import json

import boto3
import pytest

from chalicelib.administration import actions
from chalicelib.cases.requests import store as requests
from chalicelib.estate import store as estate
from chalicelib.kernel import links
from chalicelib.platform import settings
from chalicelib.platform.aws import parameters, secrets
from chalicelib.platform.http import logs
from chalicelib.wiring import workers
from tests.support import clock
from tests.support.builders import LIFT

OLD = "old" * 16


@pytest.fixture
def stored(world, on_time, monkeypatch):
    """A town with one request, its secrets and its public address."""
    monkeypatch.setattr(workers, "now_ms", clock.now)
    vault = boto3.client("secretsmanager")
    for name in ("id", "link"):
        made = vault.create_secret(Name=f"a-{name}", SecretString=OLD)
        monkeypatch.setenv(f"{name.upper()}_SECRET", made["ARN"])
    monkeypatch.setenv("PARAMETERS", "/steward/test")
    boto3.client("ssm").put_parameter(
        Name="/steward/test/public_address", Value="https://hv.example", Type="String"
    )
    forget_all()
    logs.take_over()
    yield world.submit(clock.now()).request_id
    forget_all()


def forget_all():
    secrets.forget()
    settings.secret.cache_clear()
    parameters.forget()


def ask(do, **more):
    return workers.admin({"do": do, "by": "jo.admin", **more}, None)


def lines(capsys):
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in said if line["msg"] == "administrator"]


def test_nothing_is_changed_until_the_event_says_so(stored):
    before, place = requests.get(stored), estate.place(LIFT.code, now=clock.now())

    for event in (
        {"do": "relink", "request": stored},
        {"do": "rotate-label", "place": LIFT.code},
        {"do": "rotate-links", "at_once": True},
    ):
        told = ask(**event)
        assert told["dry_run"] is True and "would" in told["said"][0]
    estate.forget()
    assert requests.get(stored) == before
    assert estate.place(LIFT.code, now=clock.now()) == place
    assert secrets.read("link").current == 1


def test_what_is_done_is_told_in_sentences_and_noted_with_who_asked(stored, capsys):
    told = ask("relink", request=stored, dry_run=False)

    assert "its links are ended" in told["said"][0]
    assert requests.get(stored).link_version == 2
    (noted,) = lines(capsys)
    assert (noted["action"], noted["by"], noted["outcome"]) == ("relink", "jo.admin", "done")


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"do": "relink"}, "relink needs request"),
        ({"do": "relink", "request": "hv-gone"}, "there is no request hv-gone"),
        ({"do": "drop"}, "there is no drop; there are invite"),
        ({}, "there is no empty do"),
        ({"do": "relink", "by": ""}, "say who you are"),
        ({"do": "copy", "table": "ledger", "at": "2026-03-02T09:55"}, "table is one of"),
        ({"do": "copy", "table": "requests", "at": "yesterday"}, "yesterday is no time"),
        ({"do": "restore", "table": "estate", "copy": "steward-test-requests-1"}, "is no copy of"),
        ({"do": "restore", "table": "estate", "copy": "x", "put": "all"}, "put is"),
        ({"do": "invite", "who": "hv"}, "has no user pool"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(stored, capsys, event, sentence):
    told = workers.admin({"by": "jo.admin", "dry_run": False} | event, None)

    assert sentence in told["refused"] and "said" not in told
    assert [line["outcome"] for line in lines(capsys)] == ["refused"]


def test_links_that_were_sent_stay_good_for_one_rotation_and_end_when_asked_to(stored):
    held = secrets.read("link")
    link = links.sign(stored, link_version=1, secrets=held.by_version, current=held.current)

    ask("rotate-links", dry_run=False)
    assert links.verify(link, secrets=secrets.read("link").by_version).request_id == stored
    newer = secrets.read("link")
    link = links.sign(stored, link_version=1, secrets=newer.by_version, current=newer.current)
    ask("rotate-links", dry_run=False, at_once=True)
    with pytest.raises(links.InvalidLink):
        links.verify(link, secrets=secrets.read("link").by_version)


def test_a_label_is_replaced_once_however_often_it_is_asked_for(stored):
    first = ask("rotate-label", place=LIFT.code, dry_run=False)["said"]
    estate.forget()
    again = ask("rotate-label", place=LIFT.code, dry_run=False)["said"]

    new = first[0].rpartition(" ")[2]
    assert first[1].endswith(f"https://hv.example/q/{new}")
    assert again == [f"it was replaced already, by {new}"]


def test_every_saved_event_only_looks_and_asks_who_runs_it(stored):
    events = actions.examples()

    assert events.keys() == actions.ACTIONS.keys()
    for event in events.values():
        assert event["dry_run"] is True
        assert "say who you are" in workers.admin(event, None)["refused"]
        told = workers.admin(event | {"by": "jo.admin"}, None)
        assert told.get("said") or told["refused"]


def test_a_count_is_begun_anew_by_the_function_that_counts(stored, monkeypatch):
    invoked = []

    class Lambda:
        def invoke(self, **asked):
            invoked.append(asked)

    monkeypatch.setattr(actions, "client", lambda service: Lambda())
    assert "would count" in ask("reconcile")["said"][0] and not invoked
    ask("reconcile", dry_run=False)

    (call,) = invoked
    assert call["FunctionName"] == "steward-test-reconcile"
    assert call["InvocationType"] == "Event"
    assert json.loads(call["Payload"])["again"] is True
