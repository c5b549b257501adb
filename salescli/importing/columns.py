"""Which column of a table becomes what: by `--map`, by its header, by what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from salescli import files
from salescli.core.errors import WrongUsage
from salescli.core.patterns import pattern
from salescli.importing.headers import (
    DROP,
    FIRM,
    FULL,
    GIVEN,
    KEEP,
    Meaning,
    Target,
    briefly,
    known_headers,
    look_up,
    normalised,
    of_form,
    target,
)

HEADER_WITHIN = 20  # records that may hold the header: LinkedIn has 3 lines before it, Eight 8
SAMPLE_ROWS = 200
IGNORE = Target("ignore")


class Column(NamedTuple):
    """One column, `place` from 0: `how` is map, remembered, header, content or nothing (kept under its own name).

    `example` is the first of the cells that isn't empty.
    """

    place: int
    header: str
    target: Target
    number: int = 0
    how: str = ""
    example: str = ""

    @property
    def letter(self) -> str:
        """The column as spreadsheets name it: A, B ... AA."""
        return letter(self.place)

    @property
    def becomes(self) -> str:
        """The field it becomes, as `--map` takes it; `keep` for a column of no field of ours."""
        return str(self.target)


def letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    word = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        word = chr(65 + rest) + word
    return word


def find_header(records: Sequence[Sequence[str]]) -> int:
    """Which of the first records is the header: the one with the most known names; -1 if none has any."""
    best, most = -1, 0
    for index, record in enumerate(records[:HEADER_WITHIN]):
        if (known := known_headers(record)) > most:
            best, most = index, known
    if most == 1 and best >= 0 and holds_data(records[best]):
        return -1
    return best


def holds_data(record: Sequence[str]) -> bool:
    """Whether a record that could be a header holds a phone number or an e-mail address: then it is a row."""
    return any(_EMAIL.fullmatch(cell.strip()) or _SURE_PHONE.fullmatch(cell.strip()) for cell in record)


def resolve(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    mapping: Mapping[str, str],
    remembered: Mapping[int, str] = MappingProxyType({}),
) -> tuple[Column, ...]:
    """What each column becomes. `rows` is a sample of the rows.

    The user's word decides always: `mapping` (column → field) is what is said now, `remembered` (place → field) what was
    said before of files with this header.
    """
    now = named(header, mapping)
    wanted = {place: ("remembered", found) for place, word in remembered.items() if (found := _known_field(word))}
    wanted |= {place: ("map", field_target(word)) for place, word in now.items() if word}
    forgotten = {place for place, word in now.items() if not word}
    said = {place: found for place, found in wanted.items() if place not in forgotten}
    form = of_form(header)
    guesses = [_guess(place, cell.strip(), said.get(place), form.get(place)) for place, cell in enumerate(header)]
    columns = _with_names(_vetted(_choose(guesses, rows), rows), rows)
    columns = [_of_person(_of_number(column, rows), rows) for column in columns]
    return tuple(_without_fate(_whole_birthday(_parents(columns))))


def _parents(columns: Sequence[Column]) -> list[Column]:
    """Where people of a firm have columns of their own, Child Contacts/Name, the name beside them is the firm's."""
    names = [column for column in columns if column.target == FULL]
    children = [column for column in names if "/" in column.header and "/" not in names[0].header]
    if not children or any(column.target.part in ("firm", "is_firm") for column in columns):
        return list(columns)
    return [column._replace(target=FIRM) if column is names[0] else column for column in columns]


_FATE = (("row", "reason"), ("row", "原因"))


def _without_fate(columns: Sequence[Column]) -> list[Column]:
    """A file of rejected rows that was mended and comes back: what we added to it is no field."""
    if tuple(column.header for column in columns[-2:]) in _FATE:
        return [*columns[:-2], *(column._replace(target=DROP, how="header") for column in columns[-2:])]
    return list(columns)


class _Guess(NamedTuple):
    """A column and what its header may mean; the first meaning that no other column claims counts."""

    column: Column
    targets: tuple[Target, ...]


def _guess(place: int, header: str, said: tuple[str, Target] | None, form: Meaning | None) -> _Guess:
    known = (form or look_up(header)) if header and not said else None
    if known:
        return _Guess(Column(place, header, known.targets[0], known.number, "header"), known.targets)
    how, target = said or ("", KEEP)
    return _Guess(Column(place, header, target, 0, how), (target,))


