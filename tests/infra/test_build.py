import json
import subprocess
import sys
import zipfile

import pytest

from infra import build, licences, staging, vendor
from infra.corrections.reading import functions
from infra.paths import TEMPLATE, ZIP
from infra.template import stand_in_settings
from tests.support.heif import heic
from tests.support.photos import a_scene, saved
from tests.support.profiles import DISPLAY_P3

MEGABYTE = 1_000_000
IMAGE_LIBRARY = ("PIL/", "pillow.libs/", "pi_heif", "_pi_heif")
SHEET_LIBRARY = ("openpyxl/", "et_xmlfile/", "defusedxml/")
"""Imported only by who opens a workbook."""


@pytest.fixture(scope="module")
def unpacked(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("task")
    zipfile.ZipFile(ZIP).extractall(folder)
    return folder


def test_two_builds_of_one_tree_are_the_same_bytes(built, tmp_path):
    first, where = built, TEMPLATE.parent
    if built.commit != staging.commit():
        first, where = build.build(tmp_path / "first"), tmp_path / "first"
    second = build.build(tmp_path / "second")

    assert first.sha256 == second.sha256
    templates = [folder / TEMPLATE.name for folder in (where, tmp_path / "second")]
    assert templates[0].read_bytes() == templates[1].read_bytes()


def test_the_zip_is_small(built):
    entries = zipfile.ZipFile(ZIP).infolist()
    rare = (*IMAGE_LIBRARY, *SHEET_LIBRARY)
    every_day = sum(entry.compress_size for entry in entries if not entry.filename.startswith(rare))

    assert built.size <= 20 * MEGABYTE
    assert every_day <= 12 * MEGABYTE


def test_no_cold_start_compiles_anything(built):
    names = set(zipfile.ZipFile(ZIP).namelist())
    tag = sys.implementation.cache_tag

    for name in names:
        if name.endswith(".py"):
            folder, _, module = name.rpartition("/")
            compiled = f"{folder}/__pycache__/{module[:-3]}.{tag}.pyc".lstrip("/")
            assert compiled in names


def test_the_zip_brings_the_licence_of_all_that_is_in_it_and_its_bill_lies_beside_it(built):
    archive = zipfile.ZipFile(ZIP)
    packed = json.loads(archive.read(vendor.INDEX))
    texts = {name.split("/")[1] for name in archive.namelist() if name.startswith("licences/")}
    bill = json.loads((ZIP.parent / "steward.cdx.json").read_text())

    assert {f"{each['name']}-{each['version']}" for each in packed} <= {t.lower() for t in texts}
    assert [licences.allowed(each["licence"]) for each in packed] == [True] * len(packed)
    assert bill["metadata"]["component"]["hashes"][0]["content"] == built.sha256
    told = [(each["name"], each["version"]) for each in bill["components"]]
    assert told == [(each["name"], each["version"]) for each in packed]
    assert {"botocore", "pillow", "msgspec"} <= {name for name, _ in told}


def test_nothing_of_the_workshop_is_shipped(built):
    for name in zipfile.ZipFile(ZIP).namelist():
        assert not name.startswith(("tests/", "infra/", ".chalice", ".git", "pip/", "boto3/"))
        assert not name.endswith((".po", ".env"))


def test_every_function_starts_from_the_zip_alone(template, unpacked):
    modules = {
        properties["Handler"].rpartition(".")[0] for properties in functions(template).values()
    }

    for module in sorted(modules):
        # -S: without the packages of the environment that runs this test.
        program = f"import sys; sys.path.insert(0, {str(unpacked)!r}); import {module}"
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", program],
            capture_output=True,
            text=True,
            env=stand_in_settings(),
        )
        assert done.returncode == 0, done.stderr


def test_the_pruned_image_library_still_opens_what_telephones_send(unpacked, tmp_path):
    wide = {"icc_profile": DISPLAY_P3}
    sent = {"heic": heic(irot=1, icc=DISPLAY_P3), "mpo": saved(a_scene(), "MPO", **wide)}
    sent |= {kind: saved(a_scene(), kind, **wide) for kind in ("JPEG", "PNG", "WEBP", "AVIF")}
    sent["gif"] = saved(a_scene(mode="P"), "GIF")
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)
    program = f"""
import sys; sys.path.insert(0, {str(unpacked)!r})
from pathlib import Path
from chalicelib.cases.photos.images import develop
for name in sys.argv[1:]: assert develop(Path(name).read_bytes()).full, name
"""

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, *(str(tmp_path / name) for name in sent)],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


def test_every_library_that_is_pinned_can_be_imported_from_the_zip(unpacked):
    imports = "botocore.session, pynamodb.models, msgspec, jinja2, segno, jwt, PIL.Image"
    imports += ", pi_heif, phonenumbers"
    program = f"import sys; sys.path.insert(0, {str(unpacked)!r}); import {imports}"

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("service", sorted(vendor.SERVICES))
def test_the_pruned_library_still_makes_every_client_we_use(unpacked, service):
    program = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r}); import botocore.session\n"
        f"botocore.session.Session().create_client({service!r}, region_name='cn-north-1')"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_an_old_runtime_is_never_given_a_library_of_a_newer_system(monkeypatch):
    monkeypatch.setattr(vendor, "PYTHON", "3.11")

    tags = vendor.platforms("x86_64")

    assert tags[0] == "manylinux_2_26_x86_64"
    assert "manylinux_2_28_x86_64" not in tags


def test_the_pruned_zip_still_seals_a_notice_for_a_phone(unpacked):
    from tests.support.receivers import AUTH, RECEIVER

    program = (
        "import sys, requests, jwt; from chalicelib.channels import push as p\n"
        "p.encrypted(b'x', p._bytes(sys.argv[1]), p._bytes(sys.argv[2]))"
    )
    command = [sys.executable, "-S", "-c", program, RECEIVER, AUTH]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_the_pruned_zip_still_writes_a_visit_into_a_calendar(unpacked):
    program = (
        "from chalicelib.channels import calendars as c\n"
        "from chalicelib.kernel.notices import Entry\n"
        "entry = Entry(uid='x', sequence=0, stamp=0, at=0)\n"
        "file = c.written(entry, method='REQUEST', summary='上門', place='', about='', link='',\n"
        "    organizer=('', 'a@acme.example'), attendee='b@acme.example')\n"
        "assert b'DTSTART:19700101T000000Z' in file, file"
    )
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_the_pruned_zip_still_speaks_to_every_chat(unpacked):
    from tests.support.receivers import ROBOTS

    program = (
        "import sys; from chalicelib.channels import chats as w\n"
        "for address in sys.argv[1:]: w._robot(address, w.spoken_form(address))"
    )
    command = [sys.executable, "-S", "-c", program, *ROBOTS.values()]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
