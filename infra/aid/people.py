"""Members of staff: who leaves opens nothing from the next minute on; who is new is invited."""

import time
from typing import Any

from infra.cloud import Target
from infra.config import communities
from infra.say import Refused

PAGE = 100


def leave(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Disable a login in every community and in the user pool; list what it holds."""
    from msgspec import structs

    from chalicelib.estate import store as estate

    now = time.time_ns() // 1_000_000
    found = estate.memberships(_login(where, outputs, asked.login), now=now)
    if not found:
        raise Refused(f"nobody works here under the login {asked.login}.")
    said = []
    for member in found:
        estate.put_member(structs.replace(member, disabled=True, on_duty=False))
        said.append(f"disabled in {member.community}")
        said += _held(member)
    if "UserPoolId" in outputs and "#" not in asked.login:
        _end_in_pool(where, outputs["UserPoolId"], asked.login)
        said.append("disabled in the user pool, signed out everywhere")
    return said


def lose_phone(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """End the authenticator of a lost phone: with a required second factor the next sign-in sets
    up another. Whoever has the phone is signed out, too."""
    if "UserPoolId" not in outputs:
        raise Refused("this stage has no user pool: whoever vouches for staff ends their codes.")
    people, pool = where.client("cognito-idp"), outputs["UserPoolId"]
    off = {"Enabled": False, "PreferredMfa": False}
    try:
        people.admin_set_user_mfa_preference(
            UserPoolId=pool, Username=asked.login, SoftwareTokenMfaSettings=off
        )
        people.admin_user_global_sign_out(UserPoolId=pool, Username=asked.login)
    except people.exceptions.UserNotFoundException:
        raise Refused(f"the user pool has no {asked.login}; say the username.") from None
    return [
        "the codes of the old phone open nothing any more, and it is signed out",
        "the next sign-in asks for the password, and sets up a new phone where that is required",
    ]


def invite_again(where: Target, outputs: dict[str, str], asked: Any) -> list[str]:
    """Invite who was not invited yet; a login that is named gets a new password all the same."""
    from chalicelib.administration.invitations import invite
    from chalicelib.estate import store as estate

    if "UserPoolId" not in outputs:
        raise Refused("this stage has no user pool: whoever vouches for staff invites them.")
    now = time.time_ns() // 1_000_000
    if asked.login:
        members = estate.memberships(_login(where, outputs, asked.login), now=now)
        if not members:
            raise Refused(f"nobody works here under the login {asked.login}.")
    else:
        members = [m for code in communities(where) for m in estate.members(code, now=now)]
    again = bool(asked.login) or asked.again
    address, dry = outputs["PublicAddress"], asked.dry_run
    said = list(invite(members, address, now=now, again=again, dry=dry))
    return said or ["everybody was invited, or has signed in"]


def _login(where: Target, outputs: dict[str, str], named: str) -> str:
    if "#" in named:
        return named
    people = where.client("cognito-idp")
    try:
        user = people.admin_get_user(UserPoolId=outputs["UserPoolId"], Username=named)
    except (KeyError, people.exceptions.UserNotFoundException):
        raise Refused(f"the user pool has no {named}; say --login 'ISSUER#SUBJECT'.") from None
    subject = next(each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")
    return f"{outputs['OidcIssuer']}#{subject}"


def _held(member: Any) -> list[str]:
    from chalicelib.cases.tasks import model as life
    from chalicelib.cases.tasks import store as tasks

    said = []
    for department in member.departments:
        after = ""
        while True:
            queue = f"{member.community}.{department}"
            rows, after = tasks.changed_since(queue, 0, limit=PAGE, after=after)
            said += [
                f"  holds {row.reference} ({row.topic}, {row.state}): {row.id}"
                for row in rows
                if row.holder == member.id and not life.is_finished(row)
            ]
            if not after:
                break
    return said


def _end_in_pool(where: Target, pool: str, username: str) -> None:
    people = where.client("cognito-idp")
    people.admin_disable_user(UserPoolId=pool, Username=username)
    people.admin_user_global_sign_out(UserPoolId=pool, Username=username)