def _choose(guesses: Sequence[_Guess], rows: Sequence[Sequence[str]]) -> list[Column]:
    claimed = {guess.targets[0][:2] for guess in guesses if len(guess.targets) == 1}
    talks = {("history", "at"), ("history", "text")} <= claimed
    found = []
    for column, targets in guesses:
        chosen = targets[0]
        if len(targets) > 1:
            free = [target for target in targets if target[:2] not in claimed and (talks or target.part != "history")]
            if ("name", "family") not in claimed:  # half a name needs its other half
                free = [target for target in free if target != GIVEN]
            chosen = _firm_or_person(column, free, rows) or next(iter(free), targets[-1])
            claimed.add(chosen[:2])
        found.append(column._replace(target=chosen))
    return found


def _firm_or_person(column: Column, free: Sequence[Target], rows: Sequence[Sequence[str]]) -> Target | None:
    """What a header like 客户 or Name means where it may be both: the cells tell, if most are plainly one of them."""
    if FIRM not in free or FULL not in free:
        return None
    if _share(column.place, rows, _FIRM) > 0.5:
        return FIRM
    return FULL if _share(column.place, rows, _CHINESE_PERSON) > 0.8 else None


def _of_person(column: Column, rows: Sequence[Sequence[str]]) -> Column:
    """A home page that is one's profile in a network of people is not the firm's."""
    if column.how == "header" and column.target == _HOME_PAGE and _share(column.place, rows, PROFILE) > 0.5:
        return column._replace(target=_HOME_PAGE._replace(record="p"))
    return column


_CALLING = pattern(r"(?:\+|00)\d{1,3}(?:[ -]?\d{3})?|[1-9]\d{0,2}|.*\(\+\d{1,3}\)")


def _of_number(column: Column, rows: Sequence[Sequence[str]]) -> Column:
    """A country's code that is +49 is that of the numbers beside it."""
    if column.target[:2] == ("address", "country") and _share(column.place, rows, _CALLING) > 0.8:
        return column._replace(target=target("dialling_code"))
    return column


def _whole_birthday(columns: Sequence[Column]) -> list[Column]:
    """Thunderbird's `Birth Day` beside `Birth Year` is the day alone, elsewhere the whole birthday."""
    if any(c.target == Target("birthday", "year") for c in columns):
        day = Target("birthday", "day")
        return [c._replace(target=day) if c.target[:2] == ("field", "birthday") else c for c in columns]
    return list(columns)


# --- the user's word --------------------------------------------------------------------------------------------------


def named(header: Sequence[str], mapping: Mapping[str, str]) -> dict[int, str]:
    """`--map` by place: the field's word as it was typed, empty where what was remembered is to be forgotten."""
    return {place: word.strip() for column, word in mapping.items() for place in _columns_called(column, header)}


def header_key(header: Sequence[str]) -> str:
    """What two files with the same header share, however it is spaced and cased."""
    text = "\x1f".join(normalised(cell.strip()) for cell in header).rstrip("\x1f")
    return files.digest(text.encode("utf-8", "surrogatepass"))


