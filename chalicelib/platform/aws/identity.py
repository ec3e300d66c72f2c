"""
Who is calling: the only verifier of OpenID Connect tokens.

Any OpenID Connect provider will do. PyJWT checks the signature; the claims are checked
here, because time is an argument. What a caller may do is not in the token: it is in the
estate table, so that leaving takes effect at once.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from chalicelib.kernel.errors import NotAuthenticated

from .jwks import ALGORITHMS, KeySet, key_set

if TYPE_CHECKING:
    from jwt import PyJWK

TOKEN_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
"""`typ` of a header, lower case; a logout token, say, is no login."""
TOKEN_USES = frozenset({"id", "access"})
LEEWAY_S = 60
"""How far clocks may differ."""
LONGEST_TOKEN = 8_192
TOKENS = 64
"""Of so many tokens a process remembers that they are signed; refused ones it looks at again."""
LONGEST_NAME = 100


class Login(Struct, frozen=True):
    """Somebody whose token was believed."""

    issuer: str
    subject: str
    name: str
    """As the provider says it; may be empty. What we show is in the estate table."""
    token_use: str

    @property
    def key(self) -> str:
        """`<issuer>#<subject>`: what their memberships are found by."""
        return f"{self.issuer}#{self.subject}"


def verify(
    token: str,
    *,
    issuer: str,
    jwks_url: str,
    audience: str,
    now: int,
    keys: KeySet | None = None,
) -> Login:
    """Return whose token this is, `now` being UTC epoch ms.

    Raises NotAuthenticated with a reason: "malformed", "type", "algorithm", "unknown_key",
    "signature", "issuer", "expired", "not_yet", "token_use", "audience" or "subject"; and
    Unavailable when the provider never told its keys, for then nothing is known of the token.
    """
    kid = _key_id(token)
    claims = _claims(token, (keys or key_set(jwks_url)).key(kid, now))
    _refuse_unless(claims.get("iss") == issuer, "issuer")
    _check_time(claims, now / 1000)
    token_use = _check_audience(claims, audience)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise NotAuthenticated("subject")
    return Login(issuer, subject, _name(claims), token_use)


@lru_cache(maxsize=TOKENS)
def _key_id(token: str) -> str:
    """Return the key that the token's header names, if the header is one we would believe."""
    import jwt  # here and below: it takes 90 ms, which residents need not wait for

    _refuse_unless(token.isascii() and len(token) <= LONGEST_TOKEN, "malformed")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise NotAuthenticated("malformed") from error
    _refuse_unless(header.get("alg") in ALGORITHMS, "algorithm")
    _refuse_unless(str(header.get("typ", "JWT")).lower() in TOKEN_TYPES, "type")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise NotAuthenticated("unknown_key")
    return kid


@lru_cache(maxsize=TOKENS)
def _claims(token: str, key: "PyJWK") -> Mapping[str, Any]:
    """Return what a token says, if this key signed it: whoever holds it says so all hour long.

    A key that is fetched again is another one, and whether its time is over is asked each time.
    """
    import jwt

    try:
        return jwt.decode(token, key, algorithms=ALGORITHMS, options=_SIGNATURE_ONLY)
    except jwt.InvalidSignatureError as error:
        raise NotAuthenticated("signature") from error
    except jwt.InvalidAlgorithmError as error:
        raise NotAuthenticated("algorithm") from error
    except jwt.PyJWTError as error:
        raise NotAuthenticated("malformed") from error


_SIGNATURE_ONLY: Any = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _check_time(claims: Mapping[str, Any], now_s: float) -> None:
    _refuse_unless(now_s < _instant(claims.get("exp")) + LEEWAY_S, "expired")
    _refuse_unless(now_s >= _instant(claims.get("nbf", 0)) - LEEWAY_S, "not_yet")


def _instant(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotAuthenticated("malformed")
    return value


def _check_audience(claims: Mapping[str, Any], audience: str) -> str:
    """Return the token's use, if it is for us; a token that does not say is an id token."""
    token_use = claims.get("token_use", "id")
    if not isinstance(token_use, str) or token_use not in TOKEN_USES:
        raise NotAuthenticated("token_use")
    if token_use == "access":
        _refuse_unless(claims.get("client_id") == audience, "audience")
    else:
        # Among several audiences any of the others could have asked for it.
        _refuse_unless(claims.get("aud") in (audience, [audience]), "audience")
    return token_use


def _name(claims: Mapping[str, Any]) -> str:
    for claim in ("name", "preferred_username", "cognito:username", "username"):
        if isinstance(name := claims.get(claim), str) and name:
            return name[:LONGEST_NAME]
    return ""


def _refuse_unless(good: bool, reason: str) -> None:
    if not good:
        raise NotAuthenticated(reason)
