"""An identity provider of our own: keys, tokens, and what it answers when asked."""

import base64
import json
from functools import cache

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chalicelib.kernel.errors import NotAuthenticated
from chalicelib.platform.aws import identity
from chalicelib.platform.aws.jwks import KeySet, KeysUnavailable

NOW = 1_772_625_600_000
NOW_S = NOW // 1000
MINUTE = 60_000
ISSUER = "https://login.example/pool"
CLIENT = "staff-app"
ID_TOKEN = {
    "iss": ISSUER,
    "sub": "paco-1",
    "aud": CLIENT,
    "token_use": "id",
    "name": "Paco",
    "exp": NOW_S + 3600,
}
ACCESS_TOKEN = {
    "iss": ISSUER,
    "sub": "paco-1",
    "client_id": CLIENT,
    "token_use": "access",
    "username": "paco",
    "exp": NOW_S + 3600,
}


@cache
def private(name):
    if name.startswith("ec"):
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(name, **changes):
    kind = jwt.algorithms.ECAlgorithm if name.startswith("ec") else jwt.algorithms.RSAAlgorithm
    plain = kind.to_jwk(private(name).public_key(), as_dict=True)
    return plain | {"kid": name, "use": "sig"} | changes


class Provider:
    """An identity provider: what its key address answers, and how often it was asked."""

    def __init__(self, *names):
        self.names = names
        self.asked = 0
        self.down = False

    def __call__(self, url):
        self.asked += 1
        if self.down:
            raise KeysUnavailable("down")
        return json.dumps({"keys": [public(name) for name in self.names]}).encode()


def signed(claims, name="one", alg=None, **header):
    alg = alg or ("ES256" if name.startswith("ec") else "RS256")
    return jwt.encode(claims, private(name), algorithm=alg, headers={"kid": name} | header)


def without(claims, *names):
    return {name: value for name, value in claims.items() if name not in names}


def verified(token, keys=None, now=NOW):
    return identity.verify(
        token,
        issuer=ISSUER,
        jwks_url="https://login.example/keys",
        audience=CLIENT,
        now=now,
        keys=keys or KeySet("https://login.example/keys", Provider("one", "ec")),
    )


def refused(token, keys=None, now=NOW):
    with pytest.raises(NotAuthenticated) as error:
        verified(token, keys, now)
    return error.value.reason


def segment(value):
    plain = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()
