"""
A Saturday night on the packaged system: every kind of danger, in each language, over HTTP.

    python -m tests.resilience.campaign saturday

Nobody can set the clock of the functions, so the calendar is moved instead: the office of this
estate opens three days from now, and only security, fire safety, the duty manager and the lift
company work at night. Each message goes in from a lobby by the form behind its label and from a
flat by the API. It has arrived when every department that covers one of its duties has an urgent
task, and everybody there a mail about it that left within two minutes. A prowler, a stopped lift
and somebody in difficulty go in with them.
"""

import json
import tempfile
import time
import urllib.parse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import urllib3
from msgspec import Struct

from chalicelib.cases.danger.duties import DANGERS, DUTY_MANAGER, USUAL
from chalicelib.kernel.ids import reference, shown
from infra import local, mail
from infra.paths import ROOT
from infra.replay.door import FIELD, Door
from infra.running import Running
from infra.seed import DEMO, PASSWORD
from tests.support.builders import key

CORPUS = ROOT / "tests/data/danger/seen.tsv"
PLAIN = "p-"
"""How the id of a message begins that everybody would write."""
WITHIN_S = 120
PATIENCE_S = 300
"""How long is waited for what is late, to tell it from what never comes."""
AT_ONCE = 2
"""Messages that are on their way at a time: one machine plays every function."""
SWEEP_S = 60
ALWAYS = ("security", "fire_safety", "administration", "lifts")
WORKERS = (*ALWAYS[:-1], "engineering", "cleaning", "customer_service")
COMMUNITY, MANAGER = "hv", "manager"


class Case(Struct, frozen=True):
    """One message, where it is sent from, and the departments that it must reach."""

    what: str
    lang: str
    words: str
    place: str
    form: bool
    departments: frozenset[str]
    urgent: bool = True
    topic: str = ""


class Sent(Struct, frozen=True):
    case: Case
    reference: str
    at: float


class Found(Struct, frozen=True):
    """What became of a message: the seconds until its last mail left, and what is missing."""

    sent: Sent
    took: float
    missing: tuple[str, ...]

    @property
    def late(self) -> bool:
        return self.took > WITHIN_S


