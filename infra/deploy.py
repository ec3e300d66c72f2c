"""
Put the built system on its target: `make deploy STAGE=test REGION=ap-southeast-1`.

The same path for AWS and for the emulator: the zips go to a bucket under their hash, a change
set is made, shown and carried out, the pages are asked whether they answer, and a request is sent.
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra import (
    account_logs,
    first,
    history,
    kept,
    parcels,
    quota,
    regions,
    runtimes,
    saved_events,
    smoke,
    snapshots,
    stacks,
    tuned,
    vendor,
)
from infra.build import Built, build_if_changed
from infra.cloud import Target, target
from infra.paths import BUILD, TEMPLATE
from infra.say import Refused, line, one_sentence, step

SMOKE_SECONDS = 60
# A table that nobody may delete cannot be taken back either, when the first deployment fails.
FIRST_HALF = {"Protected": "off"}


def main() -> None:
    with one_sentence():
        chosen = _options()
        where = target(chosen.stage, chosen.region, chosen.endpoint)
        if not (where.endpoint or chosen.back):
            runtimes.check(vendor.RUNTIME, datetime.now(UTC).date())
        given = dict(pair.split("=", 1) for pair in chosen.parameter)
        if chosen.address:
            given["Address"] = chosen.address
        outputs = roll_back(where) if chosen.back else deploy(where, build_if_changed(), given)
        for name, value in sorted(outputs.items()):
            line(f"    {name:<18} {value}")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description="Deploy the built system")
    options.add_argument("--stage", required=True)
    options.add_argument("--region", default="")
    options.add_argument("--endpoint", help="the emulator's address; AWS without it")
    options.add_argument("--address", help="the public address; the API's own without it")
    options.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE")
    options.add_argument("--back", action="store_true", help="deploy what was deployed before")
    return options.parse_args()


def deploy(
    where: Target, built: Built, given: dict[str, str], folder: Path = BUILD
) -> dict[str, str]:
    """Bring the stack to what was built into a folder and return its outputs."""
    first.ready(where)
    regions.check(where, given)
    template = regions.fitting(json.loads((folder / TEMPLATE.name).read_text()), where.region)
    if new := stacks.find(where) is None:
        kept.settle(where, template, given)
        new = stacks.find(where) is None
    given = quota.fitted(where, given)
    account_logs.allow(where)
    changed = _apply(
        where, built, (FIRST_HALF if new and not where.endpoint else {}) | given, folder
    )
    if second := _second_half(where, template, given):
        line("  the API has its address: telling sign-in and notices, protecting what holds data")
        changed |= _apply(where, built, given | second, folder)
    tuned.describe(where)
    if not where.endpoint:
        saved_events.save(where)
    stacks.protect(where, on=True)
    outputs = stacks.outputs(where)
    prove(where, outputs, changed=changed)
    return outputs


def prove(where: Target, outputs: dict[str, str], *, changed: bool) -> None:
    """Ask the pages whether they answer, and send a request through what was changed."""
    base = api_url(where, outputs)
    with step("asking the pages whether they answer"):
        answers(base)
    if changed:
        smoke.check(where, outputs, base)


def _second_half(where: Target, template: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
    """Return the parameters that a first deployment could not have yet, read off the stack: one
    that ended between its halves is not done, and the next one does it."""
    if where.endpoint:
        return {}
    missing, outputs = {}, stacks.outputs(where)
    if stacks.parameters(where).get("Protected") == "off":
        missing["Protected"] = "on"
    if outputs["PublicAddress"] == template["Parameters"]["Address"]["Default"]:
        # The API's address is known only now; sign-in, uploads and notices need it.
        missing["Address"] = outputs["BaseUrl"]
    return {name: value for name, value in missing.items() if name not in given}


def _apply(where: Target, built: Built, given: dict[str, str], folder: Path) -> bool:
    with step(f"uploading {built.size / 1e6:.1f} MB to {where.code_bucket}"):
        key, template_url = upload(where, built, folder, given)
    code = {"CodeBucket": where.code_bucket, "CodeKey": key, "Build": built.commit}
    changed = bring(where, template_url, given | code)
    history.note(where, history.Deployed(built.commit, key, template_url, int(time.time())))
    return changed


def bring(where: Target, template_url: str, given: dict[str, str]) -> bool:
    """Show what a template and its parameters would change, and change it.

    Returns whether there was anything to change.
    """
    with step(f"comparing with the stack {where.stack}"):
        marked = given | snapshots.mark(where, given)
        proposal = stacks.propose(where, template_url, marked | {"Stage": where.stage})
    if proposal is None:
        line("    nothing to change")
        return False
    stacks.show(proposal)
    stacks.refuse_to_lose_data(proposal)
    if not where.endpoint and sys.stdin.isatty() and not _agreed():
        stacks.drop(where, proposal)
        raise Refused("nothing was changed.")
    with tuned.kept(where, given), step(f"changing {len(proposal.changes)} resources"):
        stacks.carry_out(where, proposal)
    return True


def _agreed() -> bool:
    """Ask whoever sits there; a build server is asked nothing."""
    return input("  carry this out? [y/N] ").strip().lower() in ("y", "yes")


def roll_back(where: Target) -> dict[str, str]:
    """Deploy what was deployed before, from the bucket, and return the stack's outputs."""
    first.ready(where)
    before = history.before(where)
    line(f"  back to {before.commit}, deployed {time.ctime(before.at)}")
    code = {"CodeBucket": where.code_bucket, "CodeKey": before.zip, "Build": before.commit}
    changed = bring(where, before.template, code)
    history.note(where, replace(before, at=int(time.time())))
    outputs = stacks.outputs(where)
    prove(where, outputs, changed=changed)
    return outputs


