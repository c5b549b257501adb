"""A cell or property with a phone, e-mail or chat id → channels: several in one apart, damaged ones told."""

from __future__ import annotations

import re
from functools import lru_cache

from salescli.core.language.phones import (
    chinese_mobile,
    fold_digits,
    is_scientific,
    read_phone,
    split_phones,
    two_readings,
)
from salescli.core.patterns import pattern
from salescli.importing.drafts import Draft

_PLAIN_CHINESE = pattern(r"1[3-9]\d{9}|(0\d{2,3}-\d{7,8})")
_PLAIN_PHONE = pattern(r"\+?[\d(][\d() -]{4,22}")
_CHINESE_LANDLINE = pattern(
    r"(?:(?:\+|00)86[ -]?)?\(?0?(?:10|2\d|[3-9]\d\d)\)?[ -]\d{7,8}|0(?:10|2\d|[3-9]\d\d)\d{7,8}"
)
_LOST_ZERO = pattern(r"(?!400|800)(?:(?:10|2\d)\d{8}|[3-9]\d{2}\d{7,8})")  # 400 and 800 are no area codes
_WORDS_BETWEEN = pattern("\\d\\D*[\u4e00-\u9fff]\\D*\\d")
_WHOLE_CHINESE = pattern(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_ATOM = r"[^\s@,;:<>()\[\]\"|/\\?&=、；，]+"
_PLAIN_EMAIL = pattern(rf"{_ATOM}@{_ATOM}\.[^\s@,;:<>()\[\]\"|/\\?&=、；，.]{{2,}}")
_EMAIL_SPLIT = pattern(r"\s*:::\s*|[;,；，、|\n\r]+\s*|/(?=\S+@)")
_ANGLE = pattern(r".*<([^<>@\s]+@[^<>@\s]+)>\s*$", re.S)
_SAME_WORDS = "同手机 同手机号 手机同号 微信同号 同电话 同号 同上 同手機 手機同號 同號"
_SAME_NUMBER = frozenset(_SAME_WORDS.split())
LONGEST = 10_000  # characters of a cell of numbers or addresses; a longer one holds none, and is slow to look through
SHOWN = 80  # characters of a wrong value that its warning shows

# what programs write as the kind of a phone or an e-mail → (kind, label); nothing: as the column says
LABELS: dict[str, tuple[str, str]] = {
    word: found
    for words, found in (
        ("mobile cell cellular iphone handy mobil 手机 移动 移动电话 手機 行動 行動電話 携帯 portable móvil celular",
         ("mobile", "")),
        ("work business office company 工作 公司 单位 办公 商务 工作電話 公司電話 辦公 商務 会社 勤務先 arbeit bureau",
         ("", "office")),
        ("home private personal 住宅 家庭 家 住家 自宅 privat domicile casa", ("", "home")),
        ("fax 传真 傳真", ("fax", "")),
        ("workfax businessfax 工作传真 公司传真 商务传真", ("fax", "office")),
        ("homefax 家庭传真 住宅传真", ("fax", "home")),
        ("otherfax", ("fax", "other")),
        ("workmobile", ("mobile", "office")),
        ("homemobile", ("mobile", "home")),
        ("pager beeper 寻呼机", ("", "pager")),
        ("car 车载", ("", "car")),
        ("other 其他 anderes", ("", "other")),
        ("assistant assistantphone", ("", "assistant")),
        ("wechat 微信 weixin", ("wechat", "")),
        ("qq", ("qq", "")),
        ("main pref internet voice ex smtp", ("", "")),
    )
    for word in words.split()
}  # fmt: skip


@lru_cache(maxsize=1024)
def meaning(word: str) -> tuple[str, str]:
    """The (kind, label) that a program's word for a number means; a word of the user's own becomes the label."""
    plain = re.sub(r"[^\w]|_", "", word.lower())
    return LABELS.get(plain) or ("", word.strip("* ") if plain and len(word) <= 30 else "")


def add_phones(draft: Draft, raw: str, kind: str, label: str, record: str, header: str, country: str) -> None:
    """The numbers of a cell; what is no number any more (1.38E+10) or never was one is kept under its header."""
    if country == "CN" and (found := _PLAIN_CHINESE.fullmatch(raw)):
        known = kind if kind == "fax" else "phone" if found[1] else "mobile"
        draft.channels.append((known, label, raw, record))
        return
    if len(raw) > LONGEST:
        draft.keep(header, raw)
        draft.warn("row.phone_no_number", value=raw[:SHOWN])
        return
    parts = (raw,) if _PLAIN_PHONE.fullmatch(raw) else split_phones(fold_digits(raw))
    for part in parts or (raw,):
        _add_phone(draft, part, kind, label, record, header, country)


def _add_phone(draft: Draft, raw: str, kind: str, label: str, record: str, header: str, country: str) -> None:
    number = fold_digits(raw)
    wrong = is_scientific(number)
    if country == "CN" and not wrong and _WORDS_BETWEEN.search(number) and not read_phone(number).valid:
        _add_numbers_within(draft, raw, number, kind, label, record, header)
        return
    if "@" in raw and not wrong:
        add_emails(draft, raw, label, record)
        return
    if wrong or not _is_number(number):
        draft.keep(header, raw)
        draft.warn("row.phone_scientific" if wrong else "row.phone_no_number", value=raw[:SHOWN])
        return
    if country == "CN" and _LOST_ZERO.fullmatch(number):
        draft.warn("row.phone_lost_zero", value=number)
    elif taken := two_readings(number, country):
        draft.warn("row.phone_two_ways", value=number, number=taken)
    draft.channels.append((_kind(number, kind, country), label, number, record))


def _add_numbers_within(draft: Draft, raw: str, text: str, kind: str, label: str, record: str, header: str) -> None:
    """The whole numbers that stand in a text with other digits, which is kept: an address, a word of where to look."""
    draft.keep(header, raw)
    found = _WHOLE_CHINESE.findall(text)
    for number in found:
        draft.channels.append((_kind(number, kind, "CN"), label, number, record))
    if not found:
        draft.warn("row.phone_no_number", value=raw[:SHOWN])


def _is_number(text: str) -> bool:
    """Whether it can be dialled: some digits, and no word or chat id with a few digits in it."""
    digits = sum(map(str.isdigit, text))
    return digits >= 3 and digits >= len(re.findall("[A-Za-z]", text))


def _kind(number: str, kind: str, country: str) -> str:
    """What the number itself says of its kind: a Chinese mobile is one in any column, a landline none."""
    if kind == "fax":
        return kind
    if chinese_mobile(number, country):
        return "mobile"
    return "phone" if country == "CN" and _CHINESE_LANDLINE.fullmatch(number) else kind


def add_emails(draft: Draft, raw: str, label: str, record: str) -> None:
    """The addresses of a cell; one that can't be an address is kept as given, with a warning."""
    if _PLAIN_EMAIL.fullmatch(raw):
        draft.channels.append(("email", label, raw, record))
        return
    for part in _addresses(raw) if len(raw) <= LONGEST else (raw,):
        found = _ANGLE.match(part)
        value = (found[1] if found else part).strip().removeprefix("mailto:")
        if not _PLAIN_EMAIL.fullmatch(value):
            draft.warn("row.email_doubtful", value=value[:SHOWN])
        draft.channels.append(("email", label, value, record))


def _addresses(raw: str) -> list[str]:
    """The parts of a cell; a space parts them only where each is an address, for names have spaces too."""
    found: list[str] = []
    for part in filter(None, _EMAIL_SPLIT.split(raw)):
        words = part.split()
        found += words if all("@" in word and "<" not in word for word in words) else [part]
    return found


def add_chat(draft: Draft, raw: str, kind: str, label: str, record: str) -> None:
    """A WeChat or QQ id; 手机同号 means the card's mobile number."""
    if raw in _SAME_NUMBER:
        raw = next((value for found, _, value, _ in draft.channels if found == "mobile"), "")
    if raw:
        draft.channels.append((kind, label, raw.removesuffix(".0"), record))


def add(draft: Draft, raw: str, kind: str, label: str, record: str, header: str, country: str) -> None:
    """Whatever channel the cell holds."""
    if kind == "email":
        add_emails(draft, raw, label, record)
    elif kind in ("wechat", "qq"):
        add_chat(draft, raw, kind, label, record)
    else:
        add_phones(draft, raw, kind, label, record, header, country)
