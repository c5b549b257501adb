"""HTML's names for characters, which programs of the web leave in what they export: `&eacute;` → é."""

from __future__ import annotations

import re

from salescli.core.patterns import pattern
from salescli.importing.decoding import nfc

ENTITY = pattern(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def without_entities(text: str) -> str:
    """The text with each entity undone once; a word that is none (`AT&T;`) and one without its `;` stay.

    What stands for a character that can't be kept, as a control character, is left out.
    """
    return nfc(ENTITY.sub(_character, text)).strip()


def _character(found: re.Match[str]) -> str:
    from html import unescape
    from html.entities import html5

    entity = found[0]
    if entity[1] != "#" and entity[1:] not in html5:
        return entity
    return unescape(entity).replace("\ufffd", "").replace("\r", "")
