"""Snapshots: each door is asked by its alias, and a new version stands for all that made it."""

from types import SimpleNamespace

import pytest

from infra import snapshots, stacks
from infra.say import Refused
from tests.support.templates import of_type, transformed


@pytest.fixture(scope="module")
def taken(template):
    return transformed(snapshots.taken(template))


def test_every_method_asks_the_alias_of_its_door(taken):
    uris = [
        method["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
        for methods in taken["Resources"]["RestAPI"]["Properties"]["Body"]["paths"].values()
        for method in methods.values()
        if "uri" in method.get("x-amazon-apigateway-integration", {})
    ]

    assert uris
    assert all(uri.endswith(".Arn}:live/invocations") for uri in uris)


def test_each_door_has_an_alias_on_its_version_that_the_api_may_ask(taken):
    aliases = of_type(taken, "AWS::Lambda::Alias")
    may_be_asked = {
        permission["Properties"]["FunctionName"]["Ref"]
        for permission in of_type(taken, "AWS::Lambda::Permission").values()
        if "Ref" in permission["Properties"]["FunctionName"]
    }

    versions = {each["Properties"]["FunctionVersion"]["Fn::GetAtt"][0] for each in aliases.values()}
    assert versions == {f"{door}Version" for door in snapshots.DOORS}
    assert set(aliases) | set(snapshots.DOORS) <= may_be_asked


def test_a_new_mark_makes_another_version_and_changes_its_function(taken):
    for door in snapshots.DOORS:
        version = taken["Resources"][f"{door}Version"]
        function = taken["Resources"][door]["Properties"]
        assert version["Properties"]["Description"] == {"Ref": snapshots.MARK}
        assert function["Environment"]["Variables"]["SNAPSHOT"] == {"Ref": snapshots.MARK}
        assert function["SnapStart"] == {"ApplyOn": "PublishedVersions"}
        # Replaced and then deleted: what nobody asks any more costs nothing.
        assert "UpdateReplacePolicy" not in version


def test_the_api_is_deployed_anew_when_the_setting_changes(template, taken):
    without = transformed(template)

    assert not of_type(without, "AWS::Lambda::Version")
    assert set(of_type(taken, "AWS::ApiGateway::Deployment")).isdisjoint(
        of_type(without, "AWS::ApiGateway::Deployment")
    )


@pytest.fixture
def stage(monkeypatch):
    had = {"Snapshots": "on", "Build": "a", "Snapshot": "old"}
    monkeypatch.setattr(stacks, "parameters", lambda where: had)
    return SimpleNamespace()


def test_the_mark_moves_with_any_parameter_and_with_nothing_else(stage):
    mark = snapshots.mark(stage, {})

    assert mark == snapshots.mark(stage, {"Snapshot": "another", "Build": "a"})
    assert mark != snapshots.mark(stage, {"Build": "b"})
    assert mark != snapshots.mark(stage, {"Address": "https://requests.example"})
    assert snapshots.mark(stage, {"Snapshots": "off"}) == {}


def test_a_python_without_snapshots_is_refused():
    snapshots.check("python3.12")
    with pytest.raises(Refused):
        snapshots.check("python3.11")
