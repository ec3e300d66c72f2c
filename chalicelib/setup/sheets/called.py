"""What people write in a cell for a code: a department, a language, in any of our languages."""

from collections.abc import Iterable, Mapping

from chalicelib.estate.departments import DEPARTMENTS
from chalicelib.estate.model import Community, department_name
from chalicelib.i18n import msg
from chalicelib.kernel.problems import Problem, Wrong
from chalicelib.kernel.words import N_

from .columns import LANGUAGES, narrow, several

SPEAKS = {
    "zh-Hans": ("chinese simplified", "simplified chinese", "简体", "簡體", "简中", "普通话",
                "中文简体"),
    "zh-Hant": ("chinese traditional", "traditional chinese", "chinese", "中文", "繁體", "繁体",
                "繁中", "廣東話", "中文繁體"),
    "en": ("英文", "英語", "英语"),
}  # fmt: skip


DEPARTMENT_WORDS = {
    "customer_service": ("front desk", "concierge", "reception", "客服", "客戶服務", "客户服务",
                         "前台"),
    "engineering": ("maintenance", "technicians", "工程", "維修", "维修"),
    "security": ("guards", "保安", "安保", "護衞"),
    "fire_safety": ("fire", "消防"),
    "cleaning": ("cleaners", "清潔", "清洁", "保潔", "保洁"),
    "greening": ("gardening", "gardeners", "綠化", "绿化", "園藝", "园艺"),
    "administration": ("duty manager", "行政", "值班經理", "值班经理"),
    "finance": ("accounts", "財務", "财务", "會計", "会计"),
    "lifts": ("lift company", "elevators", "升降機", "電梯", "电梯"),
    "conduct": ("management", "管理層", "管理层"),
}  # fmt: skip
"""What companies call a department beside its name in the catalogue, short as in a list."""


def plainly(text: str) -> str:
    """Return a word as it is compared: without case, width, and signs between its parts."""
    return " ".join(narrow(text).casefold().replace("_", " ").replace("(", " ").replace(
        ")", " ").split())  # fmt: skip


def coded(words: Mapping[str, Iterable[str]], text: str) -> str:
    """Return the code that somebody meant, by the words for each; what is none stays."""
    said = plainly(text)
    for code, names in words.items():
        if said in {plainly(code), *map(plainly, names)}:
            return code
    return narrow(text)


def in_each(said: str) -> tuple[str, ...]:
    """Return a sentence of the catalogue in every language."""
    return (said, *(msg(lang, said) for lang in LANGUAGES))


def department(community: Community, text: str, field: str = "department") -> str:
    """Return the code of a department of a community by any of its names, or raise Wrong."""
    words = {
        code: [
            *community.department_names.get(code, {}).values(),
            *DEPARTMENT_WORDS.get(code, ()),
            *(in_each(DEPARTMENTS[code]) if code in DEPARTMENTS else ()),
        ]
        for code in community.departments
    }
    code = coded(words, text)
    if code not in community.departments:
        raise Wrong(field, N_("there is no department %(given)s here"), given=code[:40])
    return code


def departments(community: Community, text: str) -> list[str]:
    """Return the codes of the departments that a cell lists, or raise Wrong."""
    return [department(community, each, "departments") for each in several(text)]


def department_names(community: Community, codes: Iterable[str], lang: str) -> str:
    return "; ".join(department_name(community, code, lang) for code in codes)


def language(text: str) -> str:
    """Return the code of a language that people name in their own way."""
    return coded({code: (LANGUAGES[code], *SPEAKS[code]) for code in LANGUAGES}, text)


def number(said: Mapping[str, str], field: str) -> int | None:
    """Return the number in a cell, None of an empty one; or raise Wrong."""
    text = narrow(said.get(field, ""))
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise Wrong(field, N_("%(given)s is no number"), given=text[:20])
    return int(text)


def missing(field: str) -> Problem:
    return Problem(field, N_("is missing"))
