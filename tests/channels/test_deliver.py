"""Mail and texts: sent once a call, blamed on the right side, with every header that they need."""

import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from chalicelib.channels import deliver as channels
from chalicelib.kernel.errors import Unanswered, Undelivered
from chalicelib.kernel.notices import Notice
from chalicelib.notifications.bounces import tag_of
from chalicelib.platform import clients
from chalicelib.platform.aws import parameters
from chalicelib.platform.storage.ledger import LEASE_MS

ROOT = Path(__file__).parents[2]
NOON = 1_772_452_800_000
SENDER = "Harbour View, Ltd <no-reply@acme.example>"


class Service:
    """SES and SNS: what they were asked for, and what they answer."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.error: Exception | None = None

    def send_raw_email(self, **asked: Any) -> None:
        self.asked.append(asked)
        if self.error:
            raise self.error

    publish = send_raw_email


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr(channels, "client", lambda name: made)
    return made


def tell(channel: str = "email", sender: str = SENDER) -> None:
    address = "rosa@example.com" if channel == "email" else "+85291234567"
    notice = Notice(
        event="hv-a#1#tell", channel=channel, address=address, lang="zh-Hant", template="in_hand",
        values={"reference": "7KQ2M9X", "topic": "leak", "link": "https://hv.example/r/x"},
        names={"place": {"en": "Lift 2"}},
    )  # fmt: skip
    channels.deliver(notice, sender=sender, now=NOON)


def mail(service: Service):
    return message_from_bytes(service.asked[-1]["RawMessage"]["Data"], policy=policy.default)


@pytest.mark.parametrize("name", ["ses", "sns"])
def test_a_slow_service_is_asked_once_and_waited_for(aws: None, name: str) -> None:
    config = clients.client(name).meta.config

    assert config.retries["total_max_attempts"] == 1
    assert config.read_timeout == clients.SEND_TIMEOUT_S >= 10


def test_a_worker_outlives_the_wait_and_a_lease_outlives_the_worker() -> None:
    settings = json.loads((ROOT / ".chalice/config.json").read_text())
    timeout = settings["stages"]["packaged"]["lambda_functions"]["deliver"]["lambda_timeout"]

    assert timeout == clients.SEND_TIMEOUT_S + 5
    # SQS gives the message to another worker after six times that.
    assert timeout * 1_000 < LEASE_MS < 6 * timeout * 1_000
    assert 'queue="notices", batch_size=1,' in ((ROOT / "chalicelib/wiring/workers.py").read_text())


@pytest.mark.parametrize("channel", ["email", "text"])
def test_no_answer_is_not_a_refusal_and_no_connection_is_one(
    service: Service, channel: str
) -> None:
    service.error = ReadTimeoutError(endpoint_url="https://example.com")
    with pytest.raises(Unanswered):
        tell(channel)

    service.error = EndpointConnectionError(endpoint_url="https://example.com")
    with pytest.raises(Undelivered) as refused:
        tell(channel)
    assert not isinstance(refused.value, Unanswered)
    assert not refused.value.permanent


@pytest.mark.parametrize(
    ("channel", "code", "words", "final"),
    [
        ("text", "OptedOut", "", True),
        ("text", "InvalidParameter", "Invalid parameter: PhoneNumber", True),
        ("text", "InvalidParameter", "Invalid parameter: Message too long", False),
        ("email", "InvalidParameterValue", "Illegal address", False),
        ("email", "MessageRejected", "Email address is not verified", False),
        ("email", "AccessDenied", "", False),
    ],
)
def test_only_what_blames_the_recipient_is_final(
    service: Service, channel: str, code: str, words: str, final: bool
) -> None:
    service.error = ClientError({"Error": {"Code": code, "Message": words}}, "Send")
    with pytest.raises(Undelivered) as refused:
        tell(channel)

    assert refused.value.permanent is final


def test_a_mail_can_be_answered_and_is_answered_by_no_machine(service: Service) -> None:
    tell()

    found = mail(service)
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Reply-To"].addresses[0].addr_spec == "no-reply@acme.example"
    assert found["Date"].datetime.timestamp() * 1000 == NOON
    assert found["Message-ID"].endswith("@acme.example>")
    tell()
    assert mail(service)["Message-ID"] == found["Message-ID"]


def test_an_answer_goes_where_the_parameter_says(service: Service, monkeypatch) -> None:
    monkeypatch.setitem(parameters._kept, "mail_reply_to", "Office <office@acme.example>")
    tell()

    assert mail(service)["Reply-To"].addresses[0].addr_spec == "office@acme.example"


@pytest.mark.parametrize("name", ["Harbour View, Ltd", "海景花園管理處", '"Acme; Co"', "A (B) @ C"])
def test_any_name_of_a_sender_arrives_as_it_is(service: Service, name: str) -> None:
    tell(sender=f"{name} <no-reply@acme.example>")

    (address,) = mail(service)["From"].addresses
    assert (address.display_name, address.addr_spec) == (name.strip('"'), "no-reply@acme.example")
    assert service.asked[-1]["Source"] == "no-reply@acme.example"


def test_a_sender_that_is_no_address_is_our_slip_and_tried_again(service: Service) -> None:
    with pytest.raises(Undelivered) as refused:
        tell(sender="not an address")

    assert not refused.value.permanent
    assert service.asked == []


@pytest.mark.parametrize(
    "text",
    ["not an address", "a@b", "a@b..example", "x <y", "<>", "Steward <a@b.example> c", "a@.example",
     "Steward\nBcc: <a@b.example>", ".a@b.example"],
)  # fmt: skip
def test_a_sender_that_is_no_address_is_refused_where_it_is_set(text: str) -> None:
    assert parameters.wrong("mail_from", text)
    assert parameters.wrong("mail_reply_to", text)


@pytest.mark.parametrize("text", [SENDER, "a@b.example", "海景 <a@b.example>", "<a@b.example>"])
def test_a_sender_with_and_without_a_name_is_taken(text: str) -> None:
    assert parameters.wrong("mail_from", text) == ""


def test_what_comes_back_says_whose_it_was_where_a_set_is_there(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell()
    assert service.asked[-1].keys() == {"Source", "Destinations", "RawMessage"}

    monkeypatch.setenv("MAIL_SET", "steward-live")
    tell()
    assert service.asked[-1]["ConfigurationSetName"] == "steward-live"
    (tag,) = service.asked[-1]["Tags"]
    assert tag == {"Name": "delivery", "Value": tag_of("hv-a#1#tell")}


def test_a_text_says_its_kind_and_who_it_is_from_where_that_is_set(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("text")
    (kind,) = service.asked[-1]["MessageAttributes"].items()
    assert kind == ("AWS.SNS.SMS.SMSType", {"DataType": "String", "StringValue": "Transactional"})

    monkeypatch.setitem(parameters._kept, "text_sender", "HarbourView")
    tell("text")
    asked = service.asked[-1]["MessageAttributes"]
    assert asked["AWS.SNS.SMS.SenderID"]["StringValue"] == "HarbourView"
