"""People who left a customer or joined it, as a note says (王经理离职了，现在是李工负责)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from salescli.core.language.lexicon import Lexicon
from salescli.core.language.script import plain


class Change(NamedTuple):
    """Somebody who left (`joined` false) or joined, by the name that the note gives; "": whom it is about."""

    name: str
    joined: bool


_LEFT = "离职|辞职|辞掉|调走|调离|调去|调岗|退休|跳槽|不干了|不做了|走人|被裁|已走|走了|离开公司|被辞|离开了"
_WHEN = "已经|已|上个月|上月|上周|刚刚|刚|昨天|前天|月底|都|要|说|从公司|早就|突然|最近|也"
_NEW = "(?:的)?(?:采购|负责人|经理|对接人|老板|总监|厂长|主管|窗口|联络人|联系人)(?:是|叫|换成)?"
_NOW = (
    "现在(?:是|找|由|换成|换|改)?", "现由", "换成了?", "换了?", "改由", "改成", "由", "新来的(?:是|叫)?",
    f"新(?:任|来|换的)?{_NEW}", "接手的?是?", "接任的是", "以后找",
    "改找", "(?:对接人|负责人|联系人)(?:是|换成|改成)", "换人了?,?",
)  # fmt: skip
_NAME = r"([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)"
_GONE = "left|quit|resigned|retired|moved on|fired|leaving|gone|laid off|no longer (?:there|works|with)"
_NOT_THEM = r"(?! (?:a|an|me|us|vm|voicemail|msg|message|it|the (?:msg|message|vm|key|room)|his|her)\b)"
_TALK = (
    "(?:now|pls|please) (?:talk|speak|deal|ask|contact) (?:to|with|for) ", "(?:talk|speak) to ", "replaced by ",
    "replacement(?: is|:) ", "taken over by ", "(?:contact|buyer) is now ", "now (?:it's|its|it is|dealing with) ",
    "[Nn]ew (?:[a-z]+ ){1,3}?(?:is |named |called |- |= )", "[Nn]ew (?:[a-z]+ ){0,2}[a-z]+[,:] ?",
)  # fmt: skip
_TOOK = "took over|takes over|taking over|taken over|replaces|replaced him|replaced her|is the new|the new|joined"
_PATTERNS = {
    "left": f"^(?:原来的|原|之前的|以前的)?(.{{1,6}}?)(?:{_WHEN})*(?:{_LEFT})",
    "gone": "(?:^|[,。;!?、 他她人])(?:(?:已经|已|刚刚|刚|说|早就)*)(?:离职|辞职|退休|调走|跳槽|不干了)了?(?:$|[,。;!?、 ])"
    r"|(?:^|[,.;!] ?|\b(?:he|she|who)(?:'s| has| is)? )(?:already |just )?"
    "(?:no longer (?:there|works there|works here|with the company|at the company)"
    "|left the company|resigned|retired|moved on)",
    "joined": f"(?:{'|'.join(_NOW)})(.{{2,4}}?)(?:先生)?(?:负责|接手|接任|来接|对接|接|管|吧|了|$)",
    "took": "^(.{2,4}?)(?:刚|已经|已|新)*(?:接手|接任|接替|上任|新上任|来接|入职|刚来)",
    "en_left": f"{_NAME} (?:has |just |is |have |recently |already )*(?:{_GONE}){_NOT_THEM}",
    "en_joined": f"(?:{'|'.join(_TALK)}){_NAME}",
    "en_took": f"{_NAME} (?:has |just |is |now )*(?:{_TOOK})",
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_PATTERNS[name])


def changes(note: str, lexicon: Lexicon) -> Iterator[Change]:
    """Who left and who joined, one of each at most."""
    text = plain(note)
    found = [*_western(note), *(() if text.isascii() else _eastern(note, text, lexicon))]
    if all(change.joined for change in found) and _pattern("gone").search(text):
        found.append(Change("", False))
    yield from found


def _western(note: str) -> Iterator[Change]:
    for keys, joined in ((("en_left",), False), (("en_joined", "en_took"), True)):
        found = next((hit[1] for key in keys if (hit := _pattern(key).search(note))), "")
        if found and found.lower() not in _NOBODY:
            yield Change(found, joined)


_NOBODY = frozenset(
    (
        "he",
        "she",
        "they",
        "i",
        "we",
        "just",
        "boss",
        "buyer",
        "po",
        "vm",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "he's",
        "client",
        "has",
    )
)


def _eastern(note: str, text: str, lexicon: Lexicon) -> Iterator[Change]:
    left = joined = ""
    start = 0
    for part in re.split("[,。;!?、 ]", text):
        first, start = start, start + len(part) + 1
        if not left and (hit := _pattern("left").search(part)) and _is_name(hit[1], lexicon):
            left = note[first + hit.start(1) : first + hit.end(1)]
        for key in ("took", "joined"):
            hit = _pattern(key).search(part)
            if not joined and hit and _is_name(hit[1], lexicon):
                joined = note[first + hit.start(1) : first + hit.end(1)]
    yield from (Change(name, is_new) for name, is_new in ((left, False), (joined, True)) if name)


def _is_name(text: str, lexicon: Lexicon) -> bool:
    """王经理, 小赵, 李梅, 欧阳娜娜: a surname with a title or a given name."""
    if text[:1] in "小老阿" and len(text) == 2:
        return True
    if text[:1] not in lexicon.words("surnames"):
        return False
    return any(text.endswith(title) and len(text) - len(title) in (1, 2) for title in lexicon.words("titles")) or (
        len(text) in (2, 3) and not any(part in text for part in "的了是在有个这那不没人家公司们")
    )
