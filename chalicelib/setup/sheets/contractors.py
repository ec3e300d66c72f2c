"""Rows of contractors: the department that another company is, and how it is reached."""

from collections.abc import Iterator

from chalicelib.cases.contacts.model import parse
from chalicelib.estate.model import department_name
from chalicelib.kernel import outgoing
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.text import clean
from chalicelib.kernel.words import N_

from . import called
from .columns import Column, Line
from .reading import Entries, Given, Kind

COLUMNS = (
    Column("department", N_("Department"), ("team", "trade", "部門", "部门", "工種", "工种")),
    Column("name", N_("Name of the company"),
           ("name", "contractor", "company", "承辦商", "承办商", "公司", "公司名稱", "公司名称",
            "名稱", "名称", "外判商", "承包商")),
    Column("address", N_("Email address or phone number"),
           ("address", "contact", "contact details", "email", "e mail", "mail", "phone",
            "telephone", "電郵", "電話", "电话", "邮箱", "聯絡", "联系方式", "聯絡方式")),
    Column("language", N_("Language"), ("語言", "语言")),
)  # fmt: skip


class Contractors(Entries):
    """The rows of one file against the contractors that are there."""

    setting = "contractors"
    value = "department"

    def __init__(self, given: Given) -> None:
        there = given.community.contractors
        titles = {
            code: f"{department_name(given.community, code, given.author.lang)} · {row['name']}"
            for code, row in there.items()
        }
        super().__init__(given, there, titles)
        zone = given.community.calendar.zone
        self._country = outgoing.country_of(given.community.text_countries, zone)

    def read(self, line: Line) -> Iterator[Problem]:
        if not line.said.get("department"):
            yield called.missing("department")
            return
        try:
            code = called.department(self.community, line.said["department"])
        except Wrong as wrong:
            yield wrong.problem
            return
        if found := list(self._twice(line, code, N_("says the same as row %(row)s"))):
            yield from found
            return
        first = self.community.languages[0]
        row = dict(self.there.get(code) or {"language": first})
        if name := clean(line.said.get("name", "")):
            row["name"] = name
        if address := clean(line.said.get("address", "")):
            usual = row.get("channel", "email"), address
            row["channel"], row["address"] = parse(address, self._country) or usual
        language = called.language(line.said.get("language", ""))
        if language and language != row.get("language", first):
            row["language"] = language
        if "name" not in row or "address" not in row:
            yield called.missing("address" if "name" in row else "name")
            return
        title = department_name(self.community, code, self.author.lang)
        self._put(line, code, row, f"{title} · {row['name']}")


def rows(given: Given) -> list[dict[str, str]]:
    """Return the contractors of a community as a template has them, a row each."""
    community, lang = given.community, given.author.lang
    return [
        {
            "department": department_name(community, code, lang),
            "name": row["name"],
            "address": row["address"],
            "language": row.get("language", community.languages[0]),
        }
        for code, row in community.contractors.items()
    ]


CONTRACTORS = Kind(COLUMNS, Contractors, rows)
