"""What the machine tells of its user: the locale, and the country of the locale or of the time zone (CONTRACT 1)."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_ZONE_FOLDERS = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo")
_LOCALTIME, _TIMEZONE = Path("/etc/localtime"), Path("/etc/timezone")


def locale() -> str:
    """The locale of messages, such as zh_TW.UTF-8; may be nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name]
    if sys.platform in ("win32", "darwin"):
        import locale

        return locale.getlocale()[0] or ""
    return ""


def country(time_zone: str = "") -> str:
    """The ISO code of the country that the locale names, else the one of the zone (the machine's own by default), or nothing."""
    return country_of_locale(locale()) or country_of_zone(time_zone or _own_zone())


def country_of_locale(tag: str) -> str:
    """US of en_US.UTF-8, TW of zh-Hant-TW; nothing of C or en."""
    found = re.match("[a-z]{2,3}(?:[-_][a-z]{4})?[-_]([a-z]{2})(?![a-z0-9])", tag.lower())
    return found[1].upper().replace("UK", "GB") if found else ""


def country_of_zone(zone: str) -> str:
    """The country in which a zone of the tz database lies, by its zone table; nothing for UTC."""
    if not re.fullmatch("[A-Za-z0-9_+/-]+", zone):
        return ""
    for folder in _tables():
        found = _in_table(folder, zone) or _in_table(folder, _linked(folder, zone))
        if found:
            return found
    return ""


def _own_zone() -> str:
    """The name of the machine's zone: TZ, else what /etc/localtime leads to, else /etc/timezone."""
    asked = os.environ.get("TZ", "").lstrip(":")
    try:
        path = asked or os.fspath(_LOCALTIME.readlink())
    except OSError:
        path = _text(_TIMEZONE).strip()
    return path.rpartition("zoneinfo/")[2]


def _tables() -> Iterator[Path]:
    """Folders with the tz database; the package of it where the machine has none."""
    own = [Path(folder) for folder in _ZONE_FOLDERS if Path(folder, "zone.tab").is_file()]
    if own:
        yield from own
        return
    from importlib.util import find_spec

    package = find_spec("tzdata")
    for folder in (package and package.submodule_search_locations) or ():
        yield Path(folder, "zoneinfo")


def _in_table(folder: Path, zone: str) -> str:
    found = zone and re.search(rf"^([A-Z]{{2}})\t\S+\t{re.escape(zone)}\s", _text(folder / "zone.tab"), re.M)
    return found[1] if found else ""


def _linked(folder: Path, zone: str) -> str:
    """The zone that an older name stands for: Asia/Shanghai for PRC."""
    found = re.search(rf"^L (\S+) {re.escape(zone)}$", _text(folder / "tzdata.zi"), re.M)
    return found[1] if found else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
