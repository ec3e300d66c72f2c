import hashlib
import json
import subprocess
import sys
import zipfile

import pytest

from infra import build, licences, pruning, staging, vendor
from infra.corrections.reading import functions
from infra.parcels import FAMILIES, PARCELS, parcel_of, takes, zip_of
from infra.paths import BUILD, TEMPLATE
from infra.say import Refused
from infra.template import stand_in_settings
from tests.support.heif import heic
from tests.support.photos import a_scene, saved
from tests.support.profiles import DISPLAY_P3

EVERY = pytest.mark.parametrize("parcel", PARCELS)


@pytest.fixture(scope="module")
def unpacked(built, tmp_path_factory):
    """Each zip in a folder of its own, by its name."""
    whole = tmp_path_factory.mktemp("task")
    for name in PARCELS:
        zipfile.ZipFile(zip_of(name)).extractall(whole / name)
    return {name: whole / name for name in PARCELS}


def ran(folder, program, *arguments):
    """Run a program with nothing in reach but the library of Python and one folder."""
    # Whatever starts from a zip imports our package first, which finds the others.
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); import chalicelib\n{program}"
    # -S: without the packages of the environment that runs this test.
    command = [sys.executable, "-I", "-S", "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=stand_in_settings())
    assert done.returncode == 0, done.stderr
    return done.stdout


def together_in(folder):
    """Return the names of the modules that are in the one file of a zip."""
    return set(ran(folder, "print(*(row[0] for row in sys.meta_path[0]._rows.values()))").split())


def test_two_builds_of_one_tree_are_the_same_bytes(built, tmp_path):
    first, where = built, TEMPLATE.parent
    if built.commit != staging.commit():
        first, where = build.build(tmp_path / "first"), tmp_path / "first"
    second = build.build(tmp_path / "second")

    assert first.sha256 == second.sha256
    templates = [folder / TEMPLATE.name for folder in (where, tmp_path / "second")]
    assert templates[0].read_bytes() == templates[1].read_bytes()


def test_a_zip_that_is_too_large_is_refused_by_its_name(tmp_path):
    for name in PARCELS:
        zip_of(name, tmp_path).write_bytes(b"")
    with zip_of("residents", tmp_path).open("wb") as large:
        large.truncate(6_000_001)

    with pytest.raises(Refused) as refused:
        build._described(tmp_path, "")
    assert refused.value.sentence.startswith("residents.zip is 6.0 MB; more than 6 MB")


def test_a_missing_zip_is_built_again(built, monkeypatch):
    monkeypatch.setattr(build, "made_of", lambda: built.made_of)
    monkeypatch.setattr(build, "build", lambda: "built")
    monkeypatch.setattr(build, "files", lambda folder: [zip_of(name) for name in PARCELS])
    assert build.build_if_changed() == built

    monkeypatch.setattr(build, "files", lambda folder: [zip_of("gone")])
    assert build.build_if_changed() == "built"


def test_every_function_has_one_zip_and_a_new_one_is_asked_for_it(template):
    named = [function for parcel in PARCELS.values() for function in parcel.functions]

    assert sorted(named) == sorted(functions(template))
    for name, properties in functions(template).items():
        assert properties["CodeUri"]["Key"] == {"Fn::Sub": f"${{CodeKey}}/{parcel_of(name)}.zip"}
    with pytest.raises(Refused) as refused:
        parcel_of("Novel")
    assert "which zip Novel starts from" in refused.value.sentence


def test_a_zip_has_the_libraries_of_its_functions_and_no_other(built, unpacked):
    # Who opens pictures, seals, reads sheets: what those need weighs two thirds of all zips.
    only = {"pictures": {"photos"}, "seals": {"staff", "deliver"}, "sheets": {"staff"}}
    only |= {"chats": {"staff", "deliver"}, "apps": {"staff"}}
    names = {
        parcel: {*zipfile.ZipFile(zip_of(parcel)).namelist(), *together_in(unpacked[parcel])}
        for parcel in PARCELS
    }

    for family, starts in FAMILIES.items():
        for start in starts:
            having = {
                parcel
                for parcel in PARCELS
                if any(name.startswith(start) for name in names[parcel])
            }
            assert having, f"nothing begins with {start}"
            assert having == only.get(family, PARCELS.keys() - {"residents"}), start
    assert not takes("residents", "PIL/Image.pyc")
    assert takes("residents", "botocore/session.pyc")


@EVERY
def test_no_cold_start_compiles_anything(built, unpacked, parcel):
    names = set(zipfile.ZipFile(zip_of(parcel)).namelist())
    tag = sys.implementation.cache_tag
    together = together_in(unpacked[parcel])

    for name in names:
        if name.endswith(".py"):
            folder, _, module = name.rpartition("/")
            compiled = f"{folder}/__pycache__/{module[:-3]}.{tag}.pyc".lstrip("/")
            assert (compiled in names) != (name in together), name
    assert {"botocore/session.pyc", "chalicelib/wiring/doors.py"} <= together


@EVERY
def test_a_zip_brings_the_licence_of_all_that_is_in_it_and_its_bill_lies_beside_it(built, parcel):
    archive = zipfile.ZipFile(zip_of(parcel))
    packed = json.loads(archive.read(vendor.INDEX))
    texts = {name.split("/")[1] for name in archive.namelist() if name.count("/") > 1
             and name.startswith("licences/")}  # fmt: skip
    bill = json.loads((BUILD / f"{parcel}.cdx.json").read_text())

    assert {f"{each['name']}-{each['version']}" for each in packed} == {t.lower() for t in texts}
    assert [licences.allowed(each["licence"]) for each in packed] == [True] * len(packed)
    sha256 = hashlib.sha256(zip_of(parcel).read_bytes()).hexdigest()
    assert bill["metadata"]["component"]["hashes"][0]["content"] == sha256
    told = [(each["name"], each["version"]) for each in bill["components"]]
    assert told == [(each["name"], each["version"]) for each in packed]
    known = {name for name, _ in told}
    assert {"botocore", "msgspec", "six"} <= known
    assert ("pillow" in known) == (parcel == "photos")


@EVERY
def test_nothing_of_the_workshop_is_shipped(built, parcel):
    for name in zipfile.ZipFile(zip_of(parcel)).namelist():
        assert not name.startswith(("tests/", "infra/", ".chalice", ".git", "pip/", "boto3/"))
        assert not name.endswith((".po", ".env"))


def test_every_function_starts_from_its_zip_alone(template, unpacked):
    for name, properties in functions(template).items():
        module, _, handler = properties["Handler"].rpartition(".")
        doors = {"APIHandler": "residents", "StaffHandler": "staff"}
        said = f"import os; os.environ['DOOR'] = {doors.get(name, '')!r}" if name in doors else ""

        ran(unpacked[parcel_of(name)], f"{said}\nimport {module}; {module}.{handler}")


def test_the_pruned_image_library_still_opens_what_telephones_send(unpacked, tmp_path):
    wide = {"icc_profile": DISPLAY_P3}
    sent = {"heic": heic(irot=1, icc=DISPLAY_P3), "mpo": saved(a_scene(), "MPO", **wide)}
    sent |= {kind: saved(a_scene(), kind, **wide) for kind in ("JPEG", "PNG", "WEBP", "AVIF")}
    sent["gif"] = saved(a_scene(mode="P"), "GIF")
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)
    program = """
from pathlib import Path
from chalicelib.cases.photos.images import develop
for name in sys.argv[1:]: assert develop(Path(name).read_bytes()).full, name
"""

    ran(unpacked["photos"], program, *(str(tmp_path / name) for name in sent))


