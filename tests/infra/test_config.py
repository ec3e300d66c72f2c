"""make config: what is in force, where it comes from, and what is wrong with the rest."""

import boto3
import pytest

from infra import cloud, config
from tests.support.builders import move_in

PATH = "/steward/test"
OF_STACK = {"Address": "https://hv.example"}


@pytest.fixture
def where(aws):
    cloud._client.cache_clear()
    yield cloud.Target("test", "us-east-1")
    cloud._client.cache_clear()


def put(name, value):
    boto3.client("ssm").put_parameter(
        Name=f"{PATH}/{name}", Value=value, Type="String", Overwrite=True
    )


def explained(where):
    return {each.name: each for each in config.explain(where, PATH, OF_STACK)}


def test_every_parameter_is_explained_with_its_value_and_origin(where):
    put("chasing", "on")
    put("chasing", "paused")
    put("public_address", "https://hv.example")
    put("log_level", "default")

    said = explained(where)
    assert said["chasing"].value == "paused"
    assert said["chasing"].origin.startswith("edited: version 2")
    assert said["public_address"].origin == "the stack"
    assert (said["log_level"].value, said["log_level"].origin) == ("INFO", "the default")
    assert said["poll/idle_s"].value == "60"
    assert "nothing is stored" in said["poll/idle_s"].origin


def test_duties_that_nobody_covers_are_listed_by_community(where, tables):
    move_in()
    assert config.uncovered(where) == [
        "hv: nobody covers duty manager; the duty manager, or the manager, does.",
        "qy: nobody covers fire safety, security, cleaning, duty manager; "
        "the duty manager, or the manager, does.",
    ]


def test_what_is_stored_and_not_in_force_says_why(where):
    put("targets/high", "240,60")
    put("chasign", "paused")

    said = explained(where)
    assert said["targets/high"].value == "60,240"
    assert "larger" in said["targets/high"].wrong
    assert said["chasign"].wrong == "the code knows no such name"