class Night:
    """An estate at night, with who works in each of its departments."""

    def __init__(self, running: Running, estate: dict[str, Any]) -> None:
        self.running, self.door = running, Door(running.base_url)
        self.pool = urllib3.PoolManager(timeout=60, retries=False)
        self.addresses: dict[str, set[str]] = {}
        for each in estate["staff"]:
            if each["community"] == COMMUNITY and each["role"] == "staff":
                for name in each["departments"]:
                    self.addresses.setdefault(name, set()).add(each["address"])
        (community,) = (c for c in estate["communities"] if c["code"] == COMMUNITY)
        for name, outside in community["contractors"].items():
            self.addresses[name] = {outside["address"]}
        self.manager = next(
            each["username"]
            for each in estate["staff"]
            if each["community"] == COMMUNITY and each["role"] == "manager"
        )

    def reached(self, cases: Iterable[Case]) -> list[Found]:
        """Send these, a few at once; wait for them until all is there or the time is over."""
        return [each for few in batched(cases) for each in self._reached(few)]

    def _reached(self, cases: Iterable[Case]) -> list[Found]:
        sent = [self._send(case) for case in cases]
        swept = begun = time.monotonic()
        while True:
            found = list(self._look(sent))
            over = time.monotonic() - begun > PATIENCE_S
            if over or not any(each.missing for each in found):
                return found
            if time.monotonic() - swept > SWEEP_S:
                self.running.sweep()
                swept = time.monotonic()
            time.sleep(1)

    def _send(self, case: Case) -> Sent:
        at = time.time()
        if case.form:
            return Sent(case, self._by_form(case), at)
        body = {"place": case.place, "words": case.words, "lang": case.lang}
        kind = {"kind": "help"} if case.topic == "help" else {}
        told = body | ({"topic": case.topic} if case.topic else {}) | kind
        made = self.door.submit(told, key(f"{case.place}-{case.what.replace(' ', '-')}"))
        return Sent(case, made["reference"], at)

    def _by_form(self, case: Case) -> str:
        """Open the form behind a label and send it as a browser without a script does."""
        address = f"{self.running.base_url}/q/{case.place}?lang={case.lang}"
        page = self.pool.request("GET", address)
        fields = {"words": case.words, **dict(FIELD.findall(page.data.decode()))}
        answer = self.pool.request(
            "POST", address, body=urllib.parse.urlencode(fields), redirect=False,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        path = urllib.parse.urlsplit(answer.headers.get("Location", "")).path
        if not path.startswith("/r/"):
            return ""
        return shown(reference(path.removeprefix("/r/").partition(".")[0]))

    def _look(self, sent: list[Sent]) -> Iterator[Found]:
        tasks = self.door.poll(self.manager, PASSWORD, "")["tasks"]
        mails = mail.sent(self.running.endpoint)
        for each in sent:
            made = {
                task["queue"].partition(".")[2]: task["priority"]
                for task in tasks
                if each.reference and shown(task["reference"]) == each.reference
            }
            yield self._judged(each, made, mails)

    def _judged(self, sent: Sent, made: dict[str, str], mails: list[mail.Sent]) -> Found:
        told: dict[str, float] = {}
        for at, address, _, text in mails:
            if sent.reference and sent.reference in text:
                told[address] = min(at, told.get(address, at))
        missing = [] if sent.reference else ["not taken"]
        missing += [f"task {n}" for n in sorted(sent.case.departments - made.keys())]
        if sent.case.urgent:
            missing += [f"{n} is {made[n]}" for n in sorted(made) if made[n] != "urgent"]
        wanted = set[str]().union(*(self.addresses[name] for name in sent.case.departments))
        missing += [f"mail {address}" for address in sorted(wanted) if address not in told]
        last = max((told[address] for address in wanted & told.keys()), default=sent.at)
        return Found(sent, last - sent.at, tuple(missing))


def estate() -> dict[str, Any]:
    """Return the demo's Harbour View at night: one person a department, a lobby and a flat for
    each language."""
    data = json.loads(DEMO.read_text())
    (harbour,) = (each for each in data["communities"] if each["code"] == COMMUNITY)
    week: list[list[list[str]]] = [[] for _ in range(7)]
    week[(time.gmtime().tm_wday + 3) % 7] = [["09:00", "18:00"]]
    calendar = {"zone": harbour["calendar"]["zone"], "week": week}
    harbour |= {"calendar": calendar, "calendars": dict.fromkeys(ALWAYS, "always")}
    staff = [_person(name, "staff", [name]) for name in WORKERS]
    places = [_place(code, flat) for lang in languages() for flat, code in _codes(lang)]
    return {
        "company": data["company"],
        "communities": [harbour],
        "places": places,
        "staff": [*staff, _person(MANAGER, "manager", [])],
    }


def messages() -> dict[tuple[str, str], list[str]]:
    """Return language and kind to the plain messages of danger of the corpus."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in CORPUS.read_text(encoding="utf-8").splitlines()[1:]:
        id, lang, label, kind, text = line.split("\t")
        if id.startswith(PLAIN) and label == "danger":
            found.setdefault((lang, kind), []).append(text)
    return found


def languages() -> list[str]:
    return sorted({lang for lang, _ in messages()})


def dangers(lang: str, code: str, *, flat: bool) -> list[Case]:
    """Return one danger of each kind in a language: from a flat another one than from a lobby."""
    known = messages()
    return [
        Case(kind, lang, known[lang, kind][flat % len(known[lang, kind])], code,
             form=not flat, departments=covering(DANGERS[kind].duties))
        for kind in sorted({kind for _, kind in known})
    ]  # fmt: skip


def others(code: str) -> list[Case]:
    """Return what is no danger by its words and cannot wait either."""
    duty = covering([DUTY_MANAGER])
    return [
        Case("prowler", "en", "A man I do not know tries the doors.", code, form=False,
             departments=covering(["security"]), topic="stranger"),
        Case("stopped lift", "en", "Lift 2 does not move.", code, form=False,
             departments=covering(["lifts"]), topic="lift_stopped", urgent=False),
        Case("help", "en", "An old man sits on the stairs and does not go on.", code,
             form=False, departments=duty, topic="help"),
    ]  # fmt: skip


def batched(cases: Iterable[Case]) -> Iterator[list[Case]]:
    known = list(cases)
    return (known[at : at + AT_ONCE] for at in range(0, len(known), AT_ONCE))


def covering(duties: Iterable[str]) -> frozenset[str]:
    return frozenset(USUAL[duty] for duty in duties)


def _codes(lang: str) -> list[tuple[bool, str]]:
    number = languages().index(lang)
    return [(flat, f"HVNT{number:03d}{int(flat)}00SCAN") for flat in (False, True)]


def _place(code: str, flat: bool) -> dict[str, Any]:
    kind = {"kind": "private", "household": code.lower()} if flat else {}
    name = {"en": f"Flat {code[:8]}" if flat else f"Lobby {code[:8]}"}
    return {"code": code, "community": COMMUNITY, "building": code[:7].lower(), "floor": "G",
            "name": name, **kind}  # fmt: skip


def _person(name: str, role: str, departments: list[str]) -> dict[str, Any]:
    return {
        "username": name, "name": name, "community": COMMUNITY, "role": role,
        "departments": departments, "language": "en", "on_duty": True,
        "address": f"{name.replace('_', '-')}@steward.example",
    }  # fmt: skip


def main() -> int:
    """Live the night, print what became of each message; return how many did not arrive."""
    found: list[Found] = []
    with tempfile.TemporaryDirectory() as scratch:
        file, data = Path(scratch) / "night.json", estate()
        file.write_text(json.dumps(data))
        with local.stack(estate=file) as running:
            night = Night(running, data)
            for lang in languages():
                for flat, code in _codes(lang):
                    found += _told(night.reached(dangers(lang, code, flat=flat)))
            found += _told(night.reached(others(_codes(languages()[0])[0][1])))
    lost = sum(bool(each.missing) for each in found)
    late = sum(each.late for each in found if not each.missing)
    slowest = max(each.took for each in found)
    print(
        f"{len(found)} sent, {lost} did not reach their duties, {late} only after {WITHIN_S} s, "
        f"slowest {slowest:.0f} s"
    )
    return lost + late


def _told(found: list[Found]) -> list[Found]:
    for each in found:
        case = each.sent.case
        where = "lobby" if case.form else "flat"
        said = ", ".join(each.missing) or "reached " + ", ".join(sorted(case.departments))
        print(f"{case.what:12} {case.lang:8} {where:6} {each.took:4.0f} s  {said}", flush=True)
        if each.missing or each.late:
            print(f"    {case.words}", flush=True)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
