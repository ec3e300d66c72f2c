"""A deployment may end anywhere; the next one goes on from what the stack says of itself."""

import json
from dataclasses import replace
from functools import cache

import boto3
import botocore.session
import pytest
from botocore.exceptions import ClientError

from infra import account_logs, build, deploy, first, history, kept, quota, stacks
from infra.cloud import Target
from infra.say import Refused
from tests.support.access import refused as not_allowed

from .cloudformation import BASE_URL, CloudFormation, Counted, Ended, Stack

TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {"TableName": {"Fn::Sub": "steward-${Stage}-requests"}},
}
SECRET = {
    "Type": "AWS::SecretsManager::Secret",
    "Properties": {"Name": {"Fn::Sub": "steward/${Stage}/id"}},
}
PHOTOS = {
    "Type": "AWS::S3::Bucket",
    "Properties": {
        "BucketName": {"Fn::Sub": "steward-${Stage}-photos-${AWS::AccountId}-${AWS::Region}"},
        "NotificationConfiguration": {},
    },
}
STAFF = {
    "Type": "AWS::Cognito::UserPool",
    "Properties": {"UserPoolName": {"Fn::Sub": "steward-${Stage}-staff"}},
}
TEMPLATE = {
    "Parameters": {
        "Stage": {"Type": "String"},
        "CodeBucket": {"Type": "String"},
        "CodeKey": {"Type": "String"},
        "Build": {"Type": "String", "Default": "unknown"},
        "Protected": {"Type": "String", "Default": "on"},
        "Address": {"Type": "String", "Default": "http://localhost:8000"},
    },
    "Conditions": {},
    "Resources": {"Requests": TABLE, "IdSecret": SECRET, "Photos": PHOTOS, "Staff": STAFF},
}
ZIPS = {"residents": 3, "staff": 3}
ITEM = {"pk": {"S": "hv-1"}, "sk": {"S": "request"}}
COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


client = cache(boto3.client)


class Account:
    """An account of AWS: everything but CloudFormation is moto's."""

    def __init__(self, folder, monkeypatch):
        self.stack, self.calls, self.ends_after = Stack(), [], None
        self.folder = folder
        self.built = build.Built("b" * 64, "c0ffee", "python3.13", "x86_64", "a" * 64, ZIPS)
        for name in ZIPS:
            (folder / f"{name}.zip").write_bytes(b"zip")
        (folder / "template.json").write_text(json.dumps(TEMPLATE))
        self.where = Target("live", "us-east-1")
        monkeypatch.setattr(Target, "client", lambda _, service: self.client(service))
        monkeypatch.setattr(stacks, "pause", lambda _: 0)
        monkeypatch.setattr(deploy, "prove", lambda *_, changed: self.proved.append(changed))
        self.people = People()
        self.proved, self.scripted = [], {"apigateway": Gateway(), "cognito-idp": self.people}
        self.scripted["lambda"] = Lambda()
        self.scripted["schemas"] = Schemas()
        self.scripted["apigateway"].set = ["arn:aws:iam::1:role/set-by-another-team"]

    def client(self, service):
        if service == "cloudformation":
            made = CloudFormation(self.stack)
        else:
            made = self.scripted.get(service) or self.scripted.setdefault(service, client(service))
        return Counted(service, made, self.calls, self.ends_after)

    def deploy(self, **given):
        self.calls.clear()
        self.where = Target("live", "us-east-1")
        return deploy.deploy(self.where, self.built, given, self.folder)

    def is_whole(self):
        return (
            self.stack.status in COMPLETE
            and self.stack.parameters["Protected"] == "on"
            and self.stack.parameters["Address"] == BASE_URL
            and self.stack.protected
        )


@pytest.fixture
def account(aws, tmp_path, monkeypatch):
    return Account(tmp_path, monkeypatch)


def test_every_state_that_cloudformation_knows_has_its_row():
    known = botocore.session.get_session().get_service_model("cloudformation")

    assert set(known.shape_for("StackStatus").enum) == first.ROWS.keys() - {first.NONE}


