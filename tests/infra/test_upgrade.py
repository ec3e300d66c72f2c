"""An upgrade is rehearsed: the commit before this one is deployed, used, stopped and replaced."""

import json
import subprocess
import sys
import urllib.request
from dataclasses import dataclass

import pytest
from botocore.exceptions import ClientError

from infra import build, deploy, destroy, local, running, stacks
from infra.cloud import Target
from infra.corrections.reading import functions
from infra.emulator import REGION, emulator, free_port
from infra.paths import LOCAL, ROOT, TEMPLATE
from infra.say import Refused

LOOK_BACK = 6
ITEM = {"pk": {"S": "hv"}, "sk": {"S": "community"}}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """The folder of what the newest earlier commit that can be built builds, by its own tools."""
    tree = tmp_path_factory.mktemp("tree") / "earlier"
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


@dataclass
class Upgraded:
    """A stage that was deployed and used by one build, stopped, and started by another."""

    where: Target
    outputs: dict[str, str]
    before: str
    now: str
    state: object


@pytest.fixture(scope="module")
def upgraded(earlier, built, tmp_path_factory):
    before = built_before(earlier)
    state, port, front = tmp_path_factory.mktemp("kept") / "state", free_port(), free_port()
    with emulator(port, state, state.parent / "log") as endpoint:
        where = Target(running.STAGE, REGION, endpoint)
        given = local.local_parameters(endpoint, f"http://localhost:{front}")
        old = deploy.deploy(where, before, given, earlier)
        where.client("dynamodb").put_item(TableName=old["EstateTable"], Item=ITEM)
        tuned(where, "paused")
        assert health(where, old)["build"] == before.commit
        assert understands(where)
    with local.stack(seed=False, state=state, emulator_port=port, port=front) as system:
        yield Upgraded(system.target, system.outputs, before.commit, built.commit, state)


def built_before(folder):
    """Return what was built; one zip for all, of an earlier release, gets a folder like others."""
    told = json.loads((folder / "build.json").read_text())
    if "size" in told:
        told["sizes"] = {"steward": told.pop("size")}
        template = json.loads((folder / TEMPLATE.name).read_text())
        for properties in functions(template).values():
            properties["CodeUri"]["Key"] = {"Fn::Sub": "${CodeKey}/steward.zip"}
        (folder / TEMPLATE.name).write_text(json.dumps(template))
    return build.Built(**told)


def health(where, outputs):
    address = f"{deploy.api_url(where, outputs)}/health"
    with urllib.request.urlopen(address, timeout=60) as answer:
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


def kept(stage):
    key = {name: ITEM[name] for name in ("pk", "sk")}
    found = stage.where.client("dynamodb").get_item(TableName=stage.outputs["EstateTable"], Key=key)
    return found["Item"] == ITEM and tuned(stage.where) == "paused"


def test_this_build_replaces_the_one_before_it_keeps_its_data_and_can_go_back(upgraded):
    where, outputs = upgraded.where, upgraded.outputs
    assert health(where, outputs)["build"] == upgraded.now
    assert kept(upgraded)
    assert understands(where)

    deploy.roll_back(where)
    assert health(where, outputs)["build"] == upgraded.before
    assert kept(upgraded)
    deploy.roll_back(where)
    assert health(where, outputs)["build"] == upgraded.now


def test_what_is_kept_belongs_to_the_port_it_was_made_at(upgraded):
    port = int(upgraded.where.endpoint.rpartition(":")[2])

    with (
        pytest.raises(Refused) as refused,
        local.stack(seed=False, state=upgraded.state, emulator_port=free_port()),
    ):
        pass

    assert f"port {port}" in refused.value.sentence


def test_a_stage_that_holds_data_is_not_destroyed_and_an_empty_one_leaves_nothing(upgraded, built):
    where, table = upgraded.where, upgraded.outputs["EstateTable"]
    assert kept(upgraded)

    with pytest.raises(Refused) as refused:
        destroy.destroy(where)
    assert table in refused.value.sentence
    with pytest.raises(ClientError, match="TerminationProtection"):
        where.client("cloudformation").delete_stack(StackName=where.stack)
    assert stacks.find(where)
    assert health(where, upgraded.outputs)["build"] == upgraded.now

    key = {name: ITEM[name] for name in ("pk", "sk")}
    where.client("dynamodb").delete_item(TableName=table, Key=key)
    said_to_sweep = {"FunctionName": f"steward-{where.stage}-sweep"}
    where.client("lambda").invoke(**said_to_sweep, Payload=json.dumps(running.SCHEDULED))
    destroy.destroy(where)
    assert stacks.find(where) is None
    assert where.client("dynamodb").list_tables()["TableNames"] == []
    deploy.deploy(where, built, local.local_parameters(where.endpoint, "http://localhost:8000"))
