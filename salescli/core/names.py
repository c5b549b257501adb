"""Names of people and firms: put together, taken apart, and compared as somebody in sales would."""

from __future__ import annotations

import re
import unicodedata

# 81 compound surnames still met, after 百家姓 and the censuses of the mainland and Taiwan
COMPOUND_SURNAMES = frozenset(
    ["欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯", "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "令狐", "宇文", "长孙", "長孫", "司徒", "司空", "鲜于", "鮮于", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "軒轅", "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生", "左丘", "东门", "西门", "南宫", "南宮", "第五", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "钟离", "鍾離", "公冶", "宗政", "独孤", "獨孤", "赫连", "澹台", "澹臺", "万俟", "闻人", "端木", "完颜", "纳兰", "納蘭", "叶赫", "达奚", "范姜", "張簡", "张简", "張廖", "张廖", "周黃", "歐陽", "刁陽"]
)
_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_WHOLE_EAST = re.compile(r"[\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff·・\s]+")

# title word -> what a job title must contain; none: any job title fits
_TITLES: dict[str, tuple[str, ...]] = {
    "总": ("总", "裁", "董事", "老板", "创始", "合伙", "ceo", "coo", "cto", "cfo", "president", "chief", "director", "vp",
           "founder", "owner", "general manager", "gm", "managing"),
    "董": ("董", "chair", "board"),
    "工": ("工程", "技术", "研发", "设计", "架构", "技工", "engineer", "technic", "architect", "developer"),
    "经理": ("经理", "manager"),
    "主任": ("主任", "head", "director"),
    "主管": ("主管", "supervisor"),
    "科长": ("科长",), "处长": ("处长",), "局长": ("局长",), "部长": ("部长",), "厂长": ("厂长",), "院长": ("院长",),
    "校长": ("校长", "principal"), "所长": ("所长",), "店长": ("店长",), "行长": ("行长",), "会长": ("会长",), "书记": ("书记",),
    "秘书": ("秘书", "secretary"), "助理": ("助理", "assistant"), "总监": ("总监", "director"),
    "老板": ("总", "董事", "老板", "店主", "ceo", "owner", "founder", "president"),
    "教授": ("教授", "professor"), "博士": ("博士", "phd", "dr"), "律师": ("律师", "lawyer", "attorney", "counsel"),
    "会计": ("会计", "财务", "account"), "医生": ("医", "doctor", "physician"), "大夫": ("医", "doctor"),
    "院士": ("院士",), "队长": ("队长",), "导": ("导",),
    "老师": (), "先生": (), "女士": (), "小姐": (), "太太": (), "夫人": (), "师傅": (), "同学": (), "哥": (), "姐": (),
    "mr": (), "mrs": (), "ms": (), "miss": (), "mx": (), "sir": (), "madam": (), "herr": (), "frau": (),
    "mme": (), "monsieur": (), "madame": (), "señor": (), "señora": (), "sr": (), "sra": (),
    "dr": (), "prof": (), "professor": ("prof", "教授"),
}  # fmt: skip
_TITLE_VARIANTS = {
    "總": "总", "經理": "经理", "總經理": "总", "总经理": "总", "總監": "总监", "主任": "主任", "董事长": "董", "董事長": "董",
    "老師": "老师", "師傅": "师傅", "科長": "科长", "處長": "处长", "局長": "局长", "部長": "部长", "廠長": "厂长", "院長": "院长",
    "校長": "校长", "所長": "所长", "店長": "店长", "行長": "行长", "會長": "会长", "書記": "书记", "秘書": "秘书",
    "老闆": "老板", "律師": "律师", "會計": "会计", "醫生": "医生", "醫師": "医生", "医师": "医生", "導": "导", "隊長": "队长",
    "工程师": "工", "工程師": "工", "副总": "总", "副總": "总", "总裁": "总", "總裁": "总", "女仕": "女士",
}  # fmt: skip
_EAST_TITLE = re.compile(
    "(" + "|".join(sorted((w for w in (*_TITLES, *_TITLE_VARIANTS) if _HAN.match(w)), key=len, reverse=True)) + ")$"
)
_WEST_TITLE = re.compile(
    r"(mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|herr|frau|mme|monsieur|madame|señora?|sra?)(?:\.\s*|\s+)(\S.*)$", re.I
)
_SIMPLER = str.maketrans("總經監務長師導員術發設計財會", "总经监务长师导员术发设计财会")


def is_eastern(text: str) -> bool:
    """Whether `text` is written in Han, Kana or Hangul alone, so that a family name comes first, without a space."""
    return bool(_WHOLE_EAST.fullmatch(text)) and bool(_EAST.search(text))


def full_name(family: str = "", given: str = "", middle: str = "") -> str:
    """The whole name from its parts in the order of its script: 王建国, 山田花子, John A. Smith."""
    parts = (family, given, middle)
    if is_eastern("".join(parts)):
        return family + middle + given
    return " ".join(part for part in (given, middle, family) if part)


def surname(name: str) -> str:
    """The family name within a whole name, as far as its script tells: 欧阳 of 欧阳娜娜, Smith of John A. Smith."""
    name = " ".join(name.split())
    if not is_eastern(name):
        if "," in name:
            return name.split(",")[0].strip()
        words = [w for w in name.split(" ") if not _SUFFIX.fullmatch(w)]
        return words[-1] if words else name
    if " " in name or "\u3000" in name:
        return re.split(r"\s", name)[0]
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|mba|esq|cpa)\.?,?", re.I)


