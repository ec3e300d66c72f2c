"""A new secret for status links: what was sent stays good for one rotation, or ends at once."""

import json
import secrets as chance

from chalicelib.platform import settings
from chalicelib.platform.aws import secrets
from chalicelib.platform.clients import client

BYTES = 48


def rotate(*, at_once: bool, dry: bool) -> list[str]:
    """Store the next version of the secret; with `at_once` every link that was sent ends."""
    current = secrets.read("link").current
    # A value of the same version replaces the one before it, which then signs nothing any more.
    version = current if at_once else current + 1
    ends = "every link that was sent ends" if at_once else "links that were sent stay good"
    if dry:
        return [f"the secret would be version {version}; {ends}"]
    value = json.dumps({"version": version, "value": chance.token_urlsafe(BYTES)})
    client("secretsmanager").put_secret_value(SecretId=settings.secret("link"), SecretString=value)
    secrets.forget()
    return [
        f"the secret is version {version}; {ends}",
        "running functions learn of it as they begin anew, all of them with a deployment",
    ]
