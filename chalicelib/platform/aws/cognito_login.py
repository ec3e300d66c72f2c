"""
Signing in by name and password, where the identity provider has no pages of its own.

Only the emulator on one machine: on AWS people sign in on the provider's own pages, and
no password ever passes through here.
"""

from typing import Any

from chalicelib.kernel.errors import NotAuthenticated, NotFound
from chalicelib.platform import settings


def sign_in(username: str, password: str) -> dict[str, Any]:
    """Return {"id_token", "access_token", "expires_in"}; raise NotAuthenticated."""
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
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=settings.oidc()["audience"],
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )["AuthenticationResult"]
    except (BotoCoreError, ClientError):
        raise NotAuthenticated("wrong_password") from None
    return {
        "id_token": said["IdToken"],
        "access_token": said["AccessToken"],
        "expires_in": said["ExpiresIn"],
    }
