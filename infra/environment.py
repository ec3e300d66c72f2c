"""What the code reads of its environment, for a process outside Lambda."""

from infra.cloud import EMULATOR_KEY, Target


def environment(where: Target, outputs: dict[str, str]) -> dict[str, str]:
    """Return the settings of the code for a process outside Lambda, with the root's key."""
    named = {
        "REQUESTS_TABLE": "RequestsTable",
        "ESTATE_TABLE": "EstateTable",
        "HOUSEHOLDS_TABLE": "HouseholdsTable",
        "LEDGER_TABLE": "LedgerTable",
        "EFFECTS_QUEUE": "EffectsQueue",
        "NOTICES_QUEUE": "NoticesQueue",
        "SWEEP_QUEUE": "SweepQueue",
        "PHOTOS_BUCKET": "PhotosBucket",
        "ID_SECRET": "IdSecret",
        "LINK_SECRET": "LinkSecret",
        "FORM_SECRET": "FormSecret",
        "SMTP_SECRET": "SmtpSecret",
        "PARAMETERS": "ParametersPath",
        "MAIL_REGION": "MailRegion",
        "USER_POOL": "UserPoolId",
        "OIDC_AUDIENCE": "UserPoolClientId",
        "OIDC_ISSUER": "OidcIssuer",
    }
    settings = {name: outputs[output] for name, output in named.items() if output in outputs}
    settings |= {"STAGE": where.stage, "AWS_DEFAULT_REGION": where.region}
    if where.endpoint:
        settings |= {
            "AWS_ENDPOINT_URL": where.endpoint,
            "AWS_ACCESS_KEY_ID": EMULATOR_KEY,
            "AWS_SECRET_ACCESS_KEY": EMULATOR_KEY,
        }
    return settings
