"""
Signing in by name and password, where the identity provider has no pages of its own.

Only the emulator on one machine: on AWS people sign in on the provider's own pages, and
no password ever passes through here.
"""

from chalicelib.kernel.errors import NotAuthenticated, NotFound
from chalicelib.platform import settings

from .token_endpoint import Tokens


def sign_in(username: str, password: str) -> Tokens:
    """Return the tokens of who this is; raise NotAuthenticated."""
    return _asked("USER_PASSWORD_AUTH", {"USERNAME": username, "PASSWORD": password})


def renew(refresh_token: str) -> Tokens:
    """Return the next tokens of a session; raise NotAuthenticated when it is over."""
    return _asked("REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": refresh_token})


def _asked(flow: str, parameters: dict[str, str]) -> Tokens:
    if not settings.takes_passwords():
        raise NotFound("there is no such address")
    import botocore.session
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    client = botocore.session.get_session().create_client(
        "cognito-idp",
        region_name=settings.region(),
        endpoint_url=settings.endpoint(),
        config=Config(signature_version=UNSIGNED, connect_timeout=1, read_timeout=5),
    )
    try:
        said = client.initiate_auth(
            AuthFlow=flow, ClientId=settings.oidc()["audience"], AuthParameters=parameters
        )["AuthenticationResult"]
    except (BotoCoreError, ClientError):
        raise NotAuthenticated("wrong_password") from None
    return Tokens(
        said["IdToken"], said["AccessToken"], said["ExpiresIn"], said.get("RefreshToken", "")
    )