def upload(where: Target, built: Built, folder: Path, given: dict[str, str]) -> tuple[str, str]:
    """Put zips and template where CloudFormation finds them; return the folder of the zips and
    the template's address. What is there already under its hash is not sent again."""
    bucket = where.client("s3")
    _make_bucket(where, bucket)
    code = built.sha256[:32]
    for name in built.sizes:
        key, zipped = f"{code}/{name}.zip", parcels.zip_of(name, folder)
        if not _is_there(bucket, where.code_bucket, key):
            bucket.put_object(Bucket=where.code_bucket, Key=key, Body=zipped.read_bytes())
    live = "-live" if snapshots.are_on(where, given) else ""
    template_key = f"{where.stage}-{built.made_of[:32]}{live}.json"
    template = regions.fitting(json.loads((folder / TEMPLATE.name).read_text()), where.region)
    template = snapshots.fitted(where, template, given)
    body = json.dumps(template, indent=1).encode()
    bucket.put_object(Bucket=where.code_bucket, Key=template_key, Body=body)
    return code, f"{bucket.meta.endpoint_url}/{where.code_bucket}/{template_key}"


def _is_there(bucket: Any, name: str, key: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        bucket.head_object(Bucket=name, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
            return False
        raise
    return True


def _make_bucket(where: Target, bucket: Any) -> None:
    """Make the bucket for code in an account that has none; private, encrypted."""
    from botocore.exceptions import ClientError

    try:
        bucket.head_bucket(Bucket=where.code_bucket)
        return
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
            raise Refused(f"the bucket {where.code_bucket} is not yours to use.") from None
    place = {"CreateBucketConfiguration": {"LocationConstraint": where.region}}
    bucket.create_bucket(Bucket=where.code_bucket, **({} if where.region == "us-east-1" else place))
    bucket.put_public_access_block(
        Bucket=where.code_bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
    )


def api_url(where: Target, outputs: dict[str, str]) -> str:
    """Return the address of the API's stage; the emulator serves it under its own address."""
    if not where.endpoint:
        return outputs["BaseUrl"]
    stage = f"{outputs['ApiId']}/{outputs['ApiStage']}"
    return f"{where.endpoint}/restapis/{stage}/_user_request_"


def answers(base: str) -> None:
    """Ask /health until it answers; a new API may take a while to be known everywhere."""
    until = time.monotonic() + SMOKE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{base}/health", timeout=15) as answer:
                answer.read()
                return
        except (urllib.error.URLError, TimeoutError) as error:
            reason = error
        if time.monotonic() > until:
            raise Refused(f"{base}/health does not answer: {reason}")
        time.sleep(1)


if __name__ == "__main__":
    main()
