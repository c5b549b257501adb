"""What a format can't hold: shown as well as it can, and packed beside, so that it comes back as it was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from salescli.core.exchange.cells import split_tags
from salescli.core.exchange.columns import EXACT, TAGS
from salescli.core.patterns import pattern

MOST_IN_CELL = 16_000  # characters: a workbook's cell holds 32,767 units, and one character may be two of them
_SHEET_ESCAPE = pattern(r"_x(?=[0-9a-fA-F]{4}_)")
_NO_XML = pattern("[\ufffe\uffff]")


def on_sheet(text: str) -> str:
    """The text as a workbook's cell can show it."""
    text = _NO_XML.sub("?", text) if not text.isprintable() else text
    text = _SHEET_ESCAPE.sub("_ x", text) if "_x" in text else text
    return text if len(text) <= MOST_IN_CELL else text[:MOST_IN_CELL] + "…"


_CONTROLS = pattern("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTED = pattern("=(?=[0-9A-F]{2}=)")


def on_card(text: str) -> str:
    """The text as a vCard's property can hold it: composed, lines parted by newlines, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffd", "?"))
    text = _CONTROLS.sub(" ", text) if not text.isprintable() else text
    text = re.sub(r"\n(?=[\u0300-\u036f])", "\n ", text)  # an accent would compose with the n that stands for the line
    return _QUOTED.sub("= ", text).strip()


def packed(texts: Mapping[str, str]) -> str:
    """Values that a format can't hold, by column name, in letters that any format holds."""
    import base64
    import json

    return base64.b64encode(json.dumps(texts).encode()).decode() if texts else ""


def unpacked(text: str) -> dict[str, str]:
    """What `packed` has packed; nothing where it was damaged."""
    import base64
    import json

    try:
        found = json.loads(base64.b64decode(text, validate=True))
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def restored(texts: Mapping[str, str]) -> dict[str, str]:
    """The row with its exact values in place of those shown for them, as far as nobody has changed these since."""
    exact = unpacked(texts[EXACT]) if EXACT in texts else {}
    row = {name: text for name, text in texts.items() if name != EXACT}
    row.update({name: text for name, text in exact.items() if _stands_for(name, row.get(name, ""), text)})
    return row


def _stands_for(name: str, shown: str, exact: str) -> bool:
    """Whether what was shown is all that a format could show of the exact text; of tags that look alike it shows one."""
    if name == TAGS and split_tags(shown) == list(dict.fromkeys(filter(None, map(on_card, split_tags(exact))))):
        return True
    return _loose(exact).startswith(_loose(shown))


def _loose(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
