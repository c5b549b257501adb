"""The settings, once: name, default and meaning; config.yaml is made from this list and read against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.core.errors import CannotDo
from salescli.core.model import LANGUAGES

if TYPE_CHECKING:
    from salescli.core.entry import Node

MOST_ROWS = 1000


class Config(NamedTuple):
    """The rep's settings. An empty string means: find out from the machine."""

    language: str = ""
    country: str = ""
    name: str = ""
    time_zone: str = ""
    capacity: int = 12
    currency: str = "CNY"
    backups: int = 14
    suggest: str = "ask"
    appointment: int = 30
    reminder: int = 15


class Setting(NamedTuple):
    """One setting: how to read its text (ValueError when it can't be), and a question `init` asks, if any."""

    name: str
    read: Callable[[str], object]


def _language(text: str) -> str:
    found = {known.lower(): known for known in LANGUAGES}.get(text.lower().replace("_", "-"))
    if text and not found:
        raise ValueError(text)
    return found or ""


def _letters(count: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and (len(text) != count or not text.isascii() or not text.isalpha()):
            raise ValueError(text)
        return text.upper()

    return read


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return read


def _zone(text: str) -> str:
    if text:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(text)
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(text) from error
    return text


def _one_of(*known: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.lower() not in known:
            raise ValueError(text)
        return text.lower()

    return read


SETTINGS = (
    Setting("language", _language),
    Setting("country", _letters(2)),
    Setting("name", str),
    Setting("time_zone", _zone),
    Setting("capacity", _whole(1, MOST_ROWS)),
    Setting("currency", _letters(3)),
    Setting("backups", _whole(1, MOST_ROWS)),
    Setting("suggest", _one_of("ask", "tell", "off")),
    Setting("appointment", _whole(5, 24 * 60)),
    Setting("reminder", _whole(0, 24 * 60)),
)
ASKED = ("language", "country", "name", "capacity")
"""What `crm init` asks (CONTRACT 1)."""


def read_config(entry: Node, file: str) -> Config:
    """The settings of a config.yaml; `CannotDo` names file and line of a wrong one."""
    if not isinstance(entry.value, dict):
        raise CannotDo("yaml_broken", file=file, line=entry.line)
    known = {setting.name: setting for setting in SETTINGS}
    values: dict[str, Any] = {}
    for name, item in entry.items().items():
        if name not in known:
            raise CannotDo("config_unknown", file=file, line=item.line, name=name, known=", ".join(known))
        values[name] = read_setting(name, item.text(), file=file, line=item.line)
    return Config()._replace(**values)


def read_setting(name: str, text: str, file: str = "", line: int = 0) -> object:
    """The value of one setting from its text; `CannotDo` where it can't be that."""
    setting = next(setting for setting in SETTINGS if setting.name == name)
    try:
        return setting.read(text.strip())
    except ValueError:
        raise CannotDo("config_wrong", file=file, line=line, name=name, value=text) from None


def config_text(config: Config, explain: Callable[[str], str]) -> str:
    """A config.yaml with these settings, each under its explanation (`explain(name)`, one or more lines)."""
    lines = [f"# {line}" for line in explain("config").splitlines()]
    for name, value in config._asdict().items():
        lines += ["", *(f"# {line}" for line in explain(name).splitlines())]
        lines.append(f"{name}: {_yaml_scalar(value)}")
    return "\n".join(lines) + "\n"


def _yaml_scalar(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    import json

    text = str(value)
    return text if text.isascii() and text.replace("-", "").replace("/", "").isalnum() else json.dumps(text)
