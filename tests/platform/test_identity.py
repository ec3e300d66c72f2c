"""A token is believed when every part of it is right, and refused with a reason otherwise."""

import hashlib
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.platform.aws import identity
from chalicelib.platform.aws.jwks import KeySet
from tests.support.provider import (
    ACCESS_TOKEN,
    CLIENT,
    ID_TOKEN,
    ISSUER,
    MINUTE,
    NOW,
    NOW_S,
    Provider,
    private,
    public,
    refused,
    segment,
    signed,
    verified,
    without,
)


def test_an_id_token_for_us_tells_who_is_calling():
    login = verified(signed(ID_TOKEN))

    assert login == identity.Login(ISSUER, "paco-1", "Paco", "id")
    assert login.key == f"{ISSUER}#paco-1"


def test_an_access_token_for_us_tells_who_is_calling():
    assert verified(signed(ACCESS_TOKEN)) == identity.Login(ISSUER, "paco-1", "paco", "access")


def test_both_algorithms_of_the_list_are_believed():
    assert verified(signed(ID_TOKEN, "ec")).subject == "paco-1"


def test_a_provider_that_does_not_say_what_a_token_is_for_gives_id_tokens():
    assert verified(signed(without(ID_TOKEN, "token_use"))).token_use == "id"
    assert verified(signed(ID_TOKEN | {"aud": [CLIENT]})).subject == "paco-1"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        (ID_TOKEN | {"iss": "https://login.example/another-pool"}, "issuer"),
        (ID_TOKEN | {"iss": ISSUER + "/"}, "issuer"),
        (without(ID_TOKEN, "iss"), "issuer"),
        (ID_TOKEN | {"aud": "another-app"}, "audience"),
        (ID_TOKEN | {"aud": [CLIENT, "another-app"]}, "audience"),
        (without(ID_TOKEN, "aud"), "audience"),
        (without(ID_TOKEN, "aud") | {"client_id": CLIENT}, "audience"),
        (ACCESS_TOKEN | {"client_id": "another-app"}, "audience"),
        (without(ACCESS_TOKEN, "client_id") | {"aud": CLIENT}, "audience"),
        (ID_TOKEN | {"token_use": "refresh"}, "token_use"),
        (ID_TOKEN | {"token_use": ["id"]}, "token_use"),
        (without(ID_TOKEN, "sub"), "subject"),
        (ID_TOKEN | {"sub": ""}, "subject"),
        (without(ID_TOKEN, "exp"), "malformed"),
        (ID_TOKEN | {"exp": str(NOW_S + 60)}, "malformed"),
        (ID_TOKEN | {"exp": True}, "malformed"),
        (ID_TOKEN | {"exp": float("nan")}, "expired"),
        (ID_TOKEN | {"nbf": None}, "malformed"),
    ],
)
def test_a_token_that_is_not_for_us_is_refused_and_says_why(claims, reason):
    # PyJWT's own encoder is stricter than other providers need be.
    token = jwt.PyJWS().encode(
        json.dumps(claims).encode(), private("one"), algorithm="RS256", headers={"kid": "one"}
    )

    assert refused(token) == reason


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        (ID_TOKEN | {"exp": NOW_S - 60}, "expired"),
        (ID_TOKEN | {"nbf": NOW_S + 61}, "not_yet"),
    ],
)
def test_a_token_out_of_its_time_is_refused(claims, reason):
    assert refused(signed(claims)) == reason


def test_a_token_that_was_believed_is_refused_when_its_time_is_over_or_its_key_is_another():
    provider, token = Provider("one"), signed(ID_TOKEN)
    keys = KeySet("https://login.example/keys", provider)
    assert verified(token, keys) == verified(token, keys)

    provider.names = ("another",)
    assert refused(token, keys, NOW + 11 * MINUTE) == "unknown_key"
    provider.names = ("one",)
    assert verified(token, keys, NOW + 22 * MINUTE)
    assert refused(token, keys, NOW + 62 * MINUTE) == "expired"
    other = KeySet("https://login.example/keys", lambda url: keys_of("another", called="one"))
    assert refused(token, other) == "signature"


def keys_of(name, called):
    return json.dumps({"keys": [public(name, kid=called)]}).encode()


def test_clocks_may_differ_by_less_than_a_minute():
    assert verified(signed(ID_TOKEN | {"exp": NOW_S - 59, "nbf": NOW_S + 60})).subject == "paco-1"


def test_a_token_without_a_signature_is_refused():
    header = {"alg": "none", "kid": "one", "typ": "JWT"}

    assert refused(f"{segment(header)}.{segment(ID_TOKEN)}.") == "algorithm"


