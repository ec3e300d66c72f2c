"""
The token endpoint of whoever signs staff in: a code, or a refresh token, for new tokens.

The door asks, not the browser: a refresh token that script can read is a session that a
stolen page can take along.
"""

import http.client
from urllib.parse import urlencode, urlsplit

import msgspec

from chalicelib.kernel.errors import NotAuthenticated, Unavailable

from . import provider

TIMEOUT_S = 5.0
LONGEST_ANSWER = 65_536


class Tokens(msgspec.Struct, frozen=True):
    """What the provider gave; `refresh_token` is "" where it gave no new one."""

    id_token: str
    access_token: str = ""
    expires_in: int = 0
    """Seconds."""
    refresh_token: str = ""


def ask(url: str, form: dict[str, str]) -> Tokens:
    """Return the tokens for a form of RFC 6749.

    Raises NotAuthenticated when the provider refuses, Unavailable when it says nothing we know.
    """
    status, body = _post(url, form)
    if 400 <= status < 500:
        raise NotAuthenticated("refused")
    try:
        return msgspec.json.decode(body, type=Tokens)
    except msgspec.MsgspecError:
        raise Unavailable(f"the identity provider answered {status}") from None


def revoke(url: str, client: str, token: str) -> None:
    """End a refresh token at the provider (RFC 7009); whether it could is not known."""
    try:
        _post(url, {"token": token, "client_id": client})
    except Unavailable:
        return  # the cookie is gone all the same, and nobody else has the token


def _post(url: str, form: dict[str, str]) -> tuple[int, bytes]:
    try:
        connection = provider.connection(url, TIMEOUT_S)
    except provider.InTheClear:
        raise Unavailable("tokens come over HTTPS") from None
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        connection.request("POST", urlsplit(url).path, urlencode(form), headers)
        response = connection.getresponse()
        return response.status, response.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(f"the identity provider: {type(error).__name__}") from error
    finally:
        connection.close()
