"""
How well dangers are recognised, on messages that the weights were not learned from.

    python -m infra.danger                the ordinary messages, the seen and the held-back half
    python -m infra.danger --misses       also prints what was missed of the held-back half
    python -m infra.danger --file F.tsv   the same for any file of this form

A file is tab-separated UTF-8 without quoting; its first line is id, lang, label, kind, text;
the label is `danger` or `everyday`. What is asked is the function that a submit asks.
"""

import argparse
from pathlib import Path

from ..say import Refused, one_sentence
from .corpus import DATA, Unreadable, read
from .report import alarms, closing, misses, report


def _of_ours(and_misses: bool) -> list[str]:
    held, seen = read(DATA / "held.tsv"), read(DATA / "seen.tsv")
    told = ["ordinary messages that alarm", *alarms(read(DATA / "ordinary.tsv"))]
    told += ["seen half: missed", *misses(seen), f"seen half: {closing(seen)}"]
    told += ["held-back half", *report(held)]
    return [*told, *(misses(held) if and_misses else []), closing(held)]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make danger", description="How dangers are recognised.")
    parser.add_argument("--file", type=Path, help="a corpus of your own")
    parser.add_argument("--misses", action="store_true", help="print held-back misses as well")
    asked = parser.parse_args(arguments)
    try:
        if asked.file:
            messages = read(asked.file)
            told = [*report(messages), "missed", *misses(messages), closing(messages)]
        else:
            told = _of_ours(asked.misses)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Refused(str(error)) from None
    print("\n".join(told))


if __name__ == "__main__":
    with one_sentence():
        main()