def titled(query: str) -> tuple[str, str] | None:
    """A family name and the title it is called by: 王总 → (王, 总), Mr. Wang → (Wang, mr); None for anything else."""
    query = " ".join(query.split())
    if found := _WEST_TITLE.match(query):
        return found[2], found[1].lower()
    found = _EAST_TITLE.search(query)
    if not found:
        return None
    family = query[: found.start()].strip()
    if not is_eastern(family) or not (len(family) == 1 or family in COMPOUND_SURNAMES):
        return None
    return family, _TITLE_VARIANTS.get(found[1], found[1])


def title_fits(title_word: str, job_title: str) -> bool:
    """Whether somebody with this job title is called so: 总 fits 总经理 and CEO, 工 an engineer, 先生 everybody."""
    word = _TITLE_VARIANTS.get(title_word, title_word).lower().rstrip(".")
    wanted = _TITLES.get(word, (word,))
    job = job_title.translate(_SIMPLER).lower()
    return not wanted or any(_contains(job, part) for part in wanted)


def _contains(job: str, part: str) -> bool:
    if len(part) < 4 and part.isascii():  # gm, vp, ceo: whole words
        return bool(re.search(rf"\b{part}\b", job))
    return part in job


# --- comparing people ---------------------------------------------------------------------------------------------

_HONORIFICS = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "herr", "frau", "jr", "sr", "ii", "iii", "iv", "phd", "md", "mba"])


def name_key(name: str) -> str:
    """The name folded for equality: NFKC, case, accents, points and spaces gone; the order of its words kept."""
    return "".join(_words(name))


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name).casefold().replace("ß", "ss")
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
        text = unicodedata.normalize("NFC", text)
    words = re.findall(r"[^\W_]+", text.replace("'", "").replace("’", ""))
    if is_eastern("".join(words)):
        return ["".join(words)] if words else []
    return [w for w in words if w not in _HONORIFICS] or words


def compatible(name_a: str, name_b: str) -> bool:
    """Whether two names may be one person's: equal when folded, 王总 and 王建国, J. Smith and John Smith, swapped order.

    Two different whole names are never compatible, nor is an empty name with any.
    """
    a, b = _words(name_a), _words(name_b)
    if not a or not b:
        return False
    if a == b or sorted(a) == sorted(b) or "".join(a) == "".join(b):
        return True
    if is_eastern("".join(a)) and is_eastern("".join(b)):
        return _title_matches(name_a, name_b) or _title_matches(name_b, name_a)
    return _initials_match(a, b) or _western_title(name_a, name_b) or _western_title(name_b, name_a)


