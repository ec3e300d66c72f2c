"""Where a command works: a stage in a region, on AWS or on what stands in for it."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from infra.say import Refused

STAGE_NAME = re.compile(r"[a-z][a-z0-9]{0,15}")
# Cognito takes no address for signing in with one of these words in it.
NOT_IN_A_STAGE = ("aws", "amazon", "cognito")
# The emulator takes this key for the account's root; it grants nothing anywhere else.
EMULATOR_KEY = "test"


@dataclass(frozen=True)
class Target:
    """One stage. `endpoint` is the emulator's address, None on AWS."""

    stage: str
    region: str
    endpoint: str | None = None

    def client(self, service: str) -> Any:
        """Return the boto3 client for this target; each is made once."""
        return _client(service, self.region, self.endpoint)

    @property
    def stack(self) -> str:
        return f"steward-{self.stage}"

    @cached_property
    def account(self) -> str:
        """Return the account's number; refuse when nobody says whose it is."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return str(self.client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            raise Refused(f"AWS does not know who you are ({error}); sign in first.") from None

    @property
    def code_bucket(self) -> str:
        return f"steward-code-{self.account}-{self.region}"


@cache
def _client(service: str, region: str, endpoint: str | None) -> Any:
    import boto3

    stand_in = {
        "endpoint_url": endpoint,
        "aws_access_key_id": EMULATOR_KEY,
        "aws_secret_access_key": EMULATOR_KEY,
    }
    return boto3.client(service, region_name=region, **(stand_in if endpoint else {}))


def target(stage: str, region: str, endpoint: str | None) -> Target:
    """Return the target, or refuse a name that AWS would refuse later."""
    if not STAGE_NAME.fullmatch(stage):
        raise Refused("STAGE must be lower-case letters and digits, 16 at most: STAGE=test")
    if taken := [word for word in NOT_IN_A_STAGE if word in stage]:
        raise Refused(f"STAGE may not have {taken[0]} in it: Cognito takes no such address.")
    if not region:
        raise Refused("say which region: make deploy STAGE=test REGION=ap-southeast-1")
    return Target(stage, region, endpoint)
