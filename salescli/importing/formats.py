"""What a spreadsheet's number format adds to a number: leading zeros and literal text, as a person sees them in the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from salescli.core.language.numbers import CURRENCY, read_number

LONGEST = 255  # characters of a format, as Excel has it
EXACT = 10**15  # a spreadsheet keeps 15 digits: of a larger number the last ones are made up
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | _(?P<width>.) | \*(?P<filler>.) | \[(?P<bracket>[^\]]*)\]?
    | (?P<general>General|G/通用格式|G/標準|G/표준) | (?P<power>E[+-]) | (?P<digit>[0#?]) | (?P<point>\.) | (?P<words>@)
    | (?P<number>[,%/]) | (?P<end>;) | (?P<day>AM/PM|A/P|[ymdhsgeb]) | (?P<sign>.)
    """,
    re.X | re.S | re.I,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d{1,15}(?:\.\d{1,9})?)")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip
_SAYS = re.compile(r"[^\s.,'’()\-−–]")
"""What is more than a sign around a number or between its thousands."""
_MONEY = re.compile(rf"[\s()\-]*(?:{CURRENCY}|元|円|원|zł|kr|Kč)[\s()]*", re.I)


class Part(NamedTuple):
    """A piece of a section; `kind` is text, digit, point, general or words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One of a format's sections. `holds` says for which numbers it is; `signed`: a minus of theirs is shown."""

    parts: tuple[Part, ...] = ()
    condition: str = ""
    limit: float = 0
    is_plain: bool = True  # nothing in it is a day's, a share's or a thousand's
    signed: bool = True

    def holds(self, number: float) -> bool:
        """Whether a number is shown by this section."""
        return not self.condition or _COMPARED[self.condition](number, self.limit)

    @cached_property
    def said(self) -> str:
        """Its literal text."""
        return _texts(self.parts)

    @cached_property
    def has_words(self) -> bool:
        """Whether a text stands somewhere in it."""
        return any(part.kind == "words" for part in self.parts)

    @cached_property
    def tells(self) -> bool:
        """Whether it shows more than the number: leading zeros, or a text that is no currency."""
        if not self.is_plain or _MONEY.fullmatch(self.said):
            return False
        kinds = [part.kind for part in self.parts]
        whole = self.parts[: kinds.index("point")] if "point" in kinds else self.parts
        places = "".join(part.text for part in whole if part.kind == "digit")
        return len(places.lstrip("#?")) > 1 or is_said(self.said) or self._is_hyphened

    @cached_property
    def hides(self) -> bool:
        """Whether the number itself is not seen in it."""
        return self.is_plain and all(part.kind == "text" for part in self.parts)

    @property
    def _is_hyphened(self) -> bool:
        """Whether a hyphen stands between digits, as in ###-####."""
        shape = "".join(part.text if part.kind == "text" else "#" for part in self.parts)
        return bool(re.search(r"#[^#]*-[^#]*#", shape))

    @property
    def scale(self) -> bool:
        """Whether the text behind the number makes another one of it: 10万."""
        behind = self.said.strip() if self.parts and self.parts[0].kind != "text" else ""
        found = read_number(f"1{behind}")
        return found is not None and found != 1

    @cached_property
    def _around(self) -> tuple[str, int, str] | None:
        """The text before the digits, how many these are at least, and the text behind, where they stand in one row."""
        digits = "".join(part.text if part.kind == "digit" else " " for part in self.parts).strip()
        if not {part.kind for part in self.parts} <= {"text", "digit"} or not digits or digits.strip("0#"):
            return None
        first = next(index for index, part in enumerate(self.parts) if part.kind == "digit")
        before, behind = self.parts[:first], self.parts[first + len(digits) :]
        return _texts(before).lstrip(), len(digits.lstrip("#")), _texts(behind).rstrip()

    def number(self, number: float) -> str:
        """How the number looks."""
        if self._around and number >= 0 and number == int(number):
            before, least, behind = self._around
            return f"{before}{int(number):0{least}d}{behind}" if number or least else f"{before}{behind}"
        places = [part.kind for part in self.parts]
        point = places.index("point") if "point" in places else len(places)
        whole, decimals = self.parts[:point], self.parts[point + 1 :]
        exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-_count(decimals)), ROUND_HALF_UP)
        before, _, behind = f"{abs(exact):f}".partition(".")
        minus = "-" if exact < 0 and self.signed else ""
        text = _whole(whole, before.lstrip("0"), _general(abs(number)))
        if point < len(places):
            text += "." + _decimals(decimals, behind)
        return minus + text.strip()

    def words(self, text: str) -> str:
        """How a text looks."""
        return "".join(text if part.kind == "words" else part.text for part in self.parts if part.kind in ("words", "text"))