def _title_matches(called: str, name: str) -> bool:
    """王总 against 王建国; 王总 against 王经理 only when the titles say nothing against it."""
    found = titled(called)
    if not found:
        return False
    other = titled(name)
    return found[0] == (other[0] if other else surname(name))


def _western_title(called: str, name: str) -> bool:
    """Mr Wang against Peter Wang."""
    found = _WEST_TITLE.match(called.strip())
    if not found:
        return False
    family = _words(found[2])
    return len(family) == 1 and family[0] == _words(name)[-1]


def _initials_match(a: list[str], b: list[str]) -> bool:
    """Equal family names and a given name that is the other's initial, or a middle name that one leaves out."""
    if a[-1] != b[-1] or len(a) < 2 or len(b) < 2:
        return False
    first_a, first_b = a[0], b[0]
    if first_a != first_b and not (1 in (len(first_a), len(first_b)) and first_a[0] == first_b[0]):
        return False
    middle_a, middle_b = a[1:-1], b[1:-1]
    return all(x == y or (1 in (len(x), len(y)) and x[0] == y[0]) for x, y in zip(middle_a, middle_b, strict=False))


# --- comparing firms ------------------------------------------------------------------------------------------------

_LEGAL_EAST = re.compile(
    "(?:股份有限责任公司|有限责任公司|股份有限公司|集团有限公司|控股有限公司|集团公司|控股公司|总公司|有限合伙企业|有限合伙|普通合伙|"
    "有限公司|股份公司|责任公司|公司|集团|股份|控股|企业|株式会社|有限会社|合同会社|合资会社|주식회사|유한회사|㈜)$"
)
_LEGAL_EAST_FRONT = re.compile("^(?:株式会社|有限会社|合同会社|주식회사|유한회사)")
_LEGAL_WEST = frozenset(
    ["co", "company", "corp", "corporation", "inc", "incorporated", "ltd", "limited", "llc", "llp", "lp", "plc", "gmbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ek", "ev", "mbh", "se", "sa", "sas", "sarl", "sasu", "eurl", "spa", "srl", "snc", "bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps", "sro", "doo", "kft", "zrt", "pty", "pte", "sdn", "bhd", "pvt", "pt", "cv", "tbk", "kk", "yk", "ltda", "eireli", "sl", "slu", "sau", "cia", "group", "holding", "holdings"]
)
_BRANCH = re.compile("(?:分公司|分行|支行|分店|分部|办事处|分厂|分院|事业部|营业部)$")
_DOTTED = re.compile(r"\b((?:[^\W\d_]\.){2,}[^\W\d_]?\.?|[^\W\d_]\.[^\W\d_]\b)")


def firm_key(name: str) -> str:
    """The firm's name folded for equality: NFKC, case, punctuation and legal forms gone; a branch stays a branch.

    Give simplified characters. 华星电子（深圳）有限公司 and 深圳华星电子 differ: a place in front is part of the name,
    a place in brackets marks the branch or subsidiary and is kept too, without its brackets.
    """
    text = unicodedata.normalize("NFKC", name).casefold().replace("ß", "ss")
    text = _DOTTED.sub(lambda m: m[0].replace(".", ""), text)
    if _EAST.search(text):
        return _eastern_firm(text)
    words = re.findall(r"[^\W_]+", text.replace("&", " and ").replace("'", "").replace("’", ""))
    kept = list(words)
    while len(kept) > 1 and (kept[-1] in _LEGAL_WEST or kept[-1] == "and"):
        kept.pop()
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return "".join(kept)


def _eastern_firm(text: str) -> str:
    text = _LEGAL_EAST_FRONT.sub("", re.sub(r"[\W_]+", "", text.replace("(株)", "").replace("(有)", "")))
    if _BRANCH.search(text):
        return re.sub("(?:股份|集团|控股)?(?:有限责任公司|有限公司)", "", text)
    while (shorter := _LEGAL_EAST.sub("", text)) != text and shorter:
        text = shorter
    return re.sub(r"(?<=.)(?:coltd|ltd|inc|llc|gmbh)$", "", text)
