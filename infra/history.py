"""What was deployed on a stage, newest last: kept in the code bucket, for the way back."""

import json
from dataclasses import asdict, dataclass, replace

from infra.cloud import Target
from infra.say import Refused

KEPT = 20


@dataclass(frozen=True)
class Deployed:
    """One deployment: its zips and its template stay in the bucket under their hashes.

    `zip` is what the template's CodeKey was: the folder of the zips, or the one zip of all
    functions where an earlier release was deployed.
    """

    commit: str
    zip: str
    template: str
    at: int


def note(where: Target, deployed: Deployed) -> None:
    """Write down that this is deployed now; the same again is no new deployment."""
    known = read(where)
    if known and replace(known[-1], at=deployed.at) == deployed:
        return
    body = json.dumps([asdict(each) for each in [*known, deployed][-KEPT:]], indent=1)
    where.client("s3").put_object(Bucket=where.code_bucket, Key=_key(where), Body=body.encode())


def read(where: Target) -> list[Deployed]:
    """Return the last deployments, newest last."""
    from botocore.exceptions import ClientError

    try:
        found = where.client("s3").get_object(Bucket=where.code_bucket, Key=_key(where))
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NoSuchBucket"):
            return []
        raise
    return [Deployed(**each) for each in json.loads(found["Body"].read())]


def before(where: Target) -> Deployed:
    """Return the deployment before the newest one, or refuse when there is none."""
    known = read(where)
    if len(known) < 2:
        raise Refused(f"nothing else was deployed on {where.stage} before.")
    return known[-2]


def _key(where: Target) -> str:
    return f"{where.stage}-history.json"