def is_said(text: str) -> bool:
    """Whether a text around a number says more than a sign or a currency."""
    return bool(_SAYS.search(text)) and not _MONEY.fullmatch(text)


def _texts(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts if part.kind == "text")


def _count(parts: Sequence[Part]) -> int:
    return sum(part.kind == "digit" for part in parts)


def _general(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.15g}"


def _whole(parts: Sequence[Part], digits: str, general: str) -> str:
    """The digits laid into their places from the last on; the first place takes all that are left."""
    places = [index for index, part in enumerate(parts) if part.kind == "digit"]
    padded = next((index for index in places if parts[index].text == "0"), len(parts))
    shown: list[str] = []
    for index in range(len(parts) - 1, -1, -1):
        kind, text = parts[index]
        if kind == "digit":
            taken = digits if index == places[0] else digits[-1:]
            digits = digits[: len(digits) - len(taken)]
            shown.append(taken or ("0" if index >= padded else " " if text == "?" else ""))
        else:
            shown.append(general if kind in ("general", "words") else text)
    return "".join(reversed(shown))


def _decimals(parts: Sequence[Part], digits: str) -> str:
    shown, left = [], digits
    for kind, text in parts:
        if kind != "digit":
            shown.append(text)
            continue
        digit, left = left[:1], left[1:]
        shown.append("" if text == "#" and not (digit + left).strip("0") else digit)
    return "".join(shown)


class Look(NamedTuple):
    """A format as far as it shows more than the numbers; `scales` where numbers are other ones for it, as 10万 is."""

    numbers: tuple[Section, ...]
    text: Section | None
    scales: bool

    def shown(self, value: object) -> str | None:
        """How a cell's value looks; None where the value itself says as much."""
        if isinstance(value, str):
            return self.text.words(value) if self.text and value else None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < EXACT:
            return None
        section = next((one for one in self.numbers if one.holds(value)), None)
        return section.number(value) if section and (section.tells or section.hides) else None


def look_of(code: str) -> Look | None:
    """What the format with this code shows; None where that is no more than the number."""
    sections = _sections(code) if len(code) <= LONGEST else []
    text = sections[3] if len(sections) > 3 else sections[-1] if sections and sections[-1].has_words else None
    numbers = sections[:3] if len(sections) == 1 else [one for one in sections[:3] if one is not text]
    text = text if text and text.has_words and _SAYS.search(text.said) else None
    telling = [one for one in numbers if one.tells]
    if not telling and not text:
        return None
    return Look(tuple(_by_sign(numbers)), text, any(one.scale for one in telling))


def _by_sign(sections: list[Section]) -> list[Section]:
    """The sections with the conditions they have where none is written: above nought, below it, nought itself."""
    if len(sections) < 2 or any(one.condition for one in sections):
        return [_with(one, signed=not one.condition.startswith("<") or one.limit > 0) for one in sections]
    first = _with(sections[0], condition=">=" if len(sections) == 2 else ">")
    return [first, _with(sections[1], condition="<", signed=False), *sections[2:]]


def _with(section: Section, **changed: object) -> Section:
    from dataclasses import replace

    return replace(section, **changed)  # type: ignore[arg-type]


def _sections(code: str) -> list[Section]:
    """The sections of a format, read sign by sign."""
    found: list[Section] = []
    parts: list[Part] = []
    condition, limit, is_plain = "", 0.0, True
    for match in _TOKEN.finditer(code + ";"):
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "end":
            found.append(Section(tuple(parts), condition, limit, is_plain))
            parts, condition, limit, is_plain = [], "", 0.0, True
        elif kind == "bracket":
            is_plain &= not _is_other(text)
            if said := _CONDITION.fullmatch(text.strip()):
                condition, limit = said[1], float(said[2])
        elif kind in ("power", "number", "day"):
            is_plain = False
        elif kind in ("quoted", "escaped", "sign"):
            parts.append(Part("text", text))
        elif kind in ("digit", "point", "general", "words"):
            parts.append(Part(kind, text))
        elif kind == "width":
            parts.append(Part("text", " "))
    return found


_OTHER = re.compile(r"[hms]+|DBNum\d|\$[^-\]]+.*|NatNum.*", re.I)


def _is_other(bracket: str) -> bool:
    """Whether brackets tell of hours, of a currency, or of numbers in Chinese signs."""
    return bool(_OTHER.fullmatch(bracket.strip()))
