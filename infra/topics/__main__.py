"""
How well it is recognised what words are about, on messages that nothing was learned from.

    python -m infra.topics                by language
    python -m infra.topics --by-topic     by topic as well
    python -m infra.topics --file F.tsv   the same for any file of this form

A file is tab-separated UTF-8 without quoting; its first line is id, lang, topic, text.
"""

import argparse
from pathlib import Path

from ..danger.corpus import Unreadable
from ..say import Refused, one_sentence
from .corpus import DATA, read
from .report import by_topic, report


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make topics", description="What words are about.")
    parser.add_argument("--file", type=Path, default=DATA / "held.tsv", help="a corpus of your own")
    parser.add_argument("--by-topic", action="store_true", help="print a line for each topic")
    asked = parser.parse_args(arguments)
    try:
        messages = read(asked.file)
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Refused(str(error)) from None
    print("\n".join([*report(messages), *(by_topic(messages) if asked.by_topic else [])]))


if __name__ == "__main__":
    with one_sentence():
        main()
