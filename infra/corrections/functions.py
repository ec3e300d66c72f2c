"""The functions: two doors, their names, environment and logs."""

import copy
import json
from typing import Any

from infra.corrections.reading import API_HANDLER, STAFF_HANDLER, Template, functions, kebab
from infra.parcels import parcel_of
from infra.paths import ROOT
from infra.say import Refused

STAFF_PATHS = ("/staff", "/manage", "/home", "/api/v1/programs/export")
"""Where staff work, where residents tell what the public form may not read, and where programs
fetch what the public form may not."""
LOG_DAYS = 90

DESCRIPTIONS = {
    "APIHandler": "The residents' pages and API. May not read households.",
    "StaffHandler": "The staff API, the staff app and the board.",
    "Work": "Does what follows from an action: routes, makes tasks, settles requests.",
    "Deliver": "Sends one notice to one person: lease, send, mark.",
    "Sweep": "Every minute: finds what is due and does it or sends it on.",
    "SweepMore": "Goes on where one sweep had to stop.",
    "CleanPhoto": "Re-encodes an uploaded photo without location data.",
    "TakeMail": "Takes in what people wrote by mail: a reply, a request, or set aside.",
    "Admin": "By hand, by a saved test event: invitations, labels, links, restoring, counting.",
    "Reconcile": "Every day: counts the tables against each other, writes the tallies.",
}

ENVIRONMENT: dict[str, Any] = {
    "STAGE": {"Ref": "Stage"},
    "BUILD": {"Ref": "Build"},
    "REQUESTS_TABLE": {"Ref": "Requests"},
    "ESTATE_TABLE": {"Ref": "Estate"},
    "HOUSEHOLDS_TABLE": {"Ref": "Households"},
    "LEDGER_TABLE": {"Ref": "Ledger"},
    "EFFECTS_QUEUE": {"Ref": "EffectsQueue"},
    "NOTICES_QUEUE": {"Ref": "NoticesQueue"},
    "SWEEP_QUEUE": {"Ref": "SweepQueue"},
    "PHOTOS_BUCKET": {"Ref": "Photos"},
    "ID_SECRET": {"Ref": "IdSecret"},
    "LINK_SECRET": {"Ref": "LinkSecret"},
    "FORM_SECRET": {"Ref": "FormSecret"},
    "SMTP_SECRET": {"Ref": "SmtpSecret"},
    "PARAMETERS": {"Fn::Sub": "/steward/${Stage}"},
    "DUE_SHARDS": {"Ref": "DueShards"},
}

_POOL = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${Staff}"
_SIGN_IN = "https://steward-${Stage}-${AWS::AccountId}.auth.${AWS::Region}.amazoncognito.com"


def _or_pool(parameter: str, of_the_pool: Any) -> dict[str, Any]:
    return {"Fn::If": ["UsesCognito", of_the_pool, {"Ref": parameter}]}


# The address of the keys is a setting apart from the issuer: on one machine the user pool
# signs as if it were on AWS, while its keys are served by the emulator.
_POOL_KEYS = {
    "Fn::If": [
        "OnOneMachine",
        {"Fn::Sub": "${KeysBase}/${Staff}/.well-known/jwks.json"},
        {"Fn::Sub": _POOL + "/.well-known/jwks.json"},
    ]
}

_USER_POOL = {"Fn::If": ["UsesCognito", {"Ref": "Staff"}, ""]}
"""Who invites staff makes their logins there, and who mails it gives the password."""

STAFF_ENVIRONMENT = {
    "OIDC_ISSUER": _or_pool("OidcIssuer", {"Fn::Sub": _POOL}),
    "OIDC_JWKS_URL": {
        "Fn::If": ["OwnKeysUrl", {"Ref": "OidcJwksUrl"}, _or_pool("OidcJwksUrl", _POOL_KEYS)]
    },
    "OIDC_AUDIENCE": _or_pool("OidcAudience", {"Ref": "StaffApp"}),
    "OIDC_AUTHORIZE_URL": _or_pool("OidcAuthorizeUrl", {"Fn::Sub": _SIGN_IN + "/oauth2/authorize"}),
    "OIDC_LOGOUT_URL": _or_pool("OidcLogoutUrl", {"Fn::Sub": _SIGN_IN + "/logout"}),
    "OIDC_TOKEN_URL": _or_pool("OidcTokenUrl", {"Fn::Sub": _SIGN_IN + "/oauth2/token"}),
    "PASSWORD_LOGIN": {"Ref": "PasswordLogin"},
}


MAIL_ENVIRONMENT: dict[str, Any] = {
    "MAIL_REGION": {"Ref": "MailRegion"},
    "MAIL_SET": {"Fn::If": ["MailComesBack", {"Ref": "MailSet"}, ""]},
}

CHANGES_BUCKET: dict[str, Any] = {"CHANGES_BUCKET": {"Ref": "ChangesBucket"}}

MAIL_IN_DOMAIN: dict[str, Any] = {"MAIL_IN_DOMAIN": {"Ref": "MailInDomain"}}