def test_a_first_deployment_protects_only_in_its_second_half(account):
    account.deploy()

    assert account.stack.said == ["CREATE", "UPDATE"]
    assert account.is_whole()
    assert account.proved == [True]


def test_a_deployment_that_changes_nothing_has_no_second_half(account):
    account.deploy()
    account.stack.said.clear()
    account.deploy()

    assert account.stack.said == []
    assert account.proved == [True, False]


def test_the_zips_lie_in_a_folder_named_by_their_hash_and_are_sent_once(account):
    account.deploy()
    s3, bucket, code = client("s3"), account.where.code_bucket, account.stack.parameters["CodeKey"]
    found = s3.list_objects_v2(Bucket=bucket, Prefix=f"{code}/")["Contents"]
    s3.put_object(Bucket=bucket, Key=found[0]["Key"], Body=b"as it was")
    account.deploy()

    assert code == "a" * 32
    assert [each["Key"] for each in found] == [f"{code}/{name}.zip" for name in ZIPS]
    kept = s3.get_object(Bucket=bucket, Key=found[0]["Key"])["Body"].read()
    assert kept == b"as it was"


def test_the_way_back_knows_the_one_zip_of_an_earlier_release(account):
    account.deploy()
    newest = history.read(account.where)[-1]
    history.note(account.where, replace(newest, commit="0ld", zip="0ld.zip"))
    history.note(account.where, newest)

    deploy.roll_back(account.where)

    assert account.stack.parameters["CodeKey"] == "0ld.zip"
    assert account.stack.parameters["Build"] == "0ld"


def test_an_address_that_is_given_is_never_replaced(account):
    account.deploy(Address="https://requests.example.com")

    assert account.stack.parameters["Address"] == "https://requests.example.com"
    assert account.stack.parameters["Protected"] == "on"


@pytest.mark.parametrize("left", [False, True])
def test_a_deployment_that_ends_after_any_of_its_calls_is_healed_by_the_next_one(account, left):
    if left:
        leave_behind(account)
        client("dynamodb").put_item(TableName="steward-live-requests", Item=ITEM)
    account.deploy()
    whole = len(account.calls)
    assert whole > 20

    for last in range(whole):
        forget_the_code(account.where)
        account.stack, account.ends_after = Stack(), last
        account.scripted["schemas"] = Schemas()
        with pytest.raises(Ended):
            account.deploy()
        account.ends_after = None
        account.deploy()
        assert account.is_whole(), account.calls


IN_A_POLICY = {
    # Where a permission is not called after its call.
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "apigateway:GetAccount": "apigateway:GET",
    "apigateway:UpdateAccount": "apigateway:PATCH",
}


def test_a_deployment_saves_the_test_events_of_admin_and_mends_what_somebody_changed(account):
    account.deploy()
    (name,) = account.scripted["schemas"].kept
    saved = account.scripted["schemas"].kept[name]
    account.scripted["schemas"].kept[name] = "{}"
    account.deploy()

    assert name == "_steward-live-admin-schema"
    assert account.scripted["schemas"].kept[name] == saved
    examples = json.loads(saved)["components"]["examples"]
    assert examples["relink"]["value"]["dry_run"] is True
    account.calls.clear()
    account.deploy()
    assert not [call for call in account.calls if "update_schema" in call]


def test_all_that_a_deployment_calls_is_allowed_to_who_deploys(account):
    leave_behind(account)
    client("dynamodb").put_item(TableName="steward-live-requests", Item=ITEM)
    account.deploy()
    called = {
        f"{service}:{''.join(part.capitalize() for part in name.split('_'))}"
        for service, _, name in (each.partition(":") for each in account.calls)
    }

    assert len(called) > 10
    assert not_allowed("deploy", {IN_A_POLICY.get(each, each) for each in called}) == set()


