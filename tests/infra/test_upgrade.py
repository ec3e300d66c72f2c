"""An upgrade is rehearsed: the commit before this one is deployed, used, and replaced."""

import json
import subprocess
import sys
import urllib.request

import pytest
from botocore.exceptions import ClientError

from infra import build, deploy, destroy, local, stacks
from infra.cloud import Target
from infra.emulator import REGION, emulator, free_port
from infra.paths import LOCAL, ROOT
from infra.say import Refused

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


def tuned(where, value=None):
    ssm, name = where.client("ssm"), f"/steward/{where.stage}/chasing"
    if value:
        ssm.put_parameter(Name=name, Value=value, Type="String", Overwrite=True)
    return ssm.get_parameter(Name=name)["Parameter"]["Value"]


def said_to(where, function, body):
    """Hand one message to a function as its queue does; return those that must come again."""
    event = {"Records": [{"messageId": "m", "body": json.dumps(body), "attributes": {}}]}
    answer = where.client("lambda").invoke(
        FunctionName=f"steward-{where.stage}-{function}", Payload=json.dumps(event)
    )
    assert "FunctionError" not in answer
    return json.loads(answer["Payload"].read())["batchItemFailures"]


def understands(where):
    """Say whether the code that runs takes this version's messages and refuses a newer one's."""
    message = {"v": 1, "pk": "hv-none", "sk": "request", "effect": "1#route"}
    newer = message | {"v": 2}
    return not said_to(where, "work", message) and len(said_to(where, "work", newer)) == 1


def test_this_build_replaces_the_one_before_it_keeps_its_data_and_can_go_back(
    earlier, built, tmp_path
):
    before = build.Built(**json.loads((earlier / "build.json").read_text()))
    with emulator(free_port(), tmp_path / "state", tmp_path / "log") as endpoint:
        where = Target(local.STAGE, REGION, endpoint)
        given = local.local_parameters(endpoint, "http://localhost:8000")
        item = {"pk": {"S": "hv"}, "sk": {"S": "community"}}

        old = deploy.deploy(where, before, given, earlier)
        where.client("dynamodb").put_item(TableName=old["EstateTable"], Item=item)
        tuned(where, "paused")
        assert health(where, old)["build"] == before.commit
        assert understands(where)
        new = deploy.deploy(where, built, given)

        assert health(where, new)["build"] == built.commit
        key = {"TableName": new["EstateTable"], "Key": item}
        assert where.client("dynamodb").get_item(**key)["Item"] == item
        assert tuned(where) == "paused"
        assert understands(where)

        deploy.roll_back(where)
        assert health(where, new)["build"] == before.commit
        assert where.client("dynamodb").get_item(**key)["Item"] == item
        deploy.roll_back(where)
        assert health(where, new)["build"] == built.commit


def test_a_stage_that_holds_data_is_not_destroyed_and_an_empty_one_leaves_nothing(built, tmp_path):
    with emulator(free_port(), tmp_path / "state", tmp_path / "log") as endpoint:
        where = Target(local.STAGE, REGION, endpoint)
        outputs = deploy.deploy(
            where, built, local.local_parameters(endpoint, "http://localhost:8000")
        )
        item = {"pk": {"S": "hv"}, "sk": {"S": "community"}}
        table = outputs["EstateTable"]
        where.client("dynamodb").put_item(TableName=table, Item=item)

        with pytest.raises(Refused) as refused:
            destroy.destroy(where)
        assert table in refused.value.sentence
        with pytest.raises(ClientError, match="TerminationProtection"):
            where.client("cloudformation").delete_stack(StackName=where.stack)
        assert stacks.find(where)

        where.client("dynamodb").delete_item(TableName=table, Key=item)
        said_to_sweep = {"FunctionName": f"steward-{where.stage}-sweep"}
        where.client("lambda").invoke(**said_to_sweep, Payload=json.dumps(local.SCHEDULED))
        destroy.destroy(where)
        assert stacks.find(where) is None
        assert where.client("dynamodb").list_tables()["TableNames"] == []
        deploy.deploy(where, built, local.local_parameters(endpoint, "http://localhost:8000"))
