"""Whom people mean when they call somebody: by family name, whole name in either order, or with a title as it is said."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from salescli.core.language.names import (
    COMPOUND_SURNAMES,
    TITLE_VARIANTS,
    TITLE_WORDS,
    exclusive,
    is_eastern,
    sex_of,
    surname,
    title_fits,
    title_word,
)  # fmt: skip

# what is said, and the title that it is short for; a word that stands for itself is a form of address of its own
_SHORT_LINES = """
生=先生 哥=哥 姐=姐 大哥=哥 大姐=姐 妹=妹 弟=弟 叔=叔 姨=姨 阿姨=姨 嫂=嫂 sir=先生 様=様 さん=様 氏=様 님=님 씨=님
局=局长 处=处长 科=科长 厅=厅长 院=院长 所=所长 校=校长 厂=厂长 队=队长 台=台长 部=部长 行=行长 秘=秘书 主席=主席
社长=社长 课长=课长 股长=股长 站长=站长 镇长=镇长 村长=村长 组长=组长 班长=班长 船长=船长 顾问=顾问 代表=代表 采购=采购 业务=业务
销售=销售 财务=财务 客服=客服 店主=店主 导师=导师 副经理=经理 副主任=主任 副董事长=董 协理=协理 襄理=襄理
사장=사장 회장=회장 이사=이사 부장=부장 차장=차장 과장=과장 대리=대리 팀장=팀장
"""
_SHORT = dict(pair.split("=") for pair in _SHORT_LINES.split())
_SAID_LINES = """
zong=总 zongjingli=总 fuzong=总 jingli=经理 gong=工 gongchengshi=工 dong=董 dongshizhang=董 zongjian=总监 zhuren=主任
zhuguan=主管 mishu=秘书 laoban=老板 jiaoshou=教授 boshi=博士 laoshi=老师 xiansheng=先生 nvshi=女士 nushi=女士 xiaojie=小姐
taitai=太太 shifu=师傅 ge=哥 jie=姐 sheng=先生 sang=先生 sir=先生 ju=局长 juzhang=局长 chuzhang=处长 kezhang=科长
buzhang=部长 changzhang=厂长 yuanzhang=院长 xiaozhang=校长 hangzhang=行长 shuji=书记 lvshi=律师 kuaiji=会计 yisheng=医生 san=様
"""
_SAID = dict(pair.split("=") for pair in _SAID_LINES.split())
_EAST_WORDS = [word for word in (*TITLE_WORDS, *TITLE_VARIANTS, *_SHORT) if not word.isascii() or word == "sir"]
_EAST = re.compile(f"(.+?)({'|'.join(_EAST_WORDS)})")
_WEST_WORDS = "|".join(sorted((word for word in TITLE_WORDS if word.isascii()), key=len, reverse=True))
_WEST = re.compile(rf"({_WEST_WORDS})(?:(?:\.\s*|\s+)(?:{_WEST_WORDS})\b)*(?:\.\s*|\s+)(.+)$")
_FAMILIAR = re.compile("(?:小|老|阿|大)(.{1,2})$")
_OF_ADDRESS = frozenset([
    "先生", "女士", "小姐", "太太", "夫人", "哥", "姐", "妹", "弟", "叔", "姨", "嫂", "様", "님", "mr", "mrs", "ms", "miss", "mx",
    "sir", "madam", "herr", "frau", "mme", "monsieur", "madame",
])  # fmt: skip
"""Forms of address that anybody may be given, whatever their work: two who may bear one are never told apart by it."""
_HAN_RUN = re.compile("[㐀-鿿\U00020000-\U0003ffff]+")


class Called(NamedTuple):
    """A name, mostly of a family, and the title said with it: 王总 → (王, 总), Frau Dr. Weber → (weber, frau)."""

    name: str
    title: str


def called(key: str) -> Called | None:
    """What a folded text calls somebody, or None where there is no title in it."""
    if found := _WEST.match(key):
        return Called(found[2], found[1])
    found = _EAST.fullmatch(key)
    return Called(found[1].strip(), title_word(_SHORT.get(found[2], found[2]))) if found and found[1].strip() else None


def said(key: str) -> Called | None:
    """The same for a title in pinyin: wang zong, wangzong → (wang, 总). It may as well be a name: 王东 is wang dong."""
    letters = "".join(words(key))
    for size in range(len(letters) - 1, 1, -1):
        if letters[-size:] in _SAID:
            return Called(letters[:-size], _SAID[letters[-size:]])
    return None


def familiar(key: str) -> str:
    """The family name in 小王, 老陈, 阿欧阳; nothing in any other text."""
    found = _FAMILIAR.fullmatch(key)
    return found[1] if found and (len(found[1]) == 1 or found[1] in COMPOUND_SURNAMES) else ""


def bears(title: str, job: str, address: str) -> int:
    """How well a title fits a folded job title and form of address.

    0: that very one; 1: nothing is known against it; 2: they have another title; 3: their form of address excludes it.
    """
    if exclusive(title, address):
        return 3
    if title in _OF_ADDRESS:
        return int(not (title in address or (sex_of(title) and sex_of(title) == sex_of(address))))
    literal = title in words(f"{job} {address}") if title.isascii() else title in f"{job} {address}"
    if literal or (TITLE_WORDS.get(title, (title,)) and any(title_fits(title, text) for text in (job, address) if text)):
        return 0
    return 2 if job else 1


def decides(title: str) -> bool:
    """Whether one who bears the title is meant by it rather than another of the name: 王总, but not 王先生."""
    return title not in _OF_ADDRESS


def courteous(title: str) -> bool:
    """Whether people are called so out of politeness, whatever their work: 陈总 may be one whose title nobody wrote down."""
    return title in ("总", "老板")


def words(text: str) -> list[str]:
    """The words of a text in plain letters: no accents, capitals, hyphens, points; xi'an is one, lü is lv as pinyin has it."""
    text = text.casefold().replace("ü", "v") if _is_pinyin(text) else text.casefold()
    plain = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", plain.replace("'", "").replace("’", ""))


