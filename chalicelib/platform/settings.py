"""
The only reader of the environment.

Every value is set by the template (`infra/resources`); a function that lacks one fails
at its first use with the name of what is missing, not with a KeyError somewhere else.
"""

import os
from functools import cache

VERSION = "0.2.0"
"""The release: `/health` says it, pyproject.toml reads it, CHANGELOG.md begins with it."""


class Missing(RuntimeError):
    """A setting that the template should have given this function is not there."""


def _need(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise Missing(f"the environment variable {name} is not set for this function")
    return value


@cache
def table(name: str) -> str:
    """Return the deployed name of a table: requests, estate, households or ledger."""
    return _need(f"{name.upper()}_TABLE")


@cache
def queue(name: str) -> str:
    """Return the address of a queue: effects, notices or sweep."""
    return _need(f"{name.upper()}_QUEUE")


@cache
def secret(name: str) -> str:
    """Return the id of a secret: id, link or form."""
    return _need(f"{name.upper()}_SECRET")


@cache
def due_shards() -> int:
    """Return how many partitions the due index has; an item keeps the one it was put in."""
    return int(os.environ.get("DUE_SHARDS", "4"))


def region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


def mail_region() -> str:
    """Return the region that mails and text messages go out from."""
    return os.environ.get("MAIL_REGION") or region()


def mail_set() -> str:
    """Return the configuration set that mail goes by, whose bounces come back; "" for none."""
    return os.environ.get("MAIL_SET", "")


def mail_in_domain() -> str:
    """Return the domain to which people write; "" where no mail is taken in."""
    return os.environ.get("MAIL_IN_DOMAIN", "")


def mail_in_bucket() -> str:
    """Return how the buckets begin that mail comes into, one a region."""
    return os.environ.get("MAIL_IN_BUCKET", "")


def endpoint() -> str | None:
    """Return the address that stands in for AWS on one machine; None on AWS itself."""
    return os.environ.get("AWS_ENDPOINT_URL") or None


def stage() -> str:
    return os.environ.get("STAGE", "local")


def function() -> str:
    """Return the name of the function that this process runs; empty outside Lambda."""
    return os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")


def door() -> str:
    """Return whose routes this function serves, "residents" or "staff"; "" for all of them."""
    return os.environ.get("DOOR", "")


def build() -> str:
    return os.environ.get("BUILD", "unknown")


def parameters() -> str:
    """Return the path under which this stage's SSM parameters stand."""
    return os.environ.get("PARAMETERS") or f"/steward/{stage()}"


def photos_bucket() -> str:
    return _need("PHOTOS_BUCKET")


def changes_bucket() -> str:
    """Return the bucket of daily files: the company's own, or that of photos."""
    return os.environ.get("CHANGES_BUCKET") or photos_bucket()


def issuer() -> str:
    """Return who vouches for staff; a login is this, # and the person's subject."""
    return _need("OIDC_ISSUER")


def oidc() -> dict[str, str]:
    """Return issuer, jwks_url and audience of whoever vouches for staff."""
    return {
        "issuer": issuer(),
        "jwks_url": _need("OIDC_JWKS_URL"),
        "audience": _need("OIDC_AUDIENCE"),
    }


def user_pool() -> str:
    """Return the id of the pool of staff logins; "" where another provider keeps them."""
    return os.environ.get("USER_POOL", "")


def partial_batch_is_on() -> bool:
    """Say whether the template switched on partial batch answers for the SQS mappings.

    Without it SQS takes a list of failures for a success and deletes every message.
    """
    return os.environ.get("PARTIAL_BATCH") == "on"


def sign_in() -> dict[str, object]:
    """Return what a browser needs to sign staff in by authorization code with PKCE.

    `password_login` is true only where the identity provider has no pages of its own:
    the emulator on one machine.
    """
    return {
        "issuer": os.environ.get("OIDC_ISSUER", ""),
        "authorize_url": os.environ.get("OIDC_AUTHORIZE_URL", ""),
        "logout_url": os.environ.get("OIDC_LOGOUT_URL", ""),
        "token_url": os.environ.get("OIDC_TOKEN_URL", ""),
        "client_id": os.environ.get("OIDC_AUDIENCE", ""),
        "scope": "openid profile",
        "password_login": takes_passwords(),
    }


def takes_passwords() -> bool:
    """Say whether staff sign in by name and password: never where there is an AWS."""
    return endpoint() is not None
