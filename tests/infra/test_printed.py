"""However a label is printed, its code is read from the paper and opens on the packaged system."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from urllib.parse import urljoin, urlsplit

import pytest

from infra.paths import BUILD, ROOT
from infra.running import STAGE

ADDRESS = f"/steward/{STAGE}/public_address"
pytestmark = pytest.mark.campaign

DOMAIN = "https://requests.example.com"
HEADLESS = ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=1000,1500")


def test_what_the_board_prints_opens(seeded, tmp_path):
    listed = json.loads(asked(seeded, f"/staff/v1/labels?community={community(seeded)}"))
    code = next(each["code"] for each in listed["labels"] if not each["retired_at"])
    poster, shot = tmp_path / "poster.svg", tmp_path / "poster.png"
    poster.write_bytes(asked(seeded, f"/staff/v1/labels/{code}"))
    run("chromium", *HEADLESS, f"--screenshot={shot}", poster.as_uri())

    (read,) = run("zbarimg", "--quiet", "--raw", shot).split()

    assert read.endswith(f"/Q/{code}")
    assert "<form" in opened(seeded, read)


@pytest.fixture
def address(seeded):
    """What puts the public address in force, until the test is over."""
    yield lambda given: tune(seeded, given)
    seeded.client("ssm").delete_parameter(Name=ADDRESS)


def test_what_the_command_prints_opens_at_every_kind_of_address(seeded, address, tmp_path):
    own = f"https://{seeded.outputs['ApiId']}.execute-api.us-east-1.amazonaws.com/v1"
    for at in (own, DOMAIN, f"{DOMAIN}/steward"):
        address(at)
        printed = by_command(seeded, tmp_path)

        assert len(set(printed)) == len(printed) == len(places(seeded))
        for read in printed:
            host = read.removesuffix(read[read.index("/Q/") :])
            assert host.lower() == at
            assert "<form" in opened(seeded, read)


def by_command(running, folder):
    """Print the labels of the first community as the README says, and read them from the paper."""
    where = [
        "--stage",
        STAGE,
        "--region",
        running.region,
        "--endpoint",
        running.endpoint,
    ]
    command = [sys.executable, "-m", "infra.posters", *where, "--community", community(running)]
    run(*command)
    paper = BUILD / "posters" / community(running) / "labels.pdf"
    for old in folder.glob("sheet*.png"):
        old.unlink()
    run("pdftoppm", "-r", 200, "-png", paper, folder / "sheet")
    return run("zbarimg", "--quiet", "--raw", *sorted(folder.glob("sheet*.png"))).split()


def opened(running, address):
    """Open an address as the internet would: the domain leads to the API, with or without its
    base path, and the API's own host to the stage that its path names."""
    parts = urlsplit(address)
    path = parts.path
    if parts.hostname == urlsplit(DOMAIN).hostname:
        at = f"{running.base_url}{path.removeprefix('/steward')}"
    elif "execute-api" in parts.hostname:
        api = parts.hostname.partition(".")[0]
        _, stage, rest = path.split("/", 2)
        at = f"{running.endpoint}/restapis/{api}/{stage}/_user_request_/{rest}"
    else:
        at = f"{running.base_url}{path}"
    try:
        with ONE_STEP.open(at, timeout=60) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        error.close()
        assert error.code in (301, 302, 303, 307, 308), (at, error.code)
        return opened(running, urljoin(address, error.headers["Location"]))


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect names an address of the internet; it is not followed on this machine."""

    def redirect_request(self, *_):
        return None


ONE_STEP = urllib.request.build_opener(Stay)


def tune(running, address):
    running.client("ssm").put_parameter(Name=ADDRESS, Value=address, Type="String", Overwrite=True)


def community(running):
    return running.seeded["places"][0]["community"]


def places(running):
    return [p for p in running.seeded["places"] if p["community"] == community(running)]


def asked(running, path):
    """Ask the staff API as whoever manages; return what it answers."""
    login = next(each for each in running.seeded["logins"] if each.get("role") == "manager")
    proven = running.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=running.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": login["username"], "PASSWORD": login["password"]},
    )["AuthenticationResult"]["AccessToken"]
    request = urllib.request.Request(
        running.base_url + path, headers={"Authorization": f"Bearer {proven}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def run(*command):
    done = subprocess.run(
        [str(part) for part in command],
        # Nothing of the tables of the other tests.
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
