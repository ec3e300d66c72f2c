"""What a region lacks is said with its setting before anything is made; elsewhere all is there."""

import json
import re

import pytest
from cfnlint.schema.manager import ProviderSchemaManager

from infra import region_table, regions, stacks
from infra.cloud import Target
from infra.paths import ROOT
from infra.say import Refused

ACM, CERT = "arn:aws:acm:", ":123456789012:certificate/c0ffee"
FAR = {
    "OidcIssuer": "https://id.example",
    "OidcJwksUrl": "https://id.example/keys",
    "OidcAudience": "steward",
    "OidcAuthorizeUrl": "https://id.example/authorize",
    "OidcTokenUrl": "https://id.example/token",
}


@pytest.fixture(autouse=True)
def no_stack(monkeypatch):
    monkeypatch.setattr(stacks, "parameters", lambda where: {})


def refused(region, **given):
    try:
        regions.check(Target("live", region), given)
    except Refused as error:
        return error.sentence
    return ""


def test_the_table_is_what_botocore_knows():
    told = region_table.of_endpoints()

    assert told.keys() == json.loads(regions.FILE.read_text())["regions"].keys()
    for region, has in told.items():
        assert {name for name in region_table.ENDPOINTS if has[name]} == (
            regions.has(region) & region_table.ENDPOINTS.keys()
        ), region


@pytest.mark.parametrize(
    ("region", "given", "said"),
    [
        ("ap-east-1", {}, "MailRegion=ap-southeast-1"),
        ("ap-east-1", {"MailRegion": "ap-southeast-1"}, ""),
        ("ap-east-1", {"MailRegion": "none"}, ""),
        ("eu-west-1", {"MailRegion": "ap-east-1"}, "ap-east-1 has no mail service"),
        ("ap-east-1", {"MailRegion": "none", "MonthlyBudget": "50"}, "MonthlyBudget=0"),
        ("ap-southeast-1", {"MonthlyBudget": "50"}, ""),
        ("cn-north-1", {"MailRegion": "none"}, "OidcTokenUrl=…"),
        ("cn-north-1", FAR, "mail_by"),
        ("cn-north-1", FAR | {"MailRegion": "none"}, ""),
        ("xx-new-1", {"MonthlyBudget": "50"}, ""),
        ("eu-west-1", {"DomainName": "r.example.com"}, "needs its certificate"),
        (
            "eu-west-1",
            {"DomainName": "r.example.com", "CertificateArn": f"{ACM}eu-west-1{CERT}"},
            "",
        ),
        (
            "eu-west-1",
            {"CertificateArn": f"{ACM}us-east-1{CERT}"},
            "CertificateArn is of us-east-1",
        ),
        ("eu-west-1", {"AlarmTopic": "arn:aws:sns:us-east-1:1:ops"}, "AlarmTopic is of us-east-1"),
        ("us-east-1", {"WebAclArn": "arn:aws:wafv2:us-east-1:1:global/webacl/a/b"}, "regional one"),
        ("us-east-1", {"WebAclArn": "arn:aws:wafv2:us-east-1:1:regional/webacl/a/b"}, ""),
        ("eu-west-1", {"Address": "http://r.example.com"}, "begins with https://"),
        ("eu-west-1", {"Address": "http://localhost:8000"}, ""),
    ],
)
def test_what_a_region_lacks_is_refused_with_the_setting_that_helps(region, given, said):
    sentence = refused(region, **given)

    assert said in sentence and bool(sentence) == bool(said)
    assert "ap-southeast-1" not in sentence or region != "cn-north-1"


def test_a_stack_that_was_told_once_need_not_be_told_again(monkeypatch):
    monkeypatch.setattr(stacks, "parameters", lambda where: {"MailRegion": "ap-southeast-1"})

    assert refused("ap-east-1") == ""


def test_a_region_that_sends_no_texts_says_so_and_goes_on(capsys):
    assert refused("ap-southeast-7") == ""
    assert "no text messages" in capsys.readouterr().out


@pytest.mark.parametrize("region", ["ap-east-1", "cn-north-1"])
def test_a_template_names_no_type_that_its_region_does_not_know(template, region):
    fitted = regions.fitting(template, region)
    known = set(ProviderSchemaManager().get_resource_types(region))
    types = {each["Type"] for each in fitted["Resources"].values()}
    named = set(re.findall(r'"(?:Ref|Fn::GetAtt)": \[?\s*"(\w+)"', json.dumps(fitted)))

    assert {name for name in types - known if not name.startswith("AWS::Serverless")} == set()
    assert named <= fitted["Resources"].keys() | fitted["Parameters"].keys()
    assert regions.fitting(template, regions.ALL_HAVE_IT) is template


def test_every_example_is_of_a_region_where_all_works():
    assert regions.has(regions.ALL_HAVE_IT) == regions.EVERYTHING
    for name in ("README.md", "Makefile", "docs/operate/deploy.md", "docs/operate/runbook.md"):
        shown = re.findall(
            r"(?:REGION=|--region )([a-z]+-[a-z-]+-[0-9])", (ROOT / name).read_text()
        )
        assert set(shown) <= {regions.ALL_HAVE_IT}, name
