"""Names of people and firms: put together, taken apart, and compared as somebody in sales would."""

from __future__ import annotations

import re
import unicodedata

from salescli.core.patterns import pattern

# the compound surnames of 百家姓 that are still borne, with those of Taiwan and of the minorities, both scripts
_COMPOUND = """
欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 宇文 长孙 長孫 司徒 司空
鲜于 鮮于 闾丘 閭丘 亓官 司寇 巫马 巫馬 公西 颛孙 壤驷 漆雕 乐正 樂正 宰父 谷梁 拓跋 夹谷 轩辕 軒轅 段干 百里
呼延 东郭 東郭 南门 羊舌 微生 左丘 东门 東門 西门 西門 南宫 南宮 第五 濮阳 濮陽 淳于 单于 單于 太叔 申屠 仲孙
仲孫 钟离 鍾離 公冶 宗政 独孤 獨孤 赫连 赫連 澹台 澹臺 万俟 闻人 聞人 端木 完颜 完顏 纳兰 納蘭 叶赫 葉赫 达奚
范姜 张简 張簡 张廖 張廖 归海
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

_EAST_CHARS = "\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_EAST = pattern(f"[{_EAST_CHARS}]")
_WHOLE_EAST = pattern(rf"[{_EAST_CHARS}·・\s]+")
_SUFFIX = pattern(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|mba|esq|cpa)\.?,?", re.I)


def is_eastern(text: str) -> bool:
    """Whether `text` is in Han, Kana or Hangul alone, so that a family name comes first, without a space."""
    return _is_han(text) or (not text.isascii() and bool(_WHOLE_EAST.fullmatch(text)) and bool(_EAST.search(text)))


def _is_han(text: str) -> bool:
    """Whether a text is of everyday Chinese characters alone, as most names are: told at once, without the wide sets."""
    return bool(text) and min(text) >= "\u4e00" and max(text) <= "\u9fff"


def full_name(family: str = "", given: str = "", middle: str = "") -> str:
    """The whole name from its parts in the order of its script: 王建国, 山田花子, John A. Smith."""
    if is_eastern(family + given + middle):
        return family + middle + given
    return " ".join(part for part in (given, middle, family) if part)


def surname(name: str) -> str:
    """The family name within a whole name, as far as its script tells: 欧阳 of 欧阳娜娜, Smith of John A. Smith."""
    name = " ".join(name.split())
    if is_eastern(name):
        if " " in name:
            return name.split(" ")[0]
        return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    if "," in name:
        return name.split(",")[0].strip()
    words = [word for word in name.split(" ") if not _SUFFIX.fullmatch(word)]
    return words[-1] if words else name


# --- names with a title ---------------------------------------------------------------------------------------------

# title word = what the job title of somebody called so contains; after = nothing: any job title
_TITLE_LINES = """
总 = 总 裁 董事 老板 创始 合伙 ceo coo cto cfo vp gm president chief director founder owner managing
董 = 董 chair board
工 = 工程 技术 研发 设计 架构 技工 engineer technic architect developer
经理 = 经理 manager
总监 = 总监 director
主任 = 主任 head director
主管 = 主管 supervisor
秘书 = 秘书 secretary
助理 = 助理 assistant
老板 = 总 董事 老板 店主 ceo owner founder president
教授 = 教授 professor
博士 = 博士 phd dr
律师 = 律师 lawyer attorney counsel
会计 = 会计 财务 account
医生 = 医 doctor physician
大夫 = 医 doctor
校长 = 校长 principal
科长 = 科长
处长 = 处长
局长 = 局长
部长 = 部长
厂长 = 厂长
院长 = 院长
所长 = 所长
店长 = 店长
行长 = 行长
会长 = 会长
队长 = 队长
书记 = 书记
professor = prof 教授
老师 =; 先生 =; 女士 =; 小姐 =; 太太 =; 夫人 =; 师傅 =; 同学 =; 哥 =; 姐 =
mr =; mrs =; ms =; miss =; mx =; sir =; madam =; herr =; frau =; mme =; monsieur =; madame =; dr =; prof =
"""
TITLE_WORDS = {
    word.strip(): tuple(parts.split())
    for line in re.split("[\n;]", _TITLE_LINES.strip())
    for word, _, parts in [line.partition("=")]
}
_VARIANT_PAIRS = """总经理=总 总裁=总 副总=总 副总经理=总 董事长=董 工程师=工 医师=医生 女仕=女士 总工=工"""
TITLE_VARIANTS = dict(pair.split("=") for pair in _VARIANT_PAIRS.split())
_SIMPLER = str.maketrans(
    "總經監務長師導員術發設計財會處廠書闆醫隊記銷業區學",
    "总经监务长师导员术发设计财会处厂书板医队记销业区学",
)
_EAST_TITLE = pattern(
    "(" + "|".join(sorted((w for w in (*TITLE_WORDS, *TITLE_VARIANTS) if not w.isascii()), key=len, reverse=True)) + ")$"
)
_WEST_TITLE = pattern(rf"({'|'.join(w for w in TITLE_WORDS if w.isascii())})(?:\.\s*|\s+)(\S+(?: \S+)?)$", re.I)


def titled(query: str) -> tuple[str, str] | None:
    """A family name and the title it goes by: 王总 → (王, 总), Mr. Wang → (Wang, mr); None for anything else."""
    query = " ".join(query.split())
    if found := _WEST_TITLE.match(query):
        return found[2], found[1].lower()
    found = _EAST_TITLE.search(query.translate(_SIMPLER))
    if not found:
        return None
    family = query[: found.start()].strip()
    if len(family) != 1 and family not in COMPOUND_SURNAMES:
        return None
    return (family, TITLE_VARIANTS.get(found[1], found[1])) if is_eastern(family) else None


def title_word(title: str) -> str:
    """The title that a longer or rarer one counts as: 总经理 → 总, 女仕 → 女士; any other is its own."""
    return TITLE_VARIANTS.get(title, title)


def title_fits(title: str, job_title: str) -> bool:
    """Whether somebody with this job title is called so: 总 fits 总经理 and CEO, 工 an engineer, 先生 everybody."""
    word = title.translate(_SIMPLER).lower().rstrip(".")
    word = TITLE_VARIANTS.get(word, word)
    wanted = TITLE_WORDS.get(word, (word,))
    job = job_title.translate(_SIMPLER).lower()
    return not wanted or any(_contains(job, part) for part in wanted)


def _contains(job: str, part: str) -> bool:
    if len(part) < 4 and part.isascii():  # gm, vp, ceo: whole words
        return bool(re.search(rf"\b{part}\b", job))
    return part in job


# --- comparing people -----------------------------------------------------------------------------------------------

_HONORIFIC_WORDS = "mr mrs ms miss mx dr prof professor sir madam herr frau jr sr ii iii iv phd md mba"
_HONORIFICS = frozenset(_HONORIFIC_WORDS.split())


_ACCENTS = pattern("[\u0300-\u036f]+")
_NO_ACCENTS = pattern("[\0-\x7f\u4e00-\u9fff]*")
"""Plain letters and Chinese characters: nothing to fold but capitals."""


def _folded(text: str) -> str:
    """NFKC, casefolded, without Latin accents; dakuten and Hangul stay whole."""
    if text.isascii() or _is_han(text) or _NO_ACCENTS.fullmatch(text):
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))


def _words(name: str) -> list[str]:
    """The folded words of a name, `Smith, John` turned round, honorifics left out; an Eastern name is one word."""
    text = _folded(name).replace("'", "").replace("’", "")
    before, comma, after = text.partition(",")
    if comma and not _SUFFIX.fullmatch(after.strip()):
        text = f"{after} {before}"
    words = re.findall(r"[^\W_]+", text)
    if is_eastern("".join(words)):
        return ["".join(words)]
    return [word for word in words if word not in _HONORIFICS] or words


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded, `Smith, John` turned round, honorifics left out; an Eastern name is one word."""
    return tuple(_words(name))


