"""
Signing staff in: a code for a session, a session for the next token, and its end.

The id token lives an hour in the memory of a page. The refresh token stands in a cookie that
no script reads, no other site sends and no other address of this domain sees (`__Host-`).
On a shared device there is no cookie: closing the page ends the session.
"""

from msgspec import Struct, convert, structs

from chalicelib.estate.permissions import EVERYBODY
from chalicelib.kernel.errors import NotAuthenticated, Unavailable
from chalicelib.platform import settings
from chalicelib.platform.aws import cognito_login, token_endpoint
from chalicelib.platform.aws.token_endpoint import Tokens
from chalicelib.platform.http.blueprint import Routes
from chalicelib.platform.http.call import Call
from chalicelib.platform.http.route import Reply
from chalicelib.platform.http.shapes import Shape

routes = Routes(__name__)

COOKIE = "__Host-steward-session"
KEPT_S = 30 * 86_400
"""As long as Cognito's refresh tokens live; another provider ends its own earlier."""
ATTRIBUTES = "Path=/; SameSite=Strict; Secure; HttpOnly"
GONE = f"{COOKIE}=; Max-Age=0; {ATTRIBUTES}"
LONGEST = 4_000
"""Of a cookie a browser keeps 4,096 bytes; a longer refresh token is not kept."""


class SignIn(Shape, frozen=True):
    """Where staff sign in, and as which client."""

    issuer: str
    authorize_url: str
    logout_url: str
    client_id: str
    scope: str
    password_login: bool


class SignedIn(Shape, frozen=True):
    """What the identity provider gave; the refresh token stands in a cookie."""

    id_token: str
    access_token: str
    expires_in: int


class Code(Struct, forbid_unknown_fields=True):
    """What the provider sent a browser back with, and the verifier that the browser kept."""

    code: str
    redirect_uri: str
    code_verifier: str
    shared: bool = False
    """True: others use this device; nothing is kept on it."""


class Password(Struct, forbid_unknown_fields=True):
    """A name and a password, for the emulator."""

    username: str
    password: str
    shared: bool = False


class Left(Shape, frozen=True):
    """The session of this browser is over."""

    signed_in: bool = False


@routes.get("/staff/app/config", may=EVERYBODY)
def sign_in_settings(call: Call) -> Reply[SignIn]:
    """What a browser needs to sign in; nothing secret."""
    return Reply(convert(settings.sign_in(), SignIn), headers={"Cache-Control": "max-age=60"})


@routes.post("/staff/app/session", may=EVERYBODY, body=Code, errors=(NotAuthenticated, Unavailable))
def open_session(call: Call) -> Reply[SignedIn]:
    """Begin a session with the code of the provider's page."""
    said = call.json(Code)
    form = {
        "grant_type": "authorization_code", "code": said.code, "redirect_uri": said.redirect_uri,
        "code_verifier": said.code_verifier,
    }  # fmt: skip
    return _begun(_exchanged(form), shared=said.shared)


@routes.post("/staff/app/login", may=EVERYBODY, body=Password, errors=(NotAuthenticated,))
def sign_in_with_password(call: Call) -> Reply[SignedIn]:
    """Sign in on one machine, whose identity provider has no pages; elsewhere there is none."""
    said = call.json(Password)
    return _begun(cognito_login.sign_in(said.username, said.password), shared=said.shared)


@routes.post("/staff/app/renew", may=EVERYBODY, errors=(NotAuthenticated, Unavailable))
def renew_session(call: Call) -> Reply[SignedIn]:
    """Give the next token to a browser whose session goes on; 401 where it is over."""
    held = call.cookies().get(COOKIE, "")
    if not held:
        raise NotAuthenticated("no_session")
    if settings.takes_passwords():
        return _given(cognito_login.renew(held))
    form = {"grant_type": "refresh_token", "refresh_token": held}
    return _given(_exchanged(form))


@routes.post("/staff/app/leave", may=EVERYBODY)
def end_session(call: Call) -> Reply[Left]:
    """End the session of this browser, here and at the provider."""
    held = call.cookies().get(COOKIE, "")
    url = str(settings.sign_in()["token_url"])
    # Cognito's page for it stands beside the other; of another provider we do not know it.
    if held and url.endswith("/oauth2/token"):
        client = settings.oidc()["audience"]
        token_endpoint.revoke(f"{url.removesuffix('token')}revoke", client, held)
    return Reply(Left(), headers={"Set-Cookie": GONE})


def _exchanged(form: dict[str, str]) -> Tokens:
    asked = settings.sign_in()
    url = str(asked["token_url"])
    if not url:
        raise NotAuthenticated("no_provider")
    return token_endpoint.ask(url, {"client_id": str(asked["client_id"]), **form})


def _begun(tokens: Tokens, *, shared: bool) -> Reply[SignedIn]:
    """Answer who signed in; with the cookie of who was there before they would become that one."""
    kept = "" if shared else tokens.refresh_token
    answer = _given(structs.replace(tokens, refresh_token=kept))
    return structs.replace(answer, headers={"Set-Cookie": GONE, **answer.headers})


def _given(tokens: Tokens) -> Reply[SignedIn]:
    made = SignedIn(tokens.id_token, tokens.access_token, tokens.expires_in)
    headers = {"Cache-Control": "no-store"}
    # A provider that gives no new one with the next token leaves the old one good.
    if 0 < len(tokens.refresh_token) <= LONGEST:
        headers["Set-Cookie"] = f"{COOKIE}={tokens.refresh_token}; Max-Age={KEPT_S}; {ATTRIBUTES}"
    return Reply(made, headers=headers)
