"""The part of AWS that takes mail in, and the door for it on one machine."""

import json
import os
import re
import smtplib
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.mail_in.taking import envelope_of
from infra import mail_in, regions
from infra.emulator import free_port
from infra.mail_in import __main__ as part
from infra.mail_in.door import DOMAIN, Handler, door


class Aws:
    """A bucket and a queue in memory, as the door sees them."""

    stage, account, region = "local", "000000000000", "us-east-1"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.sent: list[dict[str, Any]] = []

    def client(self, service: str) -> Any:
        return SimpleNamespace(
            list_buckets=lambda: {"Buckets": []},
            create_bucket=lambda **given: None,
            put_object=lambda Bucket, Key, Body: self.objects.__setitem__(Key, Body),
            send_message=lambda QueueUrl, MessageBody: self.sent.append(json.loads(MessageBody)),
        )


def a_mail(sender: str = "rosa@home.example", **heads: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, f"hv@{DOMAIN}", "Tap"
    for name, value in heads.items():
        message[name.replace("_", "-")] = value
    message.set_content("It drips.")
    return message


def test_a_mail_program_reaches_the_bucket_and_the_queue_by_the_door() -> None:
    aws = Aws()
    with door(aws, "queue", free_port()) as made:  # type: ignore[arg-type]
        host, _, port = made.address.removeprefix("smtp://").partition(":")
        with smtplib.SMTP(host, int(port)) as server:
            server.send_message(a_mail(), from_addr="rosa@home.example")
            server.send_message(a_mail(), from_addr="thief@elsewhere.example")
            sent = a_mail("steward@localhost.example", X_Steward="notice", Reply_To="r-1@x.example")
            server.send_message(sent)
            with pytest.raises(smtplib.SMTPDataError):
                server.send_message(a_mail(), to_addrs=["x@else.example"])
    first, second = aws.sent
    raw = aws.objects[first["key"]]
    assert raw.startswith(b"Return-Path: <rosa@home.example>\r\n") and b"It drips." in raw
    assert envelope_of(first).recipients == [f"hv@{DOMAIN}"]
    assert (first["verdicts"]["dmarc"], second["verdicts"]["dmarc"]) == ("PASS", "FAIL")
    # Nobody's address stands in a queue.
    assert "rosa" not in json.dumps(first)
    assert made.answers == {(f"hv@{DOMAIN}", "Tap"): "r-1@x.example"}


def test_the_function_of_the_part_says_what_the_door_says(monkeypatch: pytest.MonkeyPatch) -> None:
    aws, sent = Aws(), []
    told = SimpleNamespace(send_message=lambda **said: sent.append(json.loads(said["MessageBody"])))
    for name in ("BUCKET", "PREFIX", "QUEUE", "HOME_REGION", "AWS_REGION"):
        monkeypatch.setenv(name, f"{name.lower()}/")
    monkeypatch.setattr("boto3.client", lambda *_, **__: told)
    code: dict[str, Any] = {}
    exec(mail_in.FORWARD.read_text(), code)
    checks = {f"{name}Verdict": {"status": "PASS"} for name in ("spam", "virus", "spf", "dmarc")}
    ses = {
        "mail": {"messageId": "m1", "source": "rosa@home.example"},
        "receipt": {"recipients": ["hv@x.example"], **checks},
    }
    code["handler"]({"Records": [{"ses": ses}]}, None)

    Handler(aws, "b", "q", None).take(  # type: ignore[arg-type]
        SimpleNamespace(original_content=b"From: a@b.c\r\n\r\n", mail_from="a@b.c", rcpt_tos=["x"])
    )
    assert sent[0].keys() == aws.sent[0].keys()
    assert (sent[0]["key"], sent[0]["null_sender"]) == ("prefix/m1", False)
    assert "rosa" not in json.dumps(sent)


def test_the_part_has_the_code_of_its_function_and_a_bucket_that_the_stack_may_read() -> None:
    made = json.loads(part.template())
    code = made["Resources"]["Forward"]["Properties"]["Code"]["ZipFile"]
    # CloudFormation takes no more in a template.
    assert "def handler" in code and len(code) < 4_096
    name = made["Resources"]["Bucket"]["Properties"]["BucketName"]["Fn::Sub"]
    policy = json.loads((regions.FILE.parents[1] / ".chalice" / "policy-mail.json").read_text())
    (right,) = [each for each in policy["Statement"] if each["Sid"] == "MailIn"]
    prefix = right["Resource"][0]["Fn::Sub"].rpartition(":::")[2].removesuffix("*/*")
    assert name.startswith(prefix)
    rule = made["Resources"]["Rule"]["Properties"]["Rule"]
    assert [list(each)[0] for each in rule["Actions"]] == ["S3Action", "LambdaAction"]
    assert rule["ScanEnabled"] is True


def test_a_region_that_receives_sends_as_well() -> None:
    assert all("mail" in regions.has(region) for region in regions.RECEIVE)
    assert not {"ap-east-1", "cn-north-1"} & regions.RECEIVE


def test_a_stage_without_a_domain_and_a_region_without_receipt_are_refused() -> None:
    home = part.Target("live", "ap-east-1")
    for outputs, names in (({}, "MailInDomain"), ({"MailInDomain": "m.example"}, "ap-southeast-1")):
        with pytest.raises(part.Refused) as refused:
            part.on(home, home, outputs)
        assert names in refused.value.sentence


def test_the_part_is_valid_for_cfn_lint(tmp_path: Any) -> None:
    import subprocess
    import sys
    from pathlib import Path

    file = tmp_path / "mail-in.json"
    file.write_text(part.template())
    lint = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [str(lint), "--regions", "us-east-1", "--", str(file)],
        capture_output=True, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert re.sub(r"\s+", " ", done.stdout) == ""