def looks_like_person(name: str) -> bool:
    """Whether a name that may be a firm's or a person's reads like a person's: 王建国, 欧阳娜娜, John A. Smith."""
    words = _words(name)
    if is_eastern("".join(words)):
        return len(words[0]) in (2, 3) or (len(words[0]) == 4 and words[0][:2] in COMPOUND_SURNAMES)
    legal = any(word in _LEGAL_WEST for word in words)
    return len(words) in (2, 3) and not legal and not any(map(str.isdigit, name))


def is_whole(name: str) -> bool:
    """Whether a name has both its parts, as 王建国 and John Smith have, and neither 王总 nor Smith nor Mr Smith."""
    words = _words(name)
    return not titled(name) and (len(words) > 1 or (len("".join(words)) > 1 and is_eastern("".join(words))))


def name_key(name: str) -> str:
    """The name folded for equality: width, case, accents, points and spaces gone; the order of its words kept."""
    return "".join(_words(name))


_MEN = frozenset(["哥", "先生", "mr", "herr", "monsieur", "sir"])
_WOMEN = frozenset(["姐", "女士", "女仕", "小姐", "太太", "夫人", "mrs", "ms", "miss", "madam", "mme", "madame", "frau"])
_ADDRESS = pattern(rf"({'|'.join(sorted(word for word in _MEN | _WOMEN if not word.isascii()))})$")


def sex_of(called: str) -> str:
    """What a form of address says of somebody: m for 王先生, Mr Smith and Herr, f for 王女士, Mrs and Frau, else nothing."""
    text = _folded(called)
    words = re.findall(r"[^\W_]+", text)
    said = {words[0]} if words else set()
    if found := _ADDRESS.search(text.strip()):
        said.add(found[1])
    return "m" if said & _MEN else "f" if said & _WOMEN else ""