def with_examples(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns, each with the first of its cells that says something."""
    return tuple(column._replace(example=next((row[column.place].strip() for row in rows
                                               if column.place < len(row) and row[column.place].strip()), ""))
                 for column in columns)  # fmt: skip


def _columns_called(word: str, header: Sequence[str]) -> list[int]:
    """Columns by header, else by letter or by number from 1."""
    word = word.strip()
    found = [i for i, cell in enumerate(header) if cell.strip() == word]
    found = found or [i for i, cell in enumerate(header) if cell and normalised(cell.strip()) == normalised(word)]
    if found:
        return found
    index = int(word) - 1 if word.isdecimal() else -1
    if re.fullmatch("[A-Za-z]{1,3}", word):
        for char in word.upper():
            index = (index + 1) * 26 + ord(char) - 65
    if not 0 <= index < len(header):
        raise WrongUsage("map_column_unknown", column=word, columns=briefly(header, ", "))
    return [index]


def _known_field(word: str) -> Target | None:
    """As `field_target`; None for a word that an earlier program knew and this one doesn't."""
    try:
        return field_target(word)
    except WrongUsage:
        return None


def field_target(word: str) -> Target:
    """The target that a user names: `-` ignores, else a field, a word of the dictionary or any known header."""
    word = word.strip()
    if word == "-":
        return IGNORE
    try:
        return target(word.lower())
    except KeyError:
        pass
    if known := look_up(word):
        return known.targets[0]
    raise WrongUsage("map_field_unknown", field=word)


# --- what the cells hold ----------------------------------------------------------------------------------------------

_EMAIL = pattern(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_PHONE = pattern(r"[+(（]?\d[\d\s()（）.+/-]{5,22}")
_SURE_PHONE = pattern(
    r"(?:\+|00)\d[\d ()-]{7,18}|1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{1,4}[ -]?\d{3,4}[ -]?\d{3,5}"
    r"|\(\d{2,4}\) ?\d{3,4}-\d{4}|\d{3}-\d{3,4}-\d{4}"
)
PROFILE = pattern(
    r"(?:https?://)?(?:[\w-]+\.)*(?:linkedin\.com/(?:in|pub)|xing\.com/profile|maimai\.cn/contact)/.+", re.I
)
EMAIL = Target("channel", "email")
_HOME_PAGE = Target("field", "home_page")
PHONE = Target("channel", "phone")
_JOB = Target("field", "title", "p")


def _share(place: int, rows: Sequence[Sequence[str]], pattern: re.Pattern[str]) -> float:
    cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
    return sum(1 for cell in cells if pattern.fullmatch(cell)) / len(cells) if cells else 0.0


def _vetted(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Let the content decide where the header is unknown or is plainly belied by it (a `Name` full of addresses)."""
    found = [_belied(column, rows) for column in columns]
    kinds = {c.target.name for c in found if c.target.part == "channel"}
    return [column if column.how else _by_content(column, rows, kinds) for column in found]


def _by_content(column: Column, rows: Sequence[Sequence[str]], kinds: set[str]) -> Column:
    if "email" not in kinds and _share(column.place, rows, _EMAIL) > 0.8:
        return column._replace(target=EMAIL, how="content")
    if not kinds & {"phone", "mobile"} and _share(column.place, rows, _SURE_PHONE) > 0.8:
        return column._replace(target=PHONE, how="content")
    return column


def _belied(column: Column, rows: Sequence[Sequence[str]]) -> Column:
    part, name = column.target[:2]
    if column.how != "header" or not (part in ("name", "firm") or name in ("phone", "mobile", "email")):
        return column
    if name != "email" and _share(column.place, rows, _EMAIL) > 0.8:
        return column._replace(target=EMAIL, how="content")
    if name not in ("phone", "mobile") and _share(column.place, rows, _PHONE) > 0.8:
        return column._replace(target=PHONE, how="content")
    return column


def by_content(rows: Sequence[Sequence[str]], mapping: Mapping[str, str] = MappingProxyType({})) -> tuple[Column, ...]:
    """Columns of a table without a header: as `mapping` says (by letter or number), else e-mails, phones, names, firms."""
    width = max(map(len, rows), default=0)
    said = {place: field_target(word) for place, word in named([""] * width, mapping).items() if word}
    columns = [Column(index, "", said.get(index, KEEP), 0, "map" if index in said else "") for index in range(width)]
    return tuple(_with_names(_vetted(columns, rows), rows))


def unknown_header(records: Sequence[Sequence[str]]) -> int:
    """The first record that isn't blank, where the records below are plainly cards and it is none; else -1."""
    first = next((index for index, record in enumerate(records) if any(record)), -1)
    cells = [cell.strip() for cell in records[first]] if first >= 0 else []
    read = [column for column in by_content(records[first + 1 :][:SAMPLE_ROWS]) if column.how]
    if not any(column.target.part == "channel" for column in read):
        return -1
    return first if all(c.place < len(cells) and _is_word(cells[c.place], c.target) for c in read) else -1


def _is_word(cell: str, read: Target) -> bool:
    """Whether a cell above a column of phones, addresses, names or firms says what they are, not one of them."""
    if read.part == "channel":
        return bool(cell) and "@" not in cell and sum(map(str.isdigit, cell)) < 4
    return bool(cell) and not any(pattern.fullmatch(cell) for pattern in (_FIRM, *_PERSONS))


def _with_names(columns: list[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Name and firm by what the cells hold, in a table of numbers or addresses where no header says who it is.

    Where no header is known at all, the first column of words is the name if none is plainly one.
    """
    if not any(c.how for c in columns) or any(c.target.part in ("name", "firm") for c in columns):
        return columns
    words = [c for c in columns if not c.how and _share(c.place, rows, _WORDS) > 0.8]
    firm = max(words, key=lambda c: _share(c.place, rows, _FIRM), default=None)
    firm = firm if firm and _share(firm.place, rows, _FIRM) > 0.5 else None
    firm = firm or next((c for c in words if _share(c.place, rows, _TRADE) > 0.6), None)
    others = [c for c in words if c is not firm]
    person = next((c for c in others if any(_share(c.place, rows, pattern) > 0.8 for pattern in _PERSONS)), None)
    if person is None and others and not any(c.how == "header" for c in columns) and (not firm or others[0].place == 0):
        person = others[0]
    title = next((c for c in others if c is not person and _share(c.place, rows, _TITLE) > 0.8), None) if person else None
    for column, read in ((firm, FIRM), (person, FULL), (title, _JOB)):
        if column:
            columns[column.place] = column._replace(target=read, how="content")
    return columns


def is_firm_like(text: str) -> bool:
    """Whether a text is a firm's name by what it says, or by the trade that it ends with: 佛山陶瓷, 顺德家具厂."""
    return bool(_FIRM.fullmatch(text) or _TRADE.fullmatch(text))


def is_person(text: str) -> bool:
    """Whether a text looks like a person's name, also like 王总 and 陈小姐."""
    chinese = _CHINESE_PERSON.fullmatch(text) or _ADDRESSED.fullmatch(text)
    return bool(chinese or (_LATIN_PERSON.fullmatch(text) and not is_title(text)))


def is_title(text: str) -> bool:
    """Whether a text is a job title and nothing else."""
    return len(text) <= 60 and bool(_TITLE.fullmatch(text))


def is_firm(text: str) -> bool:
    """Whether a text is plainly a firm's name: it says what kind of firm."""
    return bool(_FIRM.fullmatch(text))


_WORDS = pattern(r"[^\d@]{2,40}")
_FIRM = pattern(
    r".*(?:公司|集团|集團|株式会社|有限会社|\b(?:Ltd|Limited|Inc|GmbH|LLC|LLP|PLC|Corp|SARL|S\.A|S\.r\.l|B\.V|AG"
    r"|KG|Co))\.?",
    re.I,
)
# the hundred commonest surnames, which 85 people in 100 bear, simplified and traditional
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈韋鄒閻龍賀顧龔萬錢嚴湯"
)
_CHINESE_PERSON = pattern(f"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_LATIN_PERSON = pattern(r"[^\W\d_a-z][^\W\d_]*[.]?(?:[ '’-][^\W\d_]+[.]?){1,3}")
_PERSONS = (_CHINESE_PERSON, _LATIN_PERSON)
_ADDRESSED = pattern(
    f"[{_SURNAMES}][^\\W级級部区區牌目品务務售资資程技案]{{0,2}}"
    "(?:总|總|经理|經理|先生|小姐|女士|老师|老師|老板|老闆|工|姐|哥|董)"
)
_TRADES = """
厂 廠 店 行 社 部 所 馆 館 院 公司 集团 集團 中心 工作室 经营部 門市 商行 超市 酒店 酒樓 餐厅 餐廳 学校 學校 医院
醫院 银行 銀行 企业 企業 实业 實業 科技 技术 技術 电子 電子 电器 電器 陶瓷 家具 家居 建材 五金 塑料 塑胶 塑膠 机械 機械 工业 工業
食品 服饰 服飾 服装 服裝 纺织 紡織 鞋业 玩具 包装 包裝 印刷 设计 設計 装饰 裝飾 贸易 貿易 商贸 物流 货运 國際 国际 传媒 傳媒 文化
网络 網路 信息 资讯 資訊 能源 汽车 汽車 汽配 化工 医疗 醫療 药业 农业 農業 地产 地產 置业 物业 工程 建设 建設 制造 設備 设备 材料
照明 灯饰 卫浴 衛浴 门窗 石材 木业 纸业 茶业 珠宝 饰品 化妆品 生物 光电 光電 软件 軟體 渔具 船配 配件
"""
_TRADE = pattern(f"[\u3400-\u9fffA-Za-z0-9（）()·&]{{2,30}}(?:{'|'.join(_TRADES.split())})")
_TITLE = pattern(
    r"(?:[\w&/ -]+ )?(?:manager|director|engineer|buyer|purchaser|owner|founder|president|officer|ceo|cto|cfo|coo|consultant"
    r"|partner|assistant|executive|representative)(?: of [\w& ]+)?"
    r"|[\u4e00-\u9fff]{0,8}(?:经理|總監|总监|主管|经办|工程师|工程師|主任|厂长|廠長|董事长|董事長|總裁|总裁|总经理|總經理|經理|采购|採購"
    r"|业务员|專員|专员|助理|负责人|負責人)",
    re.I,
)
