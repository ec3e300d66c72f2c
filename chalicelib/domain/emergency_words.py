"""
Words of danger, by emergency and language. A new language is a new key in each table.

SAID are regular expressions that speak of the danger itself; NOT_MEANT those that look
like it and are not, and are taken out before.
"""

from collections.abc import Mapping

SAID: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "gas": {
        "en": (r"smell(s|ing|ed)?( of| like)? gas", r"gas leak", r"leaking gas", r"gas smell",
               r"reek(s|ing)? of gas"),
        "zh": ("煤气味", "煤氣味", "燃气味", "燃氣味", "天然气味", "天然氣味", "漏煤气", "漏煤氣", "煤气泄漏",
               "煤氣洩漏", "燃气泄漏", "燃氣洩漏", "漏气", "漏氣", "闻到煤气", "聞到煤氣", "聞到氣體"),
    },
    "fire": {
        "en": (r"\bon fire\b", r"\bfire!", r"there('s| is) (a )?fire\b(?! (door|alarm|exit|drill|ext|escape))",
               r"\bburning\b", r"\bflames?\b", r"\bsmoke (is |coming|from|in|everywhere)", r"full of smoke"),
        "zh": ("着火", "著火", "起火", "失火", "火灾", "火災", "冒烟", "冒煙", "浓烟", "濃煙", "火烛", "火燭", "烧着", "燒著"),
    },
    "trapped": {
        "en": (r"(trapped|stuck|locked) (in|inside) (the |a |this )?(lift|elevator)",
               r"(people|person|someone|somebody|child|we|i)( are| is| am|'m|'re)? (trapped|stuck) in",
               r"can('|no)?t get out of the (lift|elevator)"),
        "zh": ("困在电梯", "困在電梯", "困在升降機", "困电梯", "困𨋢", "困喺𨋢", "困喺升降機", "困喺電梯", "被困",
               "關在電梯", "关在电梯", "出不来", "出不來", "困住"),
    },
    "shock": {
        "en": (r"electric shock", r"electrocut", r"(bare|live|exposed) wires?\b", r"sparks? (from|coming|flying)",
               r"got a shock"),
        "zh": ("触电", "觸電", "漏电", "漏電", "电线裸露", "電線裸露", "冒火花", "火花", "電親", "走電"),
    },
    "flooding": {
        "en": (r"\bflood(ing|ed|s)?\b", r"water (is )?pouring", r"water gushing", r"gushing water",
               r"burst (water )?(main|pipe)"),
        "zh": ("水浸", "淹水", "浸水", "大量漏水", "水管爆", "爆水管", "爆水喉", "爆管", "水喷", "水噴", "水淹"),
    },
}  # fmt: skip

NOT_MEANT: tuple[str, ...] = (
    r"flood ?lights?", r"not (on fire|burning|trapped|stuck|flooded|flooding)", r"no ?(one|body)( is)? (trapped|stuck)",
    r"no smell of gas", r"no gas (leak|smell)", r"gas (bill|meter|fee)s?", r"burning question",
    r"smell of burning rubber", r"burning (incense|joss)", r"like to know if .* fire drill",
    "没有(人)?被困", "沒有(人)?被困", "冇人被困", "没有?着火", "沒有?著火", "没有?漏气", "沒有?漏氣",
    "没有?煤气味", "沒有?煤氣味", "防漏电", "防漏電", "漏电保护", "漏電保護", "空调漏气", "轮胎漏气", "輪胎漏氣",
)  # fmt: skip
