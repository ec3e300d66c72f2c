"""What matters is asserted on the built template: the sources may promise anything."""

import json
import re
import string
from pathlib import Path

import pytest

from infra import quota
from infra.corrections.functions import STAFF_PATHS
from infra.corrections.queues import QUEUES
from infra.corrections.reading import events, functions, statements
from infra.corrections.rights import WITHOUT_RESOURCE
from infra.corrections.sign_in import STATIC
from infra.cost import reckoning
from tests.support.templates import of_type, transformed

API_GATEWAY_GIVES_UP_AFTER_S = 29
DAY = 86_400


def listed(value):
    return value if isinstance(value, list) else [value]


def every_statement(template):
    for name in functions(template):
        for statement in statements(template, name):
            yield name, statement


def policy_text(template, function):
    return json.dumps(statements(template, function))


def test_every_queue_event_reports_each_failed_message(template):
    found = list(events(template, "SQS"))

    assert {name for name, _ in found} >= {"Work", "Deliver", "SweepMore"}
    for name, event in found:
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        variables = functions(template)[name]["Environment"]["Variables"]
        assert variables["PARTIAL_BATCH"] == "on"


def test_no_function_without_a_queue_may_answer_with_a_list_of_failures(template):
    with_queue = {name for name, _ in events(template, "SQS")}

    for name, properties in functions(template).items():
        if name not in with_queue:
            assert "PARTIAL_BATCH" not in properties["Environment"]["Variables"]


def test_every_event_names_its_queue_so_that_it_waits_for_it(template):
    for _, event in events(template, "SQS"):
        name, attribute = event["Queue"]["Fn::GetAtt"]
        assert (template["Resources"][name]["Type"], attribute) == ("AWS::SQS::Queue", "Arn")


def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_run(template):
    for name, event in events(template, "SQS"):
        queue = template["Resources"][event["Queue"]["Fn::GetAtt"][0]]["Properties"]
        assert queue["VisibilityTimeout"] >= 6 * functions(template)[name]["Timeout"]