@pytest.mark.parametrize(
    ("status", "ends_as", "said"),
    [
        ("REVIEW_IN_PROGRESS", "", ["CREATE", "UPDATE"]),
        ("CREATE_IN_PROGRESS", "CREATE_COMPLETE", ["UPDATE"]),
        ("CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE", ["delete, keeping []", "CREATE", "UPDATE"]),
        ("ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE", ["delete, keeping []", "CREATE", "UPDATE"]),
        ("CREATE_FAILED", "", ["delete, keeping []", "CREATE", "UPDATE"]),
        ("ROLLBACK_COMPLETE", "", ["delete, keeping []", "CREATE", "UPDATE"]),
        ("ROLLBACK_FAILED", "", ["delete, keeping []", "CREATE", "UPDATE"]),
        ("DELETE_IN_PROGRESS", "DELETE_COMPLETE", ["CREATE", "UPDATE"]),
        ("DELETE_COMPLETE", "", ["CREATE", "UPDATE"]),
        ("DELETE_FAILED", "", ["delete, keeping ['Requests']", "CREATE", "UPDATE"]),
        ("CREATE_COMPLETE", "", ["UPDATE"]),
        ("UPDATE_COMPLETE", "", ["UPDATE"]),
        ("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", ["UPDATE"]),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE", ["UPDATE"]),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", ["UPDATE"]),
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", ["UPDATE"]),
        ("UPDATE_ROLLBACK_COMPLETE", "", ["UPDATE"]),
        ("UPDATE_ROLLBACK_FAILED", "", ["continue", "UPDATE"]),
        ("UPDATE_FAILED", "", ["roll back", "UPDATE"]),
        ("IMPORT_IN_PROGRESS", "IMPORT_COMPLETE", ["UPDATE"]),
        ("IMPORT_COMPLETE", "", ["UPDATE"]),
        ("IMPORT_ROLLBACK_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE",
         ["delete, keeping []", "CREATE", "UPDATE"]),
        ("IMPORT_ROLLBACK_COMPLETE", "", ["delete, keeping []", "CREATE", "UPDATE"]),
        ("IMPORT_ROLLBACK_FAILED", "", ["delete, keeping []", "CREATE", "UPDATE"]),
    ],
)  # fmt: skip
def test_a_stack_in_any_state_is_whole_after_a_deployment(account, status, ends_as, said):
    account.stack = Stack(status, ends_as, Stage="live", Address=BASE_URL)
    if status == "DELETE_FAILED":
        account.stack.resources = {"Requests": "DELETE_FAILED", "Q": "DELETE_COMPLETE"}
    account.deploy(Address=BASE_URL)

    assert account.stack.said == said
    assert account.is_whole()


def test_tables_of_a_rollback_that_failed_are_let_go_and_cleared_before_the_next_try(account):
    account.stack = Stack("ROLLBACK_FAILED", Stage="live")
    account.stack.fails = {"delete_stack": "DELETE_FAILED"}
    account.stack.resources = {"Requests": "DELETE_FAILED"}
    leave_behind(account)

    account.deploy()

    assert account.stack.said == [
        "delete, keeping []", "delete, keeping ['Requests']", "CREATE", "UPDATE",
    ]  # fmt: skip
    assert client("dynamodb").list_tables()["TableNames"] == []
    assert account.is_whole()


def test_a_way_back_that_fails_again_is_refused_with_its_page(account):
    account.stack = Stack("UPDATE_ROLLBACK_FAILED", Stage="live")
    account.stack.fails = {"continue_update_rollback": "UPDATE_ROLLBACK_FAILED"}

    with pytest.raises(Refused) as refused:
        account.deploy()

    assert "A deployment does not go on" in refused.value.sentence
    assert account.stack.said == ["continue"]


def test_what_an_earlier_stack_left_empty_is_cleared_away(account):
    leave_behind(account)
    client("secretsmanager").delete_secret(SecretId="steward/live/id")

    account.deploy()

    assert account.stack.said == ["CREATE", "UPDATE"]
    assert client("dynamodb").list_tables()["TableNames"] == []
    assert client("secretsmanager").list_secrets()["SecretList"] == []
    assert account.people.pools == {}


