"""A deployment never resets what an admin tuned: every parameter, whatever was reworded."""

import json
import re
from copy import deepcopy
from functools import cache

import boto3
import pytest
from msgspec import structs

from chalicelib.platform.aws import parameter_table, parameters
from chalicelib.platform.aws.parameter_table import PARAMETERS
from infra import deploy, stacks, tuned
from infra.cloud import Target
from infra.corrections.tuning import add_parameters

from .cloudformation import CloudFormation, Stack

client = cache(boto3.client)

STACK = {"Stage": {"Type": "String"}, "Address": {"Type": "String"}, "MailFrom": {"Type": "String"}}
GIVEN = {"Address": "https://hv.example", "MailFrom": "Harbour View <no-reply@hv.example>"}
TUNED = {
    "public_address": "https://requests.hv.example",
    "mail_from": "Estate office <office@hv.example>",
    "mail_reply_to": "office@hv.example",
    "mail_by": "smtp",
    "smtp_host": "mail.hv.example",
    "smtp_port": "587",
    "text_type": "Promotional",
    "text_sender": "HarbourView",
    "chasing": "paused",
    "frozen_topics": "greening",
    "feedback/silence_days": "9",
    "feedback/reopen_days": "21",
    "photos/each": "1",
    "photos/megabytes": "3",
    "nudges/window_minutes": "7",
    "log_level": "DEBUG",
}


def other(name):
    """A value of a parameter that is not its default."""
    if name.startswith("targets/"):
        return "11,222"
    return TUNED.get(name, "40")


class Resetting(CloudFormation):
    """CloudFormation as it treats a parameter of SSM: whatever property of it changed, its value
    becomes the template's (aws-cdk issue 25949)."""

    def __init__(self, stack):
        super().__init__(stack)
        self.made = {}

    def describe_change_set(self, StackName, ChangeSetName):
        change = {"Action": "Modify", "ResourceType": "AWS::SSM::Parameter"}
        changes = [{"ResourceChange": change | {"LogicalResourceId": "Tune"}}]
        return {"Status": "CREATE_COMPLETE", "Changes": changes}

    def execute_change_set(self, StackName, ChangeSetName):
        url = self.stack.sets[ChangeSetName]["TemplateURL"]
        super().execute_change_set(StackName=StackName, ChangeSetName=ChangeSetName)
        bucket, key = url.rsplit("/", 2)[1:]
        body = client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        for logical, each in json.loads(body)["Resources"].items():
            said = {name: self.said(text) for name, text in each["Properties"].items()}
            if self.made.get(logical) != said:
                client("ssm").put_parameter(**said, Overwrite=True)
                self.made[logical] = said

    def said(self, text):
        if isinstance(text, str):
            return text
        if "Ref" in text:
            return self.stack.parameters[text["Ref"]]
        return text["Fn::Sub"].replace("${Stage}", "live")


class Console:
    """An account with the parameters of a stack in it, and whoever tunes them."""

    def __init__(self, monkeypatch):
        self.where, self.ssm = Target("live", "us-east-1"), client("ssm")
        made = Resetting(Stack())
        monkeypatch.setattr(stacks, "pause", lambda _: 0)
        monkeypatch.setattr(
            Target,
            "client",
            lambda _, service: made if service == "cloudformation" else client(service),
        )
        client("s3").create_bucket(Bucket=self.where.code_bucket)

    def deploy(self, resources, **given):
        template = json.dumps({"Parameters": STACK, "Resources": resources})
        s3 = client("s3")
        s3.put_object(Bucket=self.where.code_bucket, Key="template.json", Body=template.encode())
        url = f"https://s3.amazonaws.com/{self.where.code_bucket}/template.json"
        deploy.bring(self.where, url, GIVEN | given)

    def values(self):
        return tuned._values(self.where)

    def tune(self, name, value):
        self.ssm.put_parameter(
            Name=f"/steward/live/{name}", Value=value, Type="String", Overwrite=True
        )


@pytest.fixture
def console(aws, monkeypatch):
    return Console(monkeypatch)


def resources():
    template = {"Resources": {}}
    add_parameters(template)
    return template["Resources"]


def of_an_older_release():
    """The resources as they were while CloudFormation kept description and default, too."""
    made = deepcopy(resources())
    for each, (name, parameter) in zip(made.values(), PARAMETERS.items(), strict=True):
        properties = each["Properties"]
        assert properties["Name"]["Fn::Sub"].endswith(name)
        properties["Description"] = parameter.effect
        if not parameter.first:
            properties["Value"] = parameter.default
    return made


def test_every_value_outlives_new_words_new_patterns_a_new_form_and_the_way_back(
    console, monkeypatch
):
    console.deploy(of_an_older_release())
    wished = {name: other(name) for name in PARAMETERS}
    for name, value in wished.items():
        assert console.values()[name] != value and parameters.wrong(name, value) == "", name
        console.tune(name, value)

    console.deploy(resources())
    tuned.describe(console.where)
    assert console.values() == wished

    for name, parameter in PARAMETERS.items():
        reworded = {"effect": "Other words.", "pattern": f"(?:{parameter.pattern})"}
        monkeypatch.setitem(
            parameter_table.PARAMETERS, name, structs.replace(parameter, **reworded)
        )
    console.deploy(resources())
    tuned.describe(console.where)
    assert console.values() == wished
    told = tuned._described(console.where)
    assert {told[name]["Description"][:12] for name in wished} == {"Other words."}

    console.deploy(of_an_older_release())
    assert console.values() == wished


def test_a_template_says_nothing_of_a_parameter_that_may_ever_change():
    for each in resources().values():
        assert each["Properties"].keys() == {"Name", "Type", "Value"}
        assert each["Properties"]["Value"] in ("default", {"Ref": "Address"}, {"Ref": "MailFrom"})


def test_what_nobody_tuned_follows_the_code_and_the_address_that_is_given(console):
    console.deploy(of_an_older_release())
    console.deploy(resources(), Address="https://new.hv.example")

    values = console.values()
    assert values.pop("public_address") == "https://new.hv.example"
    assert values.pop("mail_from") == GIVEN["MailFrom"]
    assert set(values.values()) == {"default"}


def test_a_deployment_that_ends_while_values_are_reset_is_healed_by_the_next_one(
    console, monkeypatch
):
    console.deploy(of_an_older_release())
    console.tune("chasing", "paused")
    console.tune("poll/idle_s", "90")
    with monkeypatch.context() as ended:
        ended.setattr(tuned, "_put_back", lambda *_: None)
        console.deploy(resources())
    assert console.values()["chasing"] == "default"
    console.tune("poll/idle_s", "120")

    console.deploy(of_an_older_release())

    assert console.values()["chasing"] == "paused"
    assert console.values()["poll/idle_s"] == "120"
    assert tuned._noted(console.where) == {}


def test_the_console_refuses_what_the_code_would(console):
    console.deploy(resources())
    tuned.describe(console.where)

    for name, told in tuned._described(console.where).items():
        for value in (other(name), "default", "no such value", ""):
            taken = re.search(told["AllowedPattern"], value) is not None
            assert taken or parameters.wrong(name, value), (name, value)
            assert not taken or value in (other(name), "default"), (name, value)