def test_every_queue_gives_up_after_five_tries_into_a_queue_that_keeps_longer(template):
    queues = of_type(template, "AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("Dead") or name == "FailedRuns"}

    for name in queues.keys() - dead:
        own = queues[name]["Properties"]
        target = queues[own["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]
        assert own["RedrivePolicy"]["maxReceiveCount"] >= 5
        kept = target["Properties"]["MessageRetentionPeriod"]
        assert kept == 14 * DAY > own["MessageRetentionPeriod"]


def test_every_queue_is_encrypted(template):
    for queue in of_type(template, "AWS::SQS::Queue").values():
        assert queue["Properties"]["SqsManagedSseEnabled"] is True


def test_a_scheduled_run_that_fails_or_cannot_start_leaves_a_message(template):
    found = dict(events(template, "Schedule"))

    assert "Sweep" in found
    for name, event in found.items():
        failed = {"Fn::GetAtt": ["FailedRuns", "Arn"]}
        config = functions(template)[name]["EventInvokeConfig"]
        assert config["DestinationConfig"]["OnFailure"]["Destination"] == failed
        assert event["DeadLetterConfig"]["Arn"] == failed


def test_the_sweep_runs_every_minute(template):
    assert dict(events(template, "Schedule"))["Sweep"]["Schedule"] == "rate(1 minute)"


@pytest.mark.parametrize(
    "kind",
    [
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
        "AWS::Cognito::UserPool",
        "AWS::SecretsManager::Secret",
    ],
)
def test_what_holds_data_outlives_its_stack(template, kind):
    for resource in of_type(template, kind).values():
        # A first deployment that fails must not leave tables whose names the second needs.
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["UpdateReplacePolicy"] == "Retain"


def test_every_table_is_encrypted_restorable_and_protected(template):
    for table in of_type(template, "AWS::DynamoDB::Table").values():
        properties = table["Properties"]
        assert properties["BillingMode"] == "PAY_PER_REQUEST"
        assert properties["SSESpecification"]["SSEEnabled"] is True
        recovery = properties["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is True
        assert properties["DeletionProtectionEnabled"] == {"Fn::If": ["Protects", True, False]}
    assert template["Parameters"]["Protected"]["Default"] == "on"


def resolved(value, given):
    """Return what CloudFormation makes of a value, of the functions that are used here."""
    if not isinstance(value, dict):
        return [resolved(each, given) for each in value] if isinstance(value, list) else value
    ((function, of),) = value.items()
    if function == "Ref":
        return given[of]
    first, second = resolved(of, given)
    return {
        "Fn::Join": lambda: first.join(second),
        "Fn::Split": lambda: second.split(first),
        "Fn::Select": lambda: second[first],
    }[function]()


def test_pages_may_upload_from_the_host_of_any_public_address(template):
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()
    (rule,) = bucket["Properties"]["CorsConfiguration"]["CorsRules"]
    (origin,) = rule["AllowedOrigins"]

    for address, allowed in (
        ("https://ab1.execute-api.eu-west-1.amazonaws.com/v1", "https://ab1.execute-api.eu-west-1.amazonaws.com"),
        ("https://requests.example.com", "https://requests.example.com"),
        ("http://localhost:8000", "http://localhost:8000"),
    ):  # fmt: skip
        assert resolved(origin, {"Address": address}) == allowed


def test_the_api_has_one_stage_and_that_one_is_throttled_and_logged(template):
    # SAM adds what a template does not forbid: what CloudFormation sees is asked.
    made = transformed(template)

    stages = of_type(made, "AWS::ApiGateway::Stage").values()
    deployments = of_type(made, "AWS::ApiGateway::Deployment").values()
    (stage,) = [each["Properties"] for each in stages]
    assert stage["StageName"] == "v1"
    assert stage["MethodSettings"] and stage["AccessLogSetting"]
    assert not [each for each in deployments if "StageName" in each["Properties"]]


def test_four_methods_are_counted_one_by_one_and_no_alarm_asks_for_another(template):
    settings = template["Resources"]["RestAPI"]["Properties"]["MethodSettings"]
    counted = {
        (each["HttpMethod"], each["ResourcePath"][1:].replace("~1", "/"))
        for each in settings
        if each["MetricsEnabled"]
    }

    assert len(counted) == 4
    watched = json.dumps(
        [each for name, each in template["Resources"].items() if name.startswith(("Alarm", "Over"))]
    )
    asked = set(re.findall(r'"Name": "Resource", "Value": "([^"]+)"', watched))
    assert asked == {path for _, path in counted}


def test_our_own_chains_are_allowed_and_lambda_guards_every_other_function(template):
    allowed = {name for name, each in functions(template).items() if "RecursiveLoop" in each}
    made = transformed(template)

    assert allowed >= {"Work", "SweepMore"}
    assert not allowed & {"APIHandler", "StaffHandler", "Sweep", "CleanPhoto", "Reconcile"}
    assert made["Resources"]["Work"]["Properties"]["RecursiveLoop"] == "Allow"


WORKERS = {"Ref": "WorkerConcurrency"}


def test_no_queue_takes_all_that_the_account_may_run(template):
    for name, event in events(template, "SQS"):
        most = event["ScalingConfig"]["MaximumConcurrency"]
        busy = name in ("Work", "Deliver")
        assert most == ({"Fn::If": ["OnOneMachine", 50, WORKERS]} if busy else 2), name
    assert template["Parameters"]["WorkerConcurrency"]["Default"] == quota.WORKERS


def test_a_form_with_photos_comes_through_the_gateway_as_bytes(template):
    body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    # Nothing else is sent to us as one of these types, so that forms and JSON stay text.
    assert "multipart/form-data" in body["x-amazon-apigateway-binary-media-types"]
    assert "*/*" not in body["x-amazon-apigateway-binary-media-types"]


def test_every_page_that_signs_in_is_one_that_the_user_pool_sends_back_to(template):
    client = template["Resources"]["StaffApp"]["Properties"]
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    pages = [page for page in STATIC.glob("*/*.html") if signs_in(page)]

    assert len(pages) >= 3
    for page in pages:
        path = f"/{page.parent.name}/{page.stem}"
        assert "get" in paths[path]
        for name in ("CallbackURLs", "LogoutURLs"):
            assert {"Fn::Sub": f"${{Address}}{path}"} in client[name]
    assert len(client["CallbackURLs"]) == len(pages)


def signs_in(page):
    """Say whether a page's scripts, and what they import, come to sign_in.js."""
    known, found = set(), re.findall(r'src="[^"]*?(\w+)/static/(\w+\.js)"', page.read_text())
    todo = [STATIC / folder / name for folder, name in found]
    todo += [page.with_suffix(".js")] if not todo else []
    while todo:
        script = todo.pop()
        if script in known or not script.is_file():
            continue
        known.add(script)
        text = script.read_text()
        for address in re.findall(r'(?:from|import) "([^"]+)"', text):
            todo.append((script.parent / address).resolve())
    return (STATIC / "shared" / "sign_in.js").resolve() in known


def test_a_setting_of_the_whole_account_is_no_part_of_the_stack(template):
    assert not of_type(template, "AWS::ApiGateway::Account")


def test_a_photo_that_is_deleted_by_mistake_can_be_brought_back_for_a_week(template):
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()
    rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    kept = {
        rule["Prefix"]: rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for rule in rules
        if "NoncurrentVersionExpiration" in rule
    }

    assert bucket["Properties"]["VersioningConfiguration"]["Status"] == "Enabled"
    # What was uploaded has hidden data in it; nobody needs it back.
    assert kept == {"clean/": 7, "incoming/": 1, "out/": 1, "changes/": 1}


def test_nobody_outside_reads_the_photos(template):
    (bucket,) = of_type(template, "AWS::S3::Bucket").values()

    assert all(bucket["Properties"]["PublicAccessBlockConfiguration"].values())
    assert bucket["Properties"]["BucketEncryption"]


def test_every_function_has_a_role_a_log_and_a_name_of_its_own(template):
    own = functions(template)

    assert len({properties["Role"]["Fn::GetAtt"][0] for properties in own.values()}) == len(own)
    for name, properties in own.items():
        assert properties["Description"]
        group = template["Resources"][properties["LoggingConfig"]["LogGroup"]["Ref"]]
        assert group["Properties"]["RetentionInDays"] == 90
        assert "${Stage}" in properties["FunctionName"]["Fn::Sub"], name


def test_no_right_is_wider_than_it_must_be(template):
    for name, statement in every_statement(template):
        actions = listed(statement["Action"])
        assert not [action for action in actions if "*" in action], name
        if "*" in listed(statement["Resource"]):
            assert set(actions) <= WITHOUT_RESOURCE.keys(), (name, statement["Sid"])


def test_the_public_form_has_no_right_on_households_and_deletes_nothing(template):
    rights = policy_text(template, "APIHandler")

    assert "Households" not in rights
    assert "DeleteItem" not in rights
    assert "Households" in policy_text(template, "StaffHandler")


def test_only_the_daily_reconcile_reads_whole_tables_and_an_administrator_a_copy(template):
    scanning = {
        (name, json.dumps(statement["Resource"]))
        for name, statement in every_statement(template)
        if "dynamodb:Scan" in listed(statement["Action"])
    }

    assert {name for name, _ in scanning} == {"Reconcile", "Admin"}
    for name, resource in scanning:
        assert name == "Reconcile" or "table/steward-${Stage}-*-20*T*" in resource


def test_only_the_emulator_knows_a_partition(template):
    assert "arn:aws:" not in json.dumps(template)


def test_staff_and_residents_are_served_by_different_functions(template):
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]

    assert any(path.startswith("/staff") for path in paths)
    for path, methods in paths.items():
        expected = "StaffHandler" if path.startswith(STAFF_PATHS) else "APIHandler"
        for method in methods.values():
            uri = method["x-amazon-apigateway-integration"].get("uri", {"Fn::Sub": expected})
            assert expected in uri["Fn::Sub"], path


def test_api_gateway_may_call_both_doors(template):
    called = {
        permission["Properties"]["FunctionName"]["Ref"]
        for permission in of_type(template, "AWS::Lambda::Permission").values()
    }

    assert {"APIHandler", "StaffHandler"} <= called


def test_a_page_answers_before_api_gateway_gives_up(template):
    for name in ("APIHandler", "StaffHandler"):
        assert functions(template)[name]["Timeout"] <= 10 < API_GATEWAY_GIVES_UP_AFTER_S


def test_api_gateway_speaks_in_problems_to_programs_and_in_every_language_to_people(template):
    responses = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]

    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN"} <= responses.keys()
    for response in responses.values():
        made = response["ResponseTemplates"]
        problem = json.loads(made["application/json"])
        assert problem.keys() >= {"type", "title", "detail", "correlation_id"}
        for lang in ("en", "zh-Hans", "zh-Hant"):
            assert f'lang="{lang}"' in made["text/html"]
        assert "$context.requestId" in made["text/html"]


def test_no_trace_holds_the_address_of_a_call_and_workers_are_traced(template):
    assert template["Resources"]["RestAPI"]["Properties"]["TracingEnabled"] is False
    for name, properties in functions(template).items():
        # A trace a minute of the sweep would cost more than the sweep.
        wished = {"Fn::If": ["Traces", "Active", "PassThrough"]}
        assert properties["Tracing"] == ("PassThrough" if name == "Sweep" else wished), name
    code = "".join(path.read_text() for path in Path("chalicelib").rglob("*.py"))
    assert "aws_xray_sdk" not in code, "what a library traces has addresses in it"


def test_the_access_log_never_holds_a_link(template):
    line = template["Resources"]["RestAPI"]["Properties"]["AccessLogSetting"]["Format"]["Fn::Sub"]

    assert "$context.resourcePath" in line
    for leak in ("$context.path", "$context.requestOverride", "$context.identity"):
        assert leak not in line


def test_no_function_waits_for_the_api_that_waits_for_it(template):
    for properties in functions(template).values():
        assert "RestAPI" not in json.dumps(properties["Environment"])


def test_every_parameter_of_the_stack_says_what_it_is_for(template):
    for parameter in template["Parameters"].values():
        assert parameter["Description"].endswith(".")


def test_what_strangers_may_write_and_what_phones_poll_have_rates_of_their_own(template):
    properties = template["Resources"]["RestAPI"]["Properties"]
    paths = properties["DefinitionBody"]["paths"]
    rates = {
        (each["HttpMethod"], each["ResourcePath"]): each["ThrottlingRateLimit"]
        for each in properties["MethodSettings"]
    }

    assert rates["POST", "/~1q~1{place}"] < rates["*", "/*"] < rates["GET", "/~1staff~1v1~1tasks"]
    for method, path in rates:
        plain = path[1:].replace("~1", "/")
        assert path == "/*" or method.lower() in paths[plain], path


def test_every_function_says_why_it_is_as_large_as_it_is(template):
    for name in functions(template):
        said = template["Resources"][name]["Metadata"]["steward"]
        assert said["memory"] and said["timeout"]


def test_in_china_nothing_is_made_that_is_not_there(template):
    for name, resource in template["Resources"].items():
        if resource["Type"].startswith("AWS::Cognito::"):
            assert resource["Condition"] == "UsesCognito", name
    for properties in functions(template).values():
        assert properties["Tracing"] in (
            "PassThrough",
            {"Fn::If": ["Traces", "Active", "PassThrough"]},
        )
    text = json.dumps(template)
    assert ".amazonaws.com/" not in text.replace("execute-api.${AWS::Region}.${AWS::URLSuffix}", "")


def test_one_setting_chooses_the_processor(template, built):
    for properties in functions(template).values():
        assert properties["Architectures"] == [built.architecture]


def test_data_is_tagged_by_its_kind(template):
    kinds = {
        name: {tag["Key"]: tag["Value"] for tag in table["Properties"]["Tags"]}["data-class"]
        for name, table in of_type(template, "AWS::DynamoDB::Table").items()
    }

    assert kinds["Requests"] == kinds["Households"] == "personal"


def test_a_secret_is_generated_without_punctuation_and_keeps_its_value_on_aws(template):
    for name in ("IdSecret", "LinkSecret", "FormSecret"):
        made = template["Resources"][name]["Properties"]["GenerateSecretString"]

        # Any change of what AWS reads here would store a new value and end every link.
        condition, characters, on_aws = made["ExcludeCharacters"]["Fn::If"]
        assert (condition, on_aws) == ("OnOneMachine", {"Ref": "AWS::NoValue"})
        assert set(characters) == set(string.punctuation)
        assert made["ExcludePunctuation"] is True


def test_a_stage_that_nobody_uses_costs_twelve_dollars_a_month_at_most(template):
    there = reckoning.standing(template, all_alarms=False)

    # Mail in is off until a domain is told.
    assert there.alarms > 20 and there.queues == len(QUEUES) - 1
    assert reckoning.total(reckoning.of_being_there(there)) <= 12
