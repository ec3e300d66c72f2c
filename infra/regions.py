"""
What a region of AWS has of what Steward can use, asked before anything is made in it.

The table is data (`infra.region_table` writes it). A region that it does not know yet is
taken to have everything: AWS has the last word.
"""

import json
from pathlib import Path
from typing import Any

from infra import stacks
from infra.cloud import Target
from infra.say import Refused, line

FILE = Path(__file__).with_name("regions.json")
ALL_HAVE_IT = "ap-southeast-1"
"""The example's region, and where to send from when one's own has no mail."""
RECEIVE = frozenset(
    {
        "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "eu-west-1", "eu-west-2",
        "eu-central-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
    }
)  # fmt: skip
"""Where SES takes mail in (docs.aws.amazon.com/general/latest/gr/ses.html, "Email receiving
endpoints"); botocore's list does not say. Not Hong Kong, and not AWS China."""
NONE = "none"
EVERYTHING = frozenset({"mail", "texts", "sign_in", "budget", "pool"})
OIDC = ("OidcIssuer", "OidcJwksUrl", "OidcAudience", "OidcAuthorizeUrl", "OidcTokenUrl")
OF_THE_REGION = ("CertificateArn", "WebAclArn", "AlarmTopic")
"""Parameters that name something of the stack's own region."""
LEFT_OUT = {"pool": "UsesCognito", "budget": "HasBudget", "mail": "MailComesBack"}
"""What a region's CloudFormation may lack, to the condition of the template that needs it."""


def has(region: str) -> frozenset[str]:
    known: dict[str, list[str]] = json.loads(FILE.read_text())["regions"]
    return frozenset(known[region]) if region in known else EVERYTHING


def check(where: Target, given: dict[str, str]) -> None:
    """Refuse what this region has not, with the setting that helps; the emulator has all."""
    if where.endpoint:
        return
    told = stacks.parameters(where) | given
    _arns(where, told)
    _sign_in(where, told)
    _mail(where, told)
    if int(told.get("MonthlyBudget") or 0) and "budget" not in has(where.region):
        raise Refused(
            f"CloudFormation has no budgets in {where.region}: leave MonthlyBudget out (or say "
            "--parameter MonthlyBudget=0) and make one in the console of Billing, Budgets."
        )


def _arns(where: Target, told: dict[str, str]) -> None:
    """Refuse what AWS would refuse minutes later, when half of the stack is made."""
    if told.get("DomainName") and not told.get("CertificateArn"):
        raise Refused(
            "a DomainName needs its certificate: --parameter CertificateArn=arn:… of ACM."
        )
    address = told.get("Address", "")
    if address.startswith("http:") and not address.startswith("http://localhost"):
        raise Refused(f"the address begins with https://, not {address}: sign-in takes no other.")
    for name in OF_THE_REGION:
        region = (told.get(name, "").split(":") + [""] * 4)[3]
        if region and region != where.region:
            raise Refused(
                f"{name} is of {region}; the stack is in {where.region} and needs one there."
            )
    if ":global/" in told.get("WebAclArn", ""):
        raise Refused(
            "WebAclArn is a global web ACL, which is for CloudFront; make a regional one."
        )


def _sign_in(where: Target, told: dict[str, str]) -> None:
    missing = [name for name in OIDC if not told.get(name)]
    if missing and not {"sign_in", "pool"} <= has(where.region):
        raise Refused(
            f"{where.region} has no Cognito user pools; say who vouches for staff: "
            f"ARGS='{' '.join(f'--parameter {name}=…' for name in missing)}'."
        )


def _mail(where: Target, told: dict[str, str]) -> None:
    chosen = told.get("MailRegion") or where.region
    if chosen == NONE:
        return
    if "mail" not in has(chosen):
        by_smtp = "--parameter MailRegion=none, then set mail_by to smtp (docs/operate/deploy.md)"
        elsewhere = f"--parameter MailRegion={ALL_HAVE_IT} (verify your sender there), or "
        raise Refused(
            f"{chosen} has no mail service (SES). Say where mail goes out: "
            f"{'' if where.region.startswith('cn-') else elsewhere}{by_smtp}."
        )
    if "texts" not in has(chosen):
        line(
            f"  {chosen} sends no text messages; members with channel text need another channel, "
            f"or a MailRegion that does, as {ALL_HAVE_IT}"
        )


def fitting(template: dict[str, Any], region: str) -> dict[str, Any]:
    """Return the template without the types that a region's CloudFormation does not know:
    whether it passes over them where their condition is false, AWS does not say."""
    lacks = {condition for name, condition in LEFT_OUT.items() if name not in has(region)}
    return _without(template, lacks) if lacks else template


def _without(part: Any, false: set[str]) -> Any:
    """Return a part of a template in which some conditions are false for good."""
    if isinstance(part, list):
        return [_without(each, false) for each in part]
    if not isinstance(part, dict):
        return part
    if part.keys() == {"Fn::If"} and part["Fn::If"][0] in false:
        return _without(part["Fn::If"][2], false)
    return {
        name: _without(each, false)
        for name, each in part.items()
        if not (isinstance(each, dict) and each.get("Condition") in false and len(each) > 1)
    }
