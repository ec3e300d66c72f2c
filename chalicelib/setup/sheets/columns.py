"""Columns of a spreadsheet, known by what companies call them, in English and in Chinese."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from msgspec import Struct

from chalicelib.i18n import msg
from chalicelib.kernel.problems import Wrong
from chalicelib.kernel.words import N_

from .cells import FORMULA, Cells

PLACES, PEOPLE = "places", "people"
KINDS = (PLACES,)

LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}


class Column(Struct, frozen=True):
    """A column: what it is called in a template, and what else it may be called."""

    code: str
    said: str
    also: tuple[str, ...] = ()


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    PLACES: (
        Column("line", N_("A line for many places"),
               ("places", "line", "many places", "多個地點", "多个地点")),
        Column("code", N_("Label code"),
               ("code", "label", "qr", "標籤", "标签", "標籤編號", "标签编号", "代碼", "代码",
                "編碼", "编码")),
        Column("building", N_("Building"),
               ("tower", "block", "大廈", "大厦", "座", "樓棟", "楼栋", "棟", "栋", "座數", "楼座",
                "樓座", "幢")),
        Column("floor", N_("Floor"), ("level", "storey", "樓層", "楼层", "層", "层", "樓", "楼")),
        Column("flat", N_("Flat"),
               ("unit", "room", "apartment", "單位", "单位", "室", "房號", "房号", "室號", "室号",
                "門牌", "门牌")),
        Column("name", N_("Place"),
               ("name", "spot", "名稱", "名称", "位置", "地點名稱", "地点名称")),
        Column("kind", N_("Kind"), ("type", "類型", "类型", "類別", "类别", "種類", "种类")),
        Column("household", N_("Household"),
               ("home", "住戶", "住户", "戶", "户", "戶號", "户号", "業戶", "业户")),
    ),
    PEOPLE: (
        Column("username", N_("User name"),
               ("login", "account", "用戶名", "用户名", "帳號", "账号", "帳戶", "工號", "工号")),
        Column("name", N_("Name"), ("full name", "姓名", "名字", "員工姓名", "员工姓名")),
        Column("role", N_("Role"), ("角色", "職位", "职位", "職務", "职务", "權限", "权限")),
        Column("departments", N_("Departments"),
               ("department", "team", "部門", "部门", "組別", "组别")),
        Column("email", N_("Mail address"),
               ("email", "e mail", "mail", "電郵", "电邮", "電郵地址", "邮箱", "郵箱", "電子郵件",
                "电子邮件")),
        Column("language", N_("Language"), ("語言", "语言", "語文")),
        Column("languages", N_("Further languages"),
               ("languages", "other languages", "其他語言", "其他语言")),
        Column("channel", N_("Reached by"),
               ("channel", "聯絡方式", "联系方式", "通知方式")),
        Column("address", N_("Address"),
               ("phone", "telephone", "mobile", "地址", "電話", "电话", "手機", "手机", "手提電話",
                "手机号")),
        Column("open_cap", N_("Most open tasks at once"),
               ("open tasks", "未完成上限", "工作上限")),
        Column("subject", N_("What your own provider calls them (sub)"), ("sub", "subject")),
    ),
}  # fmt: skip
"""Kind of sheet to its columns, in the order of a template."""

IN_EACH_LANGUAGE = frozenset({(PLACES, "name")})
"""Columns that stand there once a language: "Place (English)"."""


class Line(Struct, frozen=True):
    """One row: its number in the file, and what it says by the codes of its columns."""

    number: int
    said: dict[str, str]


class Table(Struct, frozen=True):
    """The rows below a heading; `headings` are the file's own, `unread` those of no column."""

    lines: list[Line]
    headings: dict[str, str]
    unread: list[str]


def recognised(kind: str, cells: Cells) -> Table:
    """Return the rows of a file by known columns, or raise Wrong where there is no heading."""
    known = _names(kind)
    at, heading, columns = _headed(known, cells)
    if doubled := next((c for c in columns if c and columns.count(c) > 1), ""):
        twice = heading[columns.index(doubled)]
        raise Wrong("file", N_("has the column %(given)s twice"), given=twice)
    return Table(
        lines=[
            Line(number, {code: cell for code, cell in zip(columns, row, strict=False) if code})
            for number, row in cells.rows[at + 1 :]
        ],
        headings={code: cell for code, cell in zip(columns, heading, strict=True) if code},
        unread=[cell for code, cell in zip(columns, heading, strict=True) if cell and not code],
    )


def _headed(known: dict[str, str], cells: Cells) -> tuple[int, list[str], list[str]]:
    """Return where the headings stand, what they are, and the columns that they mean."""
    for at, (_, heading) in enumerate(cells.rows[:10]):
        columns = [known.get(_plain(cell), "") for cell in heading]
        if len(set(columns) - {""}) >= 2 or "line" in columns:
            return at, heading, columns
    raise Wrong("file", N_("has no row of headings that we know; take our template"))


def heading(kind: str, languages: Sequence[str], lang: str) -> dict[str, str]:
    """Return the columns of a template by their codes, in a language."""
    found = {}
    for column in COLUMNS[kind]:
        said = msg(lang, column.said)
        if (kind, column.code) not in IN_EACH_LANGUAGE:
            found[column.code] = said
            continue
        for each in languages:
            found[f"{column.code}.{each}"] = f"{said} ({LANGUAGES.get(each, each)})"
    return found


def formulas(line: Line) -> list[str]:
    """Return the columns of a row whose cells would be computed."""
    return [code for code, cell in line.said.items() if cell == FORMULA]


def narrow(text: str) -> str:
    """Return a code, number or floor as it is compared: full-width letters and digits narrow."""
    return unicodedata.normalize("NFKC", text).strip()


def several(text: str) -> list[str]:
    """Return the parts of a cell that lists some."""
    return [part for each in re.split(r"[;,、/\n]", narrow(text)) if (part := each.strip())]


def _names(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS[kind]:
        said = {column.said, *column.also, *(msg(lang, column.said) for lang in LANGUAGES)}
        for name in said:
            found.setdefault(_plain(name), column.code)
            if (kind, column.code) in IN_EACH_LANGUAGE:
                for lang, spoken in LANGUAGES.items():
                    for called in (spoken, lang, _ALSO[lang]):
                        found[_plain(f"{name} {called}")] = f"{column.code}.{lang}"
    return found | {_plain(column.code): column.code for column in COLUMNS[kind]}


_ALSO = {"en": "英文", "zh-Hans": "简体", "zh-Hant": "繁體"}


def _plain(heading: str) -> str:
    """Return a heading without case, signs and blanks."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading)).casefold()
