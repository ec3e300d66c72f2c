"""An upgrade is rehearsed: the commit before this one is deployed, used, and replaced."""

import json
import subprocess
import sys
import urllib.request

import pytest

from infra import build, deploy, local
from infra.cloud import Target
from infra.emulator import REGION, emulator, free_port
from infra.paths import LOCAL, ROOT

LOOK_BACK = 6


@pytest.fixture
def earlier(tmp_path):
    """The folder of what the newest earlier commit that can be built builds, by its own tools."""
    tree = tmp_path / "earlier"
    _git("clone", "-q", "--shared", str(ROOT), str(tree))
    (tree / ".local").mkdir()
    (tree / ".local" / "vendor").symlink_to(LOCAL / "vendor")
    last, *before = _git("-C", str(tree), "rev-list", f"--max-count={LOOK_BACK}", "HEAD").split()
    # A clone may have no history; then the commit is replaced by what stands in the tree.
    assert any(_builds(tree, commit) for commit in [*before, last])
    return tree / "build"


def _builds(tree, commit):
    _git("-C", str(tree), "checkout", "-q", commit)
    command = [sys.executable, "-m", "infra.build"]
    return subprocess.run(command, cwd=tree, capture_output=True).returncode == 0


def _git(*arguments):
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def health(where, outputs):
    address = f"{deploy.api_url(where, outputs)}/health"
    with urllib.request.urlopen(address, timeout=20) as answer:
        return json.load(answer)


def test_this_build_replaces_the_one_before_it_and_keeps_its_data(earlier, built, tmp_path):
    before = build.Built(**json.loads((earlier / "build.json").read_text()))
    with emulator(free_port(), tmp_path / "state", tmp_path / "log") as endpoint:
        where = Target(local.STAGE, REGION, endpoint)
        given = local.local_parameters(endpoint, "http://localhost:8000")
        item = {"pk": {"S": "hv"}, "sk": {"S": "community"}}

        old = deploy.deploy(where, before, given, earlier)
        where.client("dynamodb").put_item(TableName=old["EstateTable"], Item=item)
        assert health(where, old)["build"] == before.commit
        new = deploy.deploy(where, built, given)

        assert health(where, new)["build"] == built.commit
        key = {"TableName": new["EstateTable"], "Key": item}
        assert where.client("dynamodb").get_item(**key)["Item"] == item