OWN_ENVIRONMENT: dict[str, dict[str, Any]] = {
    API_HANDLER: {"DOOR": "residents", **MAIL_IN_DOMAIN},
    STAFF_HANDLER: {
        "DOOR": "staff",
        **STAFF_ENVIRONMENT,
        **MAIL_IN_DOMAIN,
        **CHANGES_BUCKET,
        "USER_POOL": _USER_POOL,
    },
    "Admin": {
        "USER_POOL": _USER_POOL,
        "OIDC_ISSUER": _or_pool("OidcIssuer", {"Fn::Sub": _POOL}),
        **MAIL_ENVIRONMENT,
    },
    "Deliver": {"USER_POOL": _USER_POOL, **MAIL_ENVIRONMENT, **MAIL_IN_DOMAIN},
    # A file of people is put by it: who is new gets a login.
    "Work": {"USER_POOL": _USER_POOL, **CHANGES_BUCKET},
    "TakeMail": {
        **MAIL_IN_DOMAIN,
        "MAIL_IN_BUCKET": {"Fn::Sub": "steward-${Stage}-mail-${AWS::AccountId}-"},
    },
}
"""What one function needs beside the others: which routes it serves, who vouches for staff,
where mail leaves."""


def take_code_from_parameters(template: Template) -> None:
    """Name each zip by parameters: the template is the same bytes for every target."""
    for name, properties in functions(template).items():
        key = {"Fn::Sub": f"${{CodeKey}}/{parcel_of(name)}.zip"}
        properties["CodeUri"] = {"Bucket": {"Ref": "CodeBucket"}, "Key": key}


def split_off_the_staff_handler(template: Template) -> None:
    """Serve staff from a function of its own; Chalice knows one API handler only.

    So the public form can neither read households nor starve the staff.
    """
    resources = template["Resources"]
    for suffix in ("", "InvokePermission"):
        resources[STAFF_HANDLER + suffix] = copy.deepcopy(resources[API_HANDLER + suffix])
    resources["StaffHandlerRole"] = copy.deepcopy(resources["ApiHandlerRole"])
    _configure_staff(resources)
    permission = resources["StaffHandlerInvokePermission"]["Properties"]
    permission["FunctionName"] = {"Ref": STAFF_HANDLER}
    _send_staff_paths(resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"])


def _configure_staff(resources: dict[str, Any]) -> None:
    settings = _staff_settings()
    policy = json.loads((ROOT / ".chalice" / settings["iam_policy_file"]).read_text())
    resources["StaffHandlerRole"]["Properties"]["Policies"][0]["PolicyDocument"] = policy
    resources[STAFF_HANDLER]["Properties"] |= {
        "Role": {"Fn::GetAtt": ["StaffHandlerRole", "Arn"]},
        "MemorySize": settings["lambda_memory_size"],
        "Timeout": settings["lambda_timeout"],
    }


def _staff_settings() -> dict[str, Any]:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    return config["staff_handler"]


def _send_staff_paths(paths: dict[str, Any]) -> None:
    for path, methods in paths.items():
        if path.startswith(STAFF_PATHS):
            for method in methods.values():
                uri = method["x-amazon-apigateway-integration"].get("uri")
                if uri:
                    uri["Fn::Sub"] = uri["Fn::Sub"].replace(API_HANDLER, STAFF_HANDLER)


def name_and_describe(template: Template) -> None:
    """Give names and sentences that explain themselves in the console."""
    if unknown := functions(template).keys() - DESCRIPTIONS.keys():
        raise Refused(f"say in infra/corrections/functions.py what {sorted(unknown)} are for.")
    for name, properties in functions(template).items():
        properties["FunctionName"] = {"Fn::Sub": f"steward-${{Stage}}-{kebab(name)}"}
        properties["Description"] = DESCRIPTIONS[name]


def give_environment(template: Template) -> None:
    """Pass names by reference; Chalice takes literal strings only."""
    for name, properties in functions(template).items():
        properties["Environment"] = {"Variables": ENVIRONMENT | OWN_ENVIRONMENT.get(name, {})}


def give_each_a_log_group(template: Template) -> None:
    """Keep logs for a fixed time, in a group that exists before the function does.

    Chalice's own log groups are not used: with `log_retention_in_days` it writes
    `${ApiHandler}` where the resource is called `APIHandler`, an invalid template.
    """
    for name, properties in functions(template).items():
        template["Resources"][f"{name}LogGroup"] = log_group(f"/aws/lambda/{kebab(name)}")
        properties["LoggingConfig"] = {"LogGroup": {"Ref": f"{name}LogGroup"}}


def log_group(name: str) -> dict[str, Any]:
    """Return a log group of this stage; its name begins with what AWS would have called it."""
    head, tail = name.rsplit("/", 1)
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "LogGroupName": {"Fn::Sub": f"{head}/steward-${{Stage}}-{tail}"},
            "RetentionInDays": LOG_DAYS,
        },
    }


def let_an_admin_limit_the_form(template: Template) -> None:
    """Reserve concurrency for the public form where a parameter asks for it."""
    functions(template)[API_HANDLER]["ReservedConcurrentExecutions"] = {
        "Fn::If": ["LimitsTheForm", {"Ref": "FormConcurrency"}, {"Ref": "AWS::NoValue"}]
    }


def say_nothing_of_chalice(template: Template) -> None:
    """Replace Chalice's tag, which names a stage that is not ours; trace every function."""
    for properties in functions(template).values():
        properties["Tags"] = {"app": "steward", "stage": {"Ref": "Stage"}}
        properties["Tracing"] = {"Fn::If": ["Traces", "Active", "PassThrough"]}
    # It runs each minute, all alike, and says the same in its log: 43,200 traces a month.
    functions(template)["Sweep"]["Tracing"] = "PassThrough"