def test_what_an_earlier_stack_left_with_data_is_taken_over_and_nothing_is_deleted(account):
    pool = leave_behind(account)
    client("dynamodb").put_item(TableName="steward-live-requests", Item=ITEM)
    imported = []
    account.stack.sets = Watched(imported)

    account.deploy()

    assert account.stack.said == ["IMPORT", "UPDATE", "UPDATE"]
    assert account.is_whole()
    (first_set,) = [each for each in imported if each["ChangeSetType"] == "IMPORT"]
    known = {
        e["LogicalResourceId"]: e["ResourceIdentifier"] for e in first_set["ResourcesToImport"]
    }
    assert known["Requests"] == {"TableName": "steward-live-requests"}
    assert known["Staff"] == {"UserPoolId": pool}
    assert known["IdSecret"]["Id"].startswith("arn:aws:secretsmanager:")
    resources = json.loads(first_set["TemplateBody"])["Resources"]
    assert resources.keys() == known.keys() == TEMPLATE["Resources"].keys()
    assert "NotificationConfiguration" not in resources["Photos"]["Properties"]
    assert all(each["DeletionPolicy"] == "Retain" for each in resources.values())
    found = client("dynamodb").get_item(TableName="steward-live-requests", Key=ITEM)
    assert found["Item"] == ITEM
    assert client("secretsmanager").get_secret_value(SecretId="steward/live/id")


@pytest.mark.parametrize(
    ("most", "given", "workers"),
    [(1_000, {}, None), (10, {}, "2"), (200, {"FormConcurrency": "50"}, "30"),
     (10, {"WorkerConcurrency": "4"}, "4")],
)  # fmt: skip
def test_workers_leave_room_in_a_small_account(account, most, given, workers):
    account.scripted["lambda"].most = most

    assert quota.fitted(account.where, given).get("WorkerConcurrency") == workers


@pytest.mark.parametrize(("most", "form"), [(10, "1"), (1_000, "901")])
def test_a_reservation_that_does_not_fit_is_refused_before_anything_is_made(account, most, form):
    account.scripted["lambda"].most = most

    with pytest.raises(Refused) as refused:
        account.deploy(FormConcurrency=form)

    assert "Service Quotas" in refused.value.sentence
    assert account.stack.said == []


def test_two_pools_of_one_name_are_for_a_person_to_choose_from(account):
    leave_behind(account)
    account.people.leave("steward-live-staff")

    with pytest.raises(Refused) as refused:
        kept.settle(account.where, TEMPLATE, {})
    assert "2 user pools steward-live-staff" in refused.value.sentence


def test_the_role_for_access_logs_is_set_where_none_is_and_one_that_is_set_stays(account):
    account.scripted = {"apigateway": (gateway := Gateway()), "iam": (iam := Iam())}

    account_logs.allow(account.where)
    account_logs.allow(account.where)

    assert gateway.set == [f"arn:aws-cn:iam::1:role/{account_logs.ROLE}"]
    assert iam.attached == [f"arn:aws-cn:iam::aws:policy/{account_logs.POLICY}"]


def test_a_role_that_is_not_known_everywhere_yet_is_offered_again(account, monkeypatch):
    slept = []
    monkeypatch.setattr(account_logs.time, "sleep", slept.append)
    account.scripted = {"apigateway": (gateway := Gateway(refuses=3)), "iam": (iam := Iam())}
    iam.create_role(account_logs.ROLE)

    account_logs.allow(account.where)
    assert len(gateway.set) == 1
    assert slept == [account_logs.PAUSE_S] * 3

    account.scripted["apigateway"] = Gateway(refuses=99)
    with pytest.raises(Refused):
        account_logs.allow(account.where)


