"""
Logins of staff in the stack's user pool: made without a message, invited by our own mail.

Where the company's own provider vouches for staff there is no pool: it makes, resets and closes
logins itself, and says each person's subject.
"""

import secrets
from typing import Any

from msgspec import Struct

from chalicelib.kernel.errors import NotAllowed, Unavailable
from chalicelib.platform import settings
from chalicelib.platform.clients import client

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for each other on paper."""

PASSWORD_DAYS = 7
"""How long a password for one sign-in is good: TemporaryPasswordValidityDays of the pool."""


class Login(Struct, frozen=True):
    """What the pool knows of one user; `began` once they chose a password of their own."""

    subject: str
    mail: str
    began: bool


def there_is_one() -> bool:
    """Say whether this stage has a user pool."""
    return bool(settings.user_pool())


def find(username: str) -> Login | None:
    """Return a user of the pool; None where there is none of that name."""
    from botocore.exceptions import ClientError

    try:
        user = _call("admin_get_user", Username=username)
    except ClientError:
        return None
    said = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
    began = user["UserStatus"] != "FORCE_CHANGE_PASSWORD"
    return Login(said["sub"], said.get("email", ""), began)


def make(username: str, name: str, mail: str) -> Login:
    """Make a user, who is written to by nobody yet; one who is there already stays as they are."""
    from botocore.exceptions import ClientError

    said = [("name", name), *([("email", mail), ("email_verified", "true")] if mail else [])]
    attributes = [{"Name": key, "Value": value} for key, value in said]
    try:
        _call(
            "admin_create_user",
            Username=username,
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
        )
    except ClientError as error:
        if _code(error) != "UsernameExistsException":
            raise Unavailable(f"the user pool said {_code(error)}") from error
    found = find(username)
    if found is None:
        raise Unavailable("the user pool did not keep this login")
    return found


def one_time_password(username: str) -> str:
    """Give a user a password for one sign-in, at which they choose their own; return it."""
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
    _must("admin_set_user_password", Username=username, Password=password, Permanent=False)
    return password


def close(username: str) -> None:
    """Let a user sign in no more, and end what is open on their phones."""
    _must("admin_disable_user", Username=username)
    _must("admin_user_global_sign_out", Username=username)


def open_again(username: str) -> None:
    """Let a user sign in again."""
    _must("admin_enable_user", Username=username)


def forget_second_factor(username: str) -> None:
    """Let a user who lost their phone sign in without it, and set up another."""
    _must(
        "admin_set_user_mfa_preference",
        Username=username,
        SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False},
    )
    _must("admin_user_global_sign_out", Username=username)


def _must(operation: str, **request: Any) -> None:
    from botocore.exceptions import ClientError

    try:
        _call(operation, **request)
    except ClientError as error:
        if _code(error) == "UserNotFoundException":
            raise NotAllowed("There is no such login.", state="elsewhere") from error
        raise Unavailable(f"the user pool said {_code(error)}") from error


def _call(operation: str, **request: Any) -> Any:
    from botocore.exceptions import BotoCoreError

    pool = settings.user_pool()
    if not pool:
        raise NotAllowed(
            "Your company's own sign-in service keeps these logins.", state="elsewhere"
        )
    try:
        return getattr(client("cognito-idp"), operation)(UserPoolId=pool, **request)
    except BotoCoreError as error:
        raise Unavailable(f"the user pool did not answer: {error}") from error


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