@EVERY
def test_every_library_that_all_need_can_be_imported_from_the_zip(unpacked, parcel):
    imports = "botocore.session, pynamodb.models, msgspec, jinja2, segno, phonenumbers, idna"

    ran(unpacked[parcel], f"import {imports}")


@pytest.mark.parametrize("service", sorted(pruning.SERVICES))
def test_the_pruned_library_still_makes_every_client_we_use(unpacked, service):
    ran(
        unpacked["work"],
        "import botocore.session\n"
        f"botocore.session.Session().create_client({service!r}, region_name='cn-north-1')",
    )


def test_an_old_runtime_is_never_given_a_library_of_a_newer_system(monkeypatch):
    monkeypatch.setattr(vendor, "PYTHON", "3.11")

    tags = vendor.platforms("x86_64")

    assert tags[0] == "manylinux_2_26_x86_64"
    assert "manylinux_2_28_x86_64" not in tags


@pytest.mark.parametrize("parcel", ["staff", "deliver"])
def test_who_speaks_to_people_still_seals_a_notice_for_a_phone(unpacked, parcel):
    from tests.support.receivers import AUTH, RECEIVER

    program = (
        "import requests, jwt; from chalicelib.channels import push as p\n"
        "p.encrypted(b'x', p._bytes(sys.argv[1]), p._bytes(sys.argv[2]))"
    )
    ran(unpacked[parcel], program, RECEIVER, AUTH)


@pytest.mark.parametrize("parcel", ["residents", "staff", "deliver"])
def test_who_shows_or_sends_a_visit_still_writes_it_into_a_calendar(unpacked, parcel):
    program = (
        "from chalicelib.channels import calendars as c\n"
        "from chalicelib.kernel.notices import Entry\n"
        "entry = Entry(uid='x', sequence=0, stamp=0, at=0)\n"
        "file = c.written(entry, method='REQUEST', summary='上門', place='', about='', link='',\n"
        "    organizer=('', 'a@acme.example'), attendee='b@acme.example')\n"
        "assert b'DTSTART:19700101T000000Z' in file, file"
    )
    ran(unpacked[parcel], program)


@pytest.mark.parametrize("parcel", ["staff", "deliver"])
def test_who_speaks_to_chats_still_speaks_to_every_one(unpacked, parcel):
    from tests.support.receivers import ROBOTS

    program = (
        "from chalicelib.channels import chats as w\n"
        "for address in sys.argv[1:]: w._robot(address, w.spoken_form(address))"
    )
    ran(unpacked[parcel], program, *ROBOTS.values())


def test_staff_still_read_and_write_sheets_and_prove_who_they_are(unpacked):
    program = (
        "from chalicelib.setup.sheets import cells as c\n"
        "from io import BytesIO; from openpyxl import Workbook, load_workbook\n"
        "book = Workbook(); book.active.append(['Tower 1']); kept = BytesIO(); book.save(kept)\n"
        "assert load_workbook(kept).active['A1'].value == 'Tower 1'\n"
        "import jwt; from cryptography.hazmat.primitives.asymmetric import rsa\n"
        "key = rsa.generate_private_key(public_exponent=65537, key_size=2048)\n"
        "said = jwt.encode({'sub': 'mei'}, key, algorithm='RS256')\n"
        "assert jwt.decode(said, key.public_key(), algorithms=['RS256'])['sub'] == 'mei'"
    )
    ran(unpacked["staff"], program)


def test_who_takes_mail_in_still_reads_its_parts_and_what_is_quoted(unpacked):
    ran(
        unpacked["work"],
        "import tnefparse; from chalicelib.mail_in import charsets, parts, quotation, taking",
    )