class Gateway:
    """API Gateway's setting of the account; it refuses a role so many times."""

    class exceptions:
        ClientError = ClientError

    def __init__(self, refuses=0):
        self.refuses, self.set = refuses, []

    def get_account(self):
        return {"cloudwatchRoleArn": self.set[-1]} if self.set else {}

    def update_account(self, patchOperations):
        if self.refuses:
            self.refuses -= 1
            said = {"Code": "BadRequestException", "Message": "The role ARN does not have …"}
            raise ClientError({"Error": said}, "UpdateAccount")
        self.set.append(patchOperations[0]["value"])


class Lambda:
    most = 1_000

    def get_account_settings(self):
        return {"AccountLimit": {"ConcurrentExecutions": self.most}}


class Schemas:
    """The registry of schemas of an account, where the console keeps shared test events."""

    class exceptions:
        class NotFoundException(Exception):
            pass

        class ConflictException(Exception):
            pass

    def __init__(self):
        self.kept, self.registries = {}, set()

    def describe_schema(self, RegistryName, SchemaName):
        if SchemaName not in self.kept:
            raise self.exceptions.NotFoundException
        return {"Content": self.kept[SchemaName]}

    def create_registry(self, RegistryName):
        if RegistryName in self.registries:
            raise self.exceptions.ConflictException
        self.registries.add(RegistryName)

    def create_schema(self, RegistryName, SchemaName, Type, Content):
        assert RegistryName in self.registries
        if SchemaName in self.kept:
            raise self.exceptions.ConflictException
        self.kept[SchemaName] = Content

    def update_schema(self, RegistryName, SchemaName, Type, Content):
        self.kept[SchemaName] = Content


class People:
    """The user pools of an account, {id: name}; nobody is in them."""

    def __init__(self):
        self.pools, self.protected = {}, set()

    def leave(self, name):
        pool = f"us-east-1_{len(self.pools)}"
        self.pools[pool] = name
        self.protected.add(pool)
        return pool

    def get_paginator(self, _):
        return self

    def paginate(self, MaxResults):
        return [{"UserPools": [{"Id": pool, "Name": name} for pool, name in self.pools.items()]}]

    def list_users(self, UserPoolId, Limit):
        return {"Users": []}

    def describe_user_pool(self, UserPoolId):
        return {"UserPool": {"Name": self.pools[UserPoolId]}}

    def update_user_pool(self, UserPoolId, DeletionProtection):
        self.protected.discard(UserPoolId)

    def delete_user_pool(self, UserPoolId):
        assert UserPoolId not in self.protected
        del self.pools[UserPoolId]


class Iam:
    """IAM in China, where a role may be there already."""

    class exceptions:
        class EntityAlreadyExistsException(Exception):
            pass

    def __init__(self):
        self.roles, self.attached = [], []

    def create_role(self, RoleName, **_):
        if RoleName in self.roles:
            raise self.exceptions.EntityAlreadyExistsException
        self.roles.append(RoleName)
        return self.get_role(RoleName)

    def get_role(self, RoleName):
        return {"Role": {"Arn": f"arn:aws-cn:iam::1:role/{RoleName}"}}

    def attach_role_policy(self, RoleName, PolicyArn):
        self.attached.append(PolicyArn)


class Watched(dict):
    """The change sets of a stack; each that is made is noted."""

    def __init__(self, seen):
        self.seen = seen

    def __setitem__(self, name, asked):
        self.seen.append(asked)
        super().__setitem__(name, asked)


def forget_the_code(where):
    """Make it an account in which nobody deployed before."""
    s3, bucket = client("s3"), where.code_bucket
    for each in s3.list_objects_v2(Bucket=bucket)["Contents"]:
        s3.delete_object(Bucket=bucket, Key=each["Key"])
    s3.delete_bucket(Bucket=bucket)


def leave_behind(account):
    """Make what a stack leaves behind, protected as it was; return the user pool."""
    client("dynamodb").create_table(
        TableName="steward-live-requests",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"},
                   {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"},
                              {"AttributeName": "sk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=True,
    )  # fmt: skip
    client("secretsmanager").create_secret(Name="steward/live/id", SecretString="s")
    client("s3").create_bucket(Bucket="steward-live-photos-123456789012-us-east-1")
    return account.people.leave("steward-live-staff")
