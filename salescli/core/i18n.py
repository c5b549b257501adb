"""Turns Texts and values into sentences of one language, from the messages of its locale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property

from salescli.core.ranking.wording import Near, clock, dated, said_on
from salescli.core.text import Text, by_language

Messages = Mapping[str, "str | list[str]"]


class Words:
    """Calling it gives a value in words. `messages` of the language, then English (loaded when it is needed), then the key.

    A message that is a list has a form for one and one for many, chosen by the parameter n.
    """

    def __init__(self, language: str, messages: Messages, english: Callable[[], Messages], today: date) -> None:
        self.language = language
        self._messages = messages
        self._english = english
        self._today = today

    def on(self, day: date) -> Words:
        """The same words as they are said on another day: today is that one then."""
        return Words(self.language, self._messages, self._english, day)

    @cached_property
    def _fallback(self) -> Messages:
        return self._english()

    def has(self, key: str) -> bool:
        """Whether the language knows the key."""
        return key in self._messages or key in self._fallback

    def __call__(self, value: object) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Text):
            return self._sentence(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return self._sentence(Text("word.yes" if value else "word.no"))
        if isinstance(value, date):
            return self._when(value)
        if isinstance(value, Near):
            return self(said_on(value, self._today))
        if isinstance(value, Mapping):
            return by_language(value, self.language)
        if isinstance(value, (tuple, list)):
            return self._sentence(Text("word.and_so_on")).join(self(item) for item in value if item not in (None, ""))
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _sentence(self, text: Text) -> str:
        message = self._messages.get(text.key) or self._fallback.get(text.key) or text.key
        if isinstance(message, list):
            message = message[0] if text.params.get("n") == 1 else message[-1]
        if not text.params:
            return message
        return message.format_map(_Blank({name: self(value) for name, value in text.params.items()})).rstrip()

    def _when(self, day: date) -> str:
        """A day as people of the language write it, with the year where it isn't this one's, and the time if there is one."""
        words = self._sentence(dated("date.day" if day.year == self._today.year else "date.year", day))
        if not isinstance(day, datetime):
            return words
        return self._sentence(Text("date.time", {"day": words, "time": clock(day)}))


class _Blank(dict[str, str]):
    """Parameters of a message; one that is missing shows its name instead of ending the program."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def language_of(tag: str) -> str:
    """The language we speak for a locale such as zh_HK.UTF-8: zh-TW, zh-CN or en."""
    plain = tag.replace("_", "-").lower()
    if not plain.startswith("zh"):
        return "en"
    return "zh-TW" if any(part in plain for part in ("tw", "hk", "mo", "hant")) else "zh-CN"
