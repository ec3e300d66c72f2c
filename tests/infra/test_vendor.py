"""The libraries of the zip: there is a wheel of each wherever Lambda runs, and what is left of
botocore after pruning still makes a client of every service we call."""

import re
import shutil
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import pytest
from botocore.loaders import Loader
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from infra import pruning, runtimes, vendor
from infra.paths import REQUIREMENTS, ROOT

DATA = Path(botocore.__file__).parent / "data"


def client(tmp_path: Path, service: str):
    """Return a client of a service, made of its pruned description."""
    shutil.copytree(DATA / service, tmp_path / service)
    for file in list(tmp_path.glob("*/*/*.json.gz")):
        pruning._say_it_shorter(file)
    for file in DATA.glob("*.json*"):
        shutil.copy(file, tmp_path / file.name)
    session = botocore.session.Session()
    loader = Loader(extra_search_paths=[str(tmp_path)], include_default_search_paths=False)
    session.register_component("data_loader", loader)
    return session.create_client(service, region_name="us-east-1")


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("s3", "get_object", {"Bucket": "photos", "Key": "incoming/one"}),
        ("dynamodb", "describe_table", {"TableName": "requests"}),
        ("sqs", "list_queues", {}),
        ("ssm", "get_parameters_by_path", {"Path": "/steward"}),
        ("secretsmanager", "get_secret_value", {"SecretId": "id"}),
    ],
)
def test_a_description_without_words_still_finds_its_address(
    tmp_path: Path, service: str, operation: str, asked: dict[str, str]
) -> None:
    address = client(tmp_path, service).generate_presigned_url(operation, asked)

    assert service in address


@pytest.mark.parametrize("machine", vendor.MACHINES)
@pytest.mark.parametrize("runtime", runtimes.ENDS)
def test_every_pin_of_the_zip_has_a_wheel_for_every_python_of_lambda(
    monkeypatch: pytest.MonkeyPatch, runtime: str, machine: str
) -> None:
    """pip builds nothing for Lambda: a pin without a wheel would stop the build on that Python."""
    python = runtime.removeprefix("python")
    monkeypatch.setattr(vendor, "PYTHON", python)
    version = (int(python.split(".")[0]), int(python.split(".")[1]))
    tags = {
        *cpython_tags(version, platforms=vendor.platforms(machine)),
        *compatible_tags(version, f"cp{version[0]}{version[1]}", vendor.platforms(machine)),
    }
    where = {"python_version": python, "python_full_version": f"{python}.0",
             "sys_platform": "linux", "platform_system": "Linux"}  # fmt: skip

    pins = [pin for pin in pinned() if pin.marker is None or pin.marker.evaluate(where)]
    assert len(pins) > 20
    for pin in pins:
        assert not tags.isdisjoint(wheels()[pin.name, str(pin.specifier)]), pin


def pinned() -> list[Requirement]:
    """Return the pins of requirements.txt."""
    lines = REQUIREMENTS.read_text().splitlines()
    return [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]


@cache
def wheels() -> dict[tuple[str, str], set[Tag]]:
    """Return for each pin of the lock the tags of its wheels."""
    found: dict[tuple[str, str], set[Tag]] = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        names = [wheel["url"].rpartition("/")[2] for wheel in package.get("wheels", [])]
        tags = {tag for name in names for tag in parse_wheel_filename(name)[3]}
        found[package["name"], f"=={package.get('version')}"] = tags
    return found


def test_of_a_service_that_is_cut_short_stays_what_a_function_may_call() -> None:
    policies = "".join(path.read_text() for path in (ROOT / ".chalice").glob("policy-*.json"))

    for service, called in pruning.CALLED.items():
        assert set(re.findall(rf'"{service}:([A-Za-z*]+)"', policies)) == called


def test_the_shapes_that_a_kept_operation_leads_to_are_kept_through_lists_and_members() -> None:
    described: dict[str, Any] = {
        "operations": {"Read": {"input": {"shape": "In"}}, "Drop": {"input": {"shape": "Other"}}},
        "shapes": {
            "In": {"type": "structure", "members": {"names": {"shape": "Names"}}},
            "Names": {"type": "list", "member": {"shape": "Name"}},
            "Name": {"type": "string"},
            "Other": {"type": "string"},
        },
    }

    pruning._leave_only(described, frozenset({"Read"}))

    assert list(described["operations"]) == ["Read"]
    assert list(described["shapes"]) == ["In", "Names", "Name"]
