"""A second factor by a setting, and a phone that is lost."""

from types import SimpleNamespace
from typing import Any

import pytest

from infra.aid import people
from infra.say import Refused

OUTPUTS = {"UserPoolId": "pool"}


class Gone(Exception):
    """Cognito knows nobody of this name."""


class Pool:
    """A user pool: what it was asked for, and whom it knows."""

    exceptions = SimpleNamespace(UserNotFoundException=Gone)

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def client(self, name: str) -> "Pool":
        return self

    def __getattr__(self, name: str) -> Any:
        def call(**said: Any) -> None:
            if said["Username"] != "wing":
                raise Gone
            self.asked.append((name, said))

        return call


def test_the_codes_of_a_lost_phone_end_and_it_is_signed_out() -> None:
    pool = Pool()
    people.lose_phone(pool, OUTPUTS, SimpleNamespace(login="wing"))

    (first, said), (second, _) = pool.asked
    assert (first, second) == ("admin_set_user_mfa_preference", "admin_user_global_sign_out")
    assert said["SoftwareTokenMfaSettings"] == {"Enabled": False, "PreferredMfa": False}


@pytest.mark.parametrize(("outputs", "login"), [({}, "wing"), (OUTPUTS, "nobody")])
def test_a_name_that_the_pool_does_not_know_is_said(outputs: dict[str, str], login: str) -> None:
    pool = Pool()
    with pytest.raises(Refused):
        people.lose_phone(pool, outputs, SimpleNamespace(login=login))
    assert pool.asked == []


def test_a_setting_asks_everybody_for_a_second_factor_and_never_a_text(template) -> None:
    pool = template["Resources"]["Staff"]["Properties"]
    asked = {"Fn::If": ["NeedsSecondFactor", "ON", "OPTIONAL"]}

    assert pool["MfaConfiguration"] == {"Fn::If": ["OnOneMachine", "OFF", asked]}
    assert pool["EnabledMfas"]["Fn::If"][2] == ["SOFTWARE_TOKEN_MFA"]
    condition = template["Conditions"]["NeedsSecondFactor"]
    assert condition == {"Fn::Equals": [{"Ref": "SecondFactor"}, "required"]}
    assert template["Parameters"]["SecondFactor"]["Default"] == "optional"
