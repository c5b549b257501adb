"""What is to be written: whose dossiers, in which columns, in whose language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from salescli.core.exchange.columns import Shape
from salescli.core.exchange.dossier import Dossier


class Order(NamedTuple):
    """What is to be written: `dossiers` may be gone through again.

    `language` is that of the headers and `words` puts values into it; `names` are the columns that were chosen, in their
    order. `talks` are rows for a sheet of their own, by the names of their columns; `records` by their tables those that belong
    to no customer.
    """

    dossiers: Callable[[], Iterable[Dossier]]
    shape: Shape = Shape({})
    language: str = ""
    vcard: str = "4.0"
    now: datetime | None = None
    names: Sequence[str] = ()
    words: Callable[[object], str] | None = None
    talks: Callable[[], Iterable[Mapping[str, str]]] = tuple
    records: Callable[[], Mapping[str, Sequence[Mapping[str, Any]]]] = dict
