"""Logins of staff in the stack's user pool: made without a message, invited afterwards."""

import os
from typing import Any

PASSWORD = "Steward-demo-1"
"""Of the demo's staff, on one machine only: a real company's staff get an invitation."""


def subjects(data: dict[str, Any], *, demo: bool) -> dict[str, str]:
    """Return username to subject, making users in the user pool where there is one.

    Nobody is written to: Cognito sends fifty mails a day, in English, without our address.
    """
    pool = os.environ.get("USER_POOL", "")
    if not pool:
        return {each["username"]: each.get("subject", each["username"]) for each in data["staff"]}
    client = _client()
    return {
        each["username"]: _user(client, pool, each, password=PASSWORD if demo else "")
        for each in data["staff"]
    }


def mail_of(each: dict[str, Any]) -> str:
    """Return where a person of an estate file gets mail; empty where nowhere."""
    usual = each.get("address", "") if each.get("channel", "email") == "email" else ""
    return str(each.get("email") or usual)


def _user(client: Any, pool: str, each: dict[str, Any], *, password: str) -> str:
    """Return the subject of a user of the pool, made if there is none."""
    name = each["username"]
    mail = [("email", mail_of(each)), ("email_verified", "true")] if mail_of(each) else []
    said = [{"Name": key, "Value": value} for key, value in [*mail, ("name", each["name"])]]
    try:
        client.admin_create_user(
            UserPoolId=pool, Username=name, UserAttributes=said, MessageAction="SUPPRESS"
        )
    except client.exceptions.UsernameExistsException:
        client.admin_update_user_attributes(UserPoolId=pool, Username=name, UserAttributes=said)
    if password:
        client.admin_set_user_password(
            UserPoolId=pool, Username=name, Password=password, Permanent=True
        )
    found = client.admin_get_user(UserPoolId=pool, Username=name)["UserAttributes"]
    return str(next(each["Value"] for each in found if each["Name"] == "sub"))


def _client() -> Any:
    import boto3

    return boto3.client("cognito-idp")