def exclusive(called_a: str, called_b: str) -> bool:
    """Whether two forms of address, alone or with a name, can't be one person's: 先生 and 女士, Mr and Mrs."""
    return {sex_of(called_a), sex_of(called_b)} == {"m", "f"}


def compatible(name_a: str, name_b: str) -> bool:
    """Whether two names may be one person's: equal when folded, 王总 and 王建国, J. Smith and John Smith, any order.

    Two different whole names are never compatible, nor is a first name alone with a whole one, nor an empty name; nor are
    forms of address that exclude each other.
    """
    a, b = _words(name_a), _words(name_b)
    if not a or not b or exclusive(name_a, name_b):
        return False
    if sorted(a) == sorted(b) or "".join(a) == "".join(b):
        return True
    return _called_so(name_a, name_b) or _called_so(name_b, name_a) or _initials_match(a, b)


_OF_A_HUSBAND = ("太太", "夫人")
"""王太太 has the surname of her husband: she is not 王建国."""


def _called_so(called: str, name: str) -> bool:
    """王总 against 王建国, Mr Wang against Peter Wang; of two titles one must say nothing, as 先生 does."""
    first, second = titled(called), titled(name)
    if not first or first[1] in _OF_A_HUSBAND:
        return False
    if second:
        silent = not TITLE_WORDS.get(first[1]) or not TITLE_WORDS.get(second[1])
        return name_key(first[0]) == name_key(second[0]) and silent
    family = name_key(surname(name))
    return name_key(first[0]) == family and name_key(name) != family


def _initials_match(a: list[str], b: list[str]) -> bool:
    """Equal family names, and given names of which one is the other's initial or leaves a middle name out."""
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-1] or len(a[-1]) < 2:
        return False
    return _same_or_initial(a[0], b[0]) and all(map(_same_or_initial, a[1:-1], b[1:-1]))


def _same_or_initial(a: str, b: str) -> bool:
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0])


# --- comparing firms ------------------------------------------------------------------------------------------------

_LEGAL_EAST_WORDS = """
股份有限责任公司 有限责任公司 股份有限公司 集团有限公司 控股有限公司 集团公司 控股公司 总公司 有限合伙企业
有限合伙 普通合伙 有限公司 股份公司 责任公司 公司 集团 股份 控股 企业 株式会社 有限会社 合同会社 合资会社
주식회사 유한회사
"""
_LEGAL_EAST = pattern(f"(?:{'|'.join(_LEGAL_EAST_WORDS.split())})$")
_LEGAL_SIGN = pattern("[(（][株有][)）]")
_NO_LETTERS = pattern(r"[\W_]+")
_LEGAL_FRONT = pattern("^(?:株式会社|有限会社|合同会社|주식회사|유한회사)")
_LEGAL_WITHIN = pattern("(?:股份|集团|控股)*(?:有限责任公司|有限公司|公司)(?=.)")
_LEGAL_WEST_WORDS = """
co company corp corporation inc incorporated ltd limited llc llp lp plc gmbh ag kg kgaa ohg gbr ug ek ev mbh se
sa sas sarl sasu eurl spa srl snc bv nv ab as asa oy oyj aps sro doo kft zrt pty pte sdn bhd pvt pt cv tbk kk yk
ltda eireli sl slu sau cia group holding holdings and
"""
_LEGAL_WEST = frozenset(_LEGAL_WEST_WORDS.split())
_BRANCH = pattern("(?:分公司|分行|支行|分店|分部|办事处|分厂|分院|事业部|营业部)$")
_DOTTED = pattern(r"\b(?:[^\W\d_]\.){1,}[^\W\d_]\b\.?|\b(?:[^\W\d_]\.){2,}")


LONGEST_FIRM = 1000  # characters; what is longer is no name, and is left as it is


def firm_key(name: str) -> str:
    """The firm's name folded for equality: width, case, punctuation and legal forms gone; a branch stays a branch.

    Give simplified characters. A place belongs to the name, in brackets or not: 华星电子（北京）有限公司 and
    华星电子（上海）有限公司 are two firms.
    """
    text = _folded(name)
    if "." in text:
        text = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    if _is_han(text[:1]) or _EAST.search(text):
        return _eastern_firm(text)
    words = re.findall(r"[^\W_]+", text.replace("&", " and ").replace("'", "").replace("’", ""))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL_WEST:
        words.pop()
    return "".join(words)


def _eastern_firm(text: str) -> str:
    text = _LEGAL_FRONT.sub("", _NO_LETTERS.sub("", _LEGAL_SIGN.sub("", text)))
    if _BRANCH.search(text):
        return _LEGAL_WITHIN.sub("", text, count=1)
    while len(text) < LONGEST_FIRM and (shorter := _LEGAL_EAST.sub("", text)) and shorter != text:
        text = shorter
    return text