def test_a_token_signed_with_the_public_key_as_a_password_is_refused():
    password = (
        private("one").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    body = f"{segment({'alg': 'HS256', 'kid': 'one', 'typ': 'JWT'})}.{segment(ID_TOKEN)}"
    signature = hmac.new(password, body.encode(), hashlib.sha256).digest()

    assert refused(f"{body}.{segment(signature)}") == "algorithm"


@pytest.mark.parametrize("alg", ["RS512", "PS256"])
def test_an_algorithm_that_is_not_in_the_list_is_refused_though_the_key_could_do_it(alg):
    assert refused(signed(ID_TOKEN, alg=alg)) == "algorithm"


def test_the_algorithm_must_be_the_keys_own():
    token = signed(ID_TOKEN)
    body = token.split(".")[1:]
    header = segment({"alg": "ES256", "kid": "one", "typ": "JWT"})

    assert refused(".".join([header, *body])) in {"algorithm", "signature"}


def test_a_token_of_another_kind_is_no_login():
    assert refused(signed(ID_TOKEN, typ="logout+jwt")) == "type"
    assert verified(signed(ACCESS_TOKEN, typ="at+jwt")).token_use == "access"


def test_a_token_signed_by_somebody_else_under_a_known_name_is_refused():
    token = jwt.encode(ID_TOKEN, private("two"), algorithm="RS256", headers={"kid": "one"})

    assert refused(token) == "signature"


def test_a_token_whose_claims_were_changed_is_refused():
    header, _, signature = signed(ID_TOKEN).split(".")

    assert refused(f"{header}.{segment(ID_TOKEN | {'sub': 'boss'})}.{signature}") == "signature"


def test_a_token_of_another_pool_is_refused_by_its_key():
    assert refused(signed(ID_TOKEN, "two")) == "unknown_key"


def test_a_token_that_names_no_key_is_refused():
    assert refused(jwt.encode(ID_TOKEN, private("one"), algorithm="RS256")) == "unknown_key"
    assert refused(f"{segment({'alg': 'RS256', 'kid': 7})}.{segment(ID_TOKEN)}.AAAA") in {
        "unknown_key",
        "malformed",
    }


def test_a_token_may_not_bring_its_own_key():
    for own in ({"jwk": public("two")}, {"jku": "https://evil.example/keys"}):
        token = jwt.encode(
            ID_TOKEN, private("two"), algorithm="RS256", headers={"kid": "one"} | own
        )
        assert refused(token) == "signature"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b",
        "a.b.c",
        "....",
        "é.é.é",
        "\ud800",
        "x" * (identity.LONGEST_TOKEN + 1),
        f"{segment([])}.{segment({})}.AAAA",
        f"{segment(b'[' * 5000)}.{segment({})}.AAAA",
        f"{segment(b'{')}.{segment({})}.AAAA",
    ],
)
def test_what_is_no_token_is_malformed(token):
    assert refused(token) == "malformed"


def test_claims_that_are_no_object_are_malformed():
    token = jwt.PyJWS().encode(
        b"[1]", private("one"), algorithm="RS256", headers={"kid": "one", "typ": "JWT"}
    )

    assert refused(token) == "malformed"


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=120),
    st.lists(st.text(max_size=5), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=1),
)


@given(st.text(max_size=60) | st.lists(st.binary(max_size=40).map(segment)).map(".".join))
def test_no_text_fails_in_another_way(text):
    refused(text)


@given(
    st.dictionaries(
        st.sampled_from(["alg", "kid", "typ", "crit", "b64"]),
        st.one_of(
            st.none(),
            st.integers(),
            st.lists(st.text(), max_size=2),
            st.sampled_from(["RS256", "one"]),
        ),
    )
)
def test_no_header_fails_in_another_way(header):
    refused(f"{segment(header)}.{segment(ID_TOKEN)}.AAAA")


SPOILED = {
    "iss": ODD,
    "sub": ODD,
    "aud": st.sampled_from([[CLIENT], [CLIENT, "other"], "other"]) | ODD,
    "client_id": st.just(CLIENT) | ODD,
    "token_use": st.sampled_from(["id", "access", "refresh"]) | ODD,
    "exp": st.integers(NOW_S - 120, NOW_S + 120) | ODD,
    "nbf": st.integers(NOW_S - 120, NOW_S + 120) | ODD,
    "name": ODD,
    "username": ODD,
}
"""Claim to what could stand in it."""
CLAIMS = st.builds(
    lambda good, spoiled, names: good | {name: spoiled[name] for name in names},
    st.sampled_from([ID_TOKEN, ACCESS_TOKEN]),
    st.fixed_dictionaries(SPOILED),
    st.lists(st.sampled_from(list(SPOILED)), max_size=2),
)


@given(CLAIMS)
def test_of_any_claims_with_a_good_signature_only_ours_of_now_are_believed(claims):
    token = jwt.PyJWS().encode(
        json.dumps(claims).encode(), private("ec"), "ES256", headers={"kid": "ec", "typ": "JWT"}
    )
    if not believable(claims):
        refused(token)
        return
    login = verified(token)
    assert (login.issuer, login.subject) == (ISSUER, claims["sub"])
    assert len(login.name) <= identity.LONGEST_NAME


def believable(claims):
    """Say once more, of plain values, whom we believe."""

    def instant(value):
        return isinstance(value, int | float) and not isinstance(value, bool)

    exp, nbf, use = claims.get("exp"), claims.get("nbf", 0), claims.get("token_use", "id")
    timely = instant(exp) and instant(nbf) and exp > NOW_S - 60 and nbf <= NOW_S + 60
    ours = {
        "id": claims.get("aud") in (CLIENT, [CLIENT]),
        "access": claims.get("client_id") == CLIENT,
    }
    named = isinstance(claims.get("sub"), str) and claims["sub"] != ""
    known = isinstance(use, str) and ours.get(use, False)
    return claims.get("iss") == ISSUER and timely and known and named
