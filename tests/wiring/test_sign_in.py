"""A session stands in a cookie that no script reads, and ends where its owner leaves."""

from collections.abc import Iterator

import pytest

from chalicelib.wiring.sign_in import COOKIE
from tests.browser.hosted import Provider, provider
from tests.support.door import Door
from tests.support.provider import CLIENT

BACK = "https://steward.example/staff/app"


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with provider() as made:
        made.renews = True
        monkeypatch.setenv("OIDC_TOKEN_URL", f"{made.base}/oauth2/token")
        monkeypatch.setenv("OIDC_AUDIENCE", CLIENT)
        yield made


def coded(hosted: Provider) -> dict[str, str]:
    """Return what a browser sends that came back from the provider's page."""
    # base64url(sha256("verifier")), which the provider compares with.
    challenge = "iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ"
    hosted.codes["abc"] = {"redirect_uri": BACK, "code_challenge": challenge, "person": "paco"}
    return {"code": "abc", "redirect_uri": BACK, "code_verifier": "verifier"}


def cookie(value: str) -> dict[str, str]:
    return {"cookie": f"other=1; {COOKIE}={value}"}


def test_a_code_gives_a_token_and_a_cookie_that_no_script_and_no_other_site_has(
    door: Door, hosted: Provider
) -> None:
    answer = door.post_json("/staff/app/session", coded(hosted))

    assert answer.status == 200 and answer.json["id_token"]
    assert "refresh_token" not in answer.json and "again-paco" not in answer.text
    kept = answer.headers["set-cookie"]
    assert kept.startswith(f"{COOKIE}=again-paco; ")
    for said in ("Path=/", "SameSite=Strict", "Secure", "HttpOnly"):
        assert said in kept
    assert "Domain" not in kept and answer.headers["cache-control"] == "no-store"


def test_a_shared_device_keeps_nothing_also_not_who_was_there_before(
    door: Door, hosted: Provider
) -> None:
    said = {**coded(hosted), "shared": True}
    answer = door.post_json("/staff/app/session", said, headers=cookie("again-lena"))

    assert answer.json["id_token"]
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=; Max-Age=0; ")


@pytest.mark.parametrize("wrong", [{"code": "guessed"}, {"code_verifier": "guessed"}])
def test_a_code_that_the_provider_refuses_opens_nothing(
    door: Door, hosted: Provider, wrong: dict[str, str]
) -> None:
    answer = door.post_json("/staff/app/session", {**coded(hosted), **wrong})

    assert answer.status == 401 and "set-cookie" not in answer.headers


def test_the_cookie_gives_the_next_token_until_the_provider_refuses(
    door: Door, hosted: Provider
) -> None:
    assert door.post_json("/staff/app/renew", {}, headers=cookie("again-paco")).json["id_token"]

    hosted.renews = False
    assert door.post_json("/staff/app/renew", {}, headers=cookie("again-paco")).status == 401
    assert door.post_json("/staff/app/renew", {}).status == 401


def test_leaving_ends_the_session_here_and_at_the_provider(door: Door, hosted: Provider) -> None:
    answer = door.post_json("/staff/app/leave", {}, headers=cookie("again-paco"))

    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=; Max-Age=0; ")
    assert hosted.revoked == ["again-paco"]
    assert door.post_json("/staff/app/leave", {}).status == 200


def test_a_provider_that_is_away_is_no_wrong_password(
    door: Door, monkeypatch: pytest.MonkeyPatch, hosted: Provider
) -> None:
    monkeypatch.setenv("OIDC_TOKEN_URL", "http://127.0.0.1:9/oauth2/token")

    assert door.post_json("/staff/app/session", coded(hosted)).status == 503
    assert door.post_json("/staff/app/renew", {}, headers=cookie("again-paco")).status == 503


def test_the_settings_name_nothing_that_only_the_door_asks(door: Door, hosted: Provider) -> None:
    assert hosted.base not in door.get("/staff/app/config").text
