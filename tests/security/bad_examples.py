"""
What each rule of semgrep.yml is there to catch: `python -m tests.security.bad_examples`.

A rule that catches nothing is worse than none. `make audit` writes these examples where the
rule looks, asks semgrep, and wants each of them found, and no good one.
"""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

RULES = Path(__file__).with_name("semgrep.yml")

BAD: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "no-scan": ("chalicelib/cases/tasks/x.py", (
        "Row.scan()", 'client.get_paginator("scan")',
    )),
    "constant-text-in-logs": ("chalicelib/cases/tasks/x.py", (
        'log.info(f"{words} came")', 'logging.warning(f"{words}", 1)',
    )),
    "no-naive-now": ("chalicelib/kernel/x.py", (
        "datetime.now()", "datetime.utcnow()", "datetime.datetime.now()", "datetime.today()",
    )),
    "one-maker-of-clients": ("chalicelib/channels/x.py", (
        'boto3.client("s3")', 'boto3.resource("s3")', 'session.create_client("s3")',
    )),
    "an-end-to-every-wait": ("chalicelib/channels/x.py", ("urllib.request.urlopen(address)",)),
    "no-evaluation": ("chalicelib/cases/tasks/x.py", (
        "eval(words)", "exec(words)", "pickle.loads(data)", "yaml.load(data)",
    )),
    "text-is-text": ("chalicelib/web/static/staff/x.js", (
        "box.innerHTML = words;", "box.outerHTML = words;", "document.write(words);",
        'box.insertAdjacentHTML("beforeend", words);', "eval(words);", "new Function(words);",
    )),
    "constant-time": ("chalicelib/kernel/x.py", ("ours == signature", "theirs != mac")),
    "no-shell": ("infra/x.py", (
        "subprocess.run(command, shell=True)", "os.system(command)", "os.popen(command)",
    )),
    "no-programs-in-lambda": ("chalicelib/channels/x.py", ('subprocess.run(["convert", name])',)),
    "certificates-are-verified": ("chalicelib/channels/x.py", (
        "session.get(address, verify=False, timeout=2)", "ssl._create_unverified_context()",
        "context.check_hostname = False",
    )),
    "requests-have-an-end": ("infra/x.py", ("requests.get(address)", "requests.post(address, b)")),
    "no-ready-markup": ("chalicelib/web/x.py", (
        "Markup(words)", "markupsafe.Markup(words)", "Environment(autoescape=False)",
    )),
    "safe-in-three-templates-alone": ("chalicelib/web/templates/x.html", (
        "<p>{{ words|safe }}</p>", "<p>{{ words | safe }}</p>",
    )),
    "no-inline-script": ("chalicelib/web/templates/x.html", (
        "<script>let a = 1;</script>", '<a class="x" onclick="a()">b</a>',
    )),
    "no-words-in-logs": ("chalicelib/cases/tasks/x.py", (
        'log.info("came %s", request.words)', 'log.warning("x", extra={"to": contact.address})',
        "call.note(said=body.text)",
    )),
}  # fmt: skip
"""Rule to where it looks, and lines that it must find there."""

GOOD: Mapping[str, tuple[str, ...]] = {
    "chalicelib/channels/good.py": (
        "urllib.request.urlopen(address, timeout=2)", "requests.get(address, timeout=2)",
        'log.info("swept %s", request.id)', 'log.info("x", extra={"item": request.id})',
        "call.note(item=request.id)", "hmac.compare_digest(ours, signature)",
    ),
    "infra/x.py": ("import requests",),
    "chalicelib/web/static/staff/good.js": (
        "box.textContent = words;", "box.replaceChildren(words);",
    ),
    "chalicelib/web/templates/good.html": (
        "<p>{{ words }}</p>", '<script src="/assets/resident.js" defer></script>',
    ),
}  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = written(Path(folder))
        found = asked(Path(folder))
    missed, wrong = sorted(wanted - found), sorted(found - wanted)
    for rule, path, line in missed:
        print(f"{rule} does not find line {line} of {path}")
    for rule, path, line in wrong:
        print(f"{rule} finds line {line} of {path}, which is good")
    print(f"{len(wanted)} bad examples of {len(BAD)} rules, {len(wanted) - len(missed)} caught")
    raise SystemExit(1 if missed or wrong else 0)


def written(folder: Path) -> set[tuple[str, str, int]]:
    """Write every example where its rule looks; return rule, path and line of what is bad."""
    lines: dict[str, list[str]] = {path: list(text) for path, text in GOOD.items()}
    wanted = set()
    for rule, (path, bad) in BAD.items():
        for line in bad:
            lines.setdefault(path, []).append(line)
            wanted.add((rule, path, len(lines[path])))
    for path, text in lines.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("\n".join(text) + "\n")
    return wanted


def asked(folder: Path) -> set[tuple[str, str, int]]:
    """Return rule, path and line of what semgrep finds there."""
    semgrep = Path(".local/scanners-venv/bin/semgrep").resolve()
    command = [
        str(semgrep), "scan", "--metrics", "off", "--disable-version-check", "--quiet",
        "--no-git-ignore", "--json", "--config", str(RULES.resolve()), ".",
    ]  # fmt: skip
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return {
        (each["check_id"].rsplit(".", 1)[-1], each["path"], each["start"]["line"])
        for each in json.loads(ran.stdout)["results"]
    }


if __name__ == "__main__":
    main()