def _is_pinyin(text: str) -> bool:
    """Whether an ü is one of pinyin's, lü or nü, and no German one."""
    return bool(re.search(r"\b[ln]ü(?:e|\b)", text.casefold()))


def orders(text: str) -> tuple[str, ...]:
    """The letters of a name run together as they stand, and with the last word first, and with the first word last."""
    found = words(text)
    turned = ([*found[-1:], *found[:-1]], [*found[1:], *found[:1]])
    return tuple(dict.fromkeys("".join(each) for each in (found, *turned) if each))


def is_bare(key: str) -> bool:
    """Whether a folded text may be a family name and no more: one Chinese character, 欧阳, one word in letters."""
    if is_eastern(key):
        return len(key) == 1 or key in COMPOUND_SURNAMES
    return len(key) > 1 and len(words(key)) == 1 and key.isalpha() and not _HAN_RUN.search(key)


def families(key: str, sound: str) -> frozenset[str]:
    """The family names that a folded name may have, as written and as spoken; a Latin one stands first or last."""
    spoken = sound.split(" ")
    if is_eastern(key):
        own = surname(key)
        nick = familiar(key)  # 老莫 is one of the name 莫
        return frozenset(filter(None, (own, "".join(spoken[: len(own)]), nick, nick and "".join(spoken[1:]))))
    runs = _HAN_RUN.findall(key)
    if runs:  # Peter Wang 王建国
        return frozenset((*spoken, *map(surname, runs)))
    return frozenset((spoken[0], spoken[-1]))


def is_called(name: str, key: str, sound: str) -> bool:
    """Whether one of this stored name may be called `name`: 王 and 建国 of 王建国, 田中 of 田中太郎, Emma Clarke in any order."""
    if name == key or name in families(key, sound):
        return True
    if is_eastern(name):
        return len(name) > 1 and is_eastern(key) and (key.startswith(name) or key.endswith(name))
    return sound.replace(" ", "") in orders(name) or "".join(words(name)) in families(key, sound)
