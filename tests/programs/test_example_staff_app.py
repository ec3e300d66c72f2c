"""The example of the documents, run: it polls the real door and claims what is free."""

import importlib.util
import io
import runpy
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.cases.tasks import store as tasks
from chalicelib.platform.aws.token_endpoint import Tokens
from chalicelib.wiring import sign_in
from tests.support import clock
from tests.support.builders import PACO, PILAR, World
from tests.support.door import Door, token_of

MOST_LINES = 60
FILE = Path(__file__).parents[2] / "docs" / "develop" / "example_staff_app.py"


@pytest.fixture
def steward(door: Door, monkeypatch):
    """The example's program, whose calls go to the door instead of over a network."""

    def opened(request, timeout):
        parts = urlsplit(request.full_url)
        headers = {name.lower(): value for name, value in request.header_items()}
        answer = door(
            request.method, parts.path, body=request.data and request.data.decode(),
            headers=headers, query=parse_qs(parts.query),
        )  # fmt: skip
        if answer.status >= 400:
            raise urllib.error.HTTPError(request.full_url, answer.status, "", {}, io.BytesIO())
        return closing(io.StringIO(answer.text))

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    spec = importlib.util.spec_from_file_location("example_staff_app", FILE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    token = token_of(PACO)["authorization"].removeprefix("Bearer ")
    return example.Steward("http://localhost:8000", token)


def test_the_example_polls_claims_what_is_free_and_loses_to_who_is_quicker(steward) -> None:
    world = World()
    (first,) = world.routed(clock.now())
    (found,), wait_s = steward.poll("hv.engineering")
    assert (found["id"], wait_s > 0) == (first.id, True)
    assert steward.claim(found)
    assert tasks.get(first.id).holder == PACO.id

    (second,) = world.routed(clock.now(), key="another-key-0000000000", words="It leaks.")
    page, _ = steward.poll("hv.engineering")
    other = next(each for each in page if each["id"] == second.id)
    world.act(second.id, "claim", second.version, by=PILAR, now=clock.now())
    assert not steward.claim(other)
    assert tasks.get(second.id).holder == PILAR.id


def test_the_example_fits_on_a_page() -> None:
    assert len(FILE.read_text().splitlines()) <= MOST_LINES


def test_the_example_signs_in_as_it_stands_and_works_until_it_is_stopped(
    steward, monkeypatch, capsys
) -> None:
    world, token = World(), steward.token
    (task,) = world.routed(clock.now())
    monkeypatch.setattr(sign_in.cognito_login, "sign_in", lambda name, password: Tokens(token))
    asked = ["app", "http://localhost:8000", "paco", "a password", "hv.engineering"]
    monkeypatch.setattr(sys, "argv", asked)
    waits: list[int] = []

    def asleep(seconds: int) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", asleep)
    with pytest.raises(KeyboardInterrupt):
        runpy.run_path(str(FILE), run_name="__main__")
    assert capsys.readouterr().out.count("mine:") == 1
    assert tasks.get(task.id).holder == PACO.id
