"""Parameters: what is in force, and what a slip of the keyboard does: nothing."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.kernel.tuning import USUAL
from chalicelib.platform.aws import parameters
from chalicelib.platform.aws.parameter_table import PARAMETERS
from chalicelib.platform.aws.parameters import CACHE_MS
from tests.support import quick_moto

NOW = 1_772_416_800_000
PATH = "/steward/test"


@pytest.fixture(autouse=True)
def store(aws: None) -> Iterator[None]:
    parameters.forget()
    yield
    parameters.forget()


def put(name: str, value: str) -> None:
    quick_moto.client("ssm").put_parameter(
        Name=f"{PATH}/{name}", Value=value, Type="String", Overwrite=True
    )


def test_without_parameters_everything_is_as_usual() -> None:
    assert parameters.tuning(now=NOW) == USUAL


def test_every_default_is_a_value_that_would_be_taken() -> None:
    for name, parameter in PARAMETERS.items():
        assert parameters.wrong(name, parameter.default) == "", name


def test_every_parameter_says_its_unit_and_effect_and_where_it_begins() -> None:
    for name, parameter in PARAMETERS.items():
        assert parameter.unit and parameter.effect.endswith("."), name
        assert re.fullmatch(r"[a-z_]+(/[a-z_]+)?", name)


def test_every_parameter_is_read_however_many_pages_there_are() -> None:
    for name, parameter in PARAMETERS.items():
        put(name, parameter.default)
    put("targets/low", "1,2")
    put("poll/idle_s", "90")

    tuning = parameters.tuning(now=NOW)
    assert (tuning.targets["low"].accept, tuning.targets["low"].done) == (1, 2)
    assert tuning.poll_after_s["idle"] == 90


def test_values_reach_the_use_cases_in_their_own_units() -> None:
    put("chasing", "paused")
    put("frozen_topics", "greening,plumbing")
    put("limits/place_minute", "3")
    put("nudges/window_minutes", "5")
    put("photos/megabytes", "2")

    tuning = parameters.tuning(now=NOW)
    assert not tuning.chasing
    assert tuning.frozen == {"greening", "plumbing"}
    assert tuning.limits["m"].most == 3
    assert tuning.window_ms == 300_000
    assert tuning.photo_bytes == 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chasing", "maybe"),
        ("limits/place_minute", "0"),
        ("limits/place_minute", "-1"),
        ("targets/high", "240,60"),
        ("frozen_topics", "plumming"),
        ("frozen_topics", "fire"),
        ("public_address", "http://hv.example/"),
        ("log_level", "TRACE"),
    ],
)
def test_a_value_that_makes_no_sense_keeps_the_last_good_one_and_is_named(
    name: str, value: str
) -> None:
    good = {"limits/place_minute": "3", "chasing": "paused"}.get(name, PARAMETERS[name].default)
    put(name, good)
    assert parameters.value(name, now=NOW) == good

    put(name, value)
    assert parameters.value(name, now=NOW + CACHE_MS) == good
    assert parameters.bad() == [name]

    put(name, good)
    parameters.value(name, now=NOW + 2 * CACHE_MS)
    assert parameters.bad() == []


def test_a_value_is_asked_for_at_most_once_a_minute() -> None:
    put("chasing", "on")
    assert parameters.value("chasing", now=NOW) == "on"
    put("chasing", "paused")

    assert parameters.value("chasing", now=NOW + CACHE_MS - 1) == "on"
    assert parameters.value("chasing", now=NOW + CACHE_MS) == "paused"


def test_when_nothing_answers_what_was_read_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import ConnectTimeoutError

    put("poll/idle_s", "90")
    parameters.value("poll/idle_s", now=NOW)

    def silent(service: str):
        raise ConnectTimeoutError(endpoint_url="x")

    monkeypatch.setattr(parameters, "client", silent)
    assert parameters.value("poll/idle_s", now=NOW + CACHE_MS) == "90"


def test_a_parameter_that_is_put_back_to_default_follows_the_code() -> None:
    put("poll/idle_s", "90")
    assert parameters.value("poll/idle_s", now=NOW) == "90"
    put("poll/idle_s", "default")
    put("public_address", "default")

    assert parameters.value("poll/idle_s", now=NOW + CACHE_MS) == "60"
    assert parameters.bad() == ["public_address"]
