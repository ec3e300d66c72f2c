"""One noun for one thing: words that no reader of a language should meet."""

import re

import pytest

from chalicelib.i18n.catalogues import catalogue_files, read

NEVER = {
    "en": (
        r"\b[Ss]omebody", r"\b[Nn]obody", r"\b[Ww]hom\b", r"\b[Ss]hall\b", r"\be-mail",
        r"\btelephone", r"\btask", r"\bopinion", r"\bnudge", r"\bqueue\b", r"\belevator",
        r"\berase", r"\bneighbour",
    ),
    "zh_Hans": (
        "请求", "居民", "邻居", "团队", "搁置", "答复", "电邮", "善举", "任务", "云管理员",
        "队列", "可不填", "事项", "进展", "报修", "着手", "升降机",
    ),
    "zh_Hant": (
        "請求", "居民", "鄰居", "團隊", "擱置", "答覆", "回復", "裡", "什麼", "隊列", "任務",
        "事項", "看板", "雲端管理員", "今次", "無須", "打開", "進展", "聯絡方法", "電梯", "小區",
        "反饋", "著手", "單號", "報修",
    ),
}  # fmt: skip


def said(language: str, domain: str) -> list[str]:
    """Return what readers of a language read: in English the messages are the words."""
    source = "zh_Hans" if language == "en" else language
    path = next(file for file in catalogue_files(domain=domain) if file.parents[1].name == source)
    found = []
    for message in read(path):
        if message.id:
            texts = message.id if language == "en" else message.string
            found += [texts] if isinstance(texts, str) else list(texts)
    return found


@pytest.mark.parametrize("domain", ["messages", "staff"])
@pytest.mark.parametrize("language", sorted(NEVER))
def test_no_text_uses_another_noun_for_what_has_one(language, domain):
    never = re.compile("|".join(NEVER[language]))
    assert [text for text in said(language, domain) if never.search(text)] == []
