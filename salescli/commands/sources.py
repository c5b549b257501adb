"""Where an import's rows come from: a file, a box of e-mails, a table of another SQLite file, a database's address (R2.6)."""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from salescli import files
from salescli.commands import closed, mailbox
from salescli.core.errors import CannotDo
from salescli.core.exchange.columns import LABEL, PLACES
from salescli.core.model import CHOICES
from salescli.importing import Reading, header_key, named, read_file
from salescli.importing.decoding import codec_named
from salescli.importing.headers import known_headers
from salescli.importing.mailboxes import HEAD, Opened, is_box
from salescli.importing.reading import Options
from salescli.run import Run
from salescli.store.base.book import Book
from salescli.store.importing import elsewhere
from salescli.store.importing.cards import first_read


class Source(NamedTuple):
    """What was read. `path` says where rejected rows go, and `name` and `digest` what the book remembers of it; `mine` are
    the rep's own addresses in a box of e-mails."""

    reading: Reading
    path: Path
    name: str
    digest: str
    mine: tuple[str, ...] = ()


def read(
    run: Run, word: str, query: str, encoding: str, said: dict[str, str], country: str, mine: Sequence[str] = ()
) -> Source:
    """The source that FILE names. `query`: SQL, the name of a table, or that of a workbook's sheet; `mine`: the rep's own
    addresses, by which a box of e-mails tells what was sent from what came."""

    def remembered(header: Sequence[str]) -> Mapping[int, str]:
        kept = json.loads(run.book.meta(_key(header), "{}"))
        return {int(place): field for place, field in kept.items()}

    path = files.given(word)
    options = Options(path.name, encoding, said, country, remembered, now=run.now)
    if elsewhere.is_address(word):
        return _rows(elsewhere.by_address(word, query), run.data / "rejected" / "database", options, query)
    kind = _kind(path)
    if kind == stat.S_IFREG and elsewhere.is_sqlite(path):
        return _rows(elsewhere.in_file(path, query, known_headers, codec_named(encoding)), path, options, query)
    if kind == stat.S_IFREG and mailbox.is_mailbox(path):
        return _mails(run, path, lambda: path.open("rb"), options, mine)
    data = _bytes(path)
    if kind != stat.S_IFREG and is_box(data[:HEAD]):  # a pipe can be read only once
        return _mails(run, run.data / "rejected" / path.name, lambda: io.BytesIO(data), options, mine)
    digest = files.digest(data)
    reading = read_file(
        data, path.name, encoding=encoding, mapping=said, country=country, remembered=remembered, sheet=query,
        closed={LABEL if name == "place" else name: {word: key for key in keys for word in closed.labels(run, name, key)}
                for name, keys in _LABELLED.items()},
        now=first_read(run.book, digest) or run.now,
    )  # fmt: skip
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    path = path if kind == stat.S_IFREG else run.data / "rejected" / path.name
    return Source(reading, path, name, digest)


_LABELLED = {"stage": CHOICES["stage"], "decision_role": CHOICES["decision_role"], "place": PLACES}
"""What an export may have in the rep's words in place of our keys."""


def _mails(run: Run, path: Path, opened: Opened, options: Options, mine: Sequence[str]) -> Source:
    try:
        reading, own = mailbox.read(run, opened, options, mailbox.said(mine))
        digest = mailbox.digest(opened)
    except OSError as error:
        raise CannotDo("file_unreadable", file=str(path), reason=os.strerror(error.errno or 0)) from None
    return Source(reading, path, os.fsencode(path.name).decode("utf-8", "backslashreplace"), digest, tuple(own))


def _rows(table: elsewhere.Table, path: Path, options: Options, query: str) -> Source:
    from salescli.importing.stores import read_rows

    reading = read_rows(table.name, table.header, table.rows, table.size, table.others, options)
    digest = files.digest(f"{table.source}\0{query}".encode("utf-8", "surrogateescape"))
    return Source(reading, path, table.source, digest)


def _kind(path: Path) -> int:
    """S_IFREG, or S_IFIFO for a pipe, which can be read only once; what else there is may never end."""
    if not path.exists():
        raise CannotDo("file_missing", file=str(path))
    if path.is_dir():
        raise CannotDo("file_is_folder", file=str(path))
    kind = stat.S_IFMT(path.stat().st_mode)
    if kind not in (stat.S_IFREG, stat.S_IFIFO):
        raise CannotDo("file_special", file=str(path))
    return kind


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotDo("file_unreadable", file=str(path), reason=os.strerror(error.errno or 0)) from None


def content(path: Path) -> bytes:
    """The bytes of a file or a pipe; CannotDo where there is none that can be read."""
    _kind(path)
    return _bytes(path)


def _key(header: Sequence[str]) -> str:
    return f"map:{header_key(header)}"


def remember_columns(book: Book, reading: Reading, said: Mapping[str, str]) -> None:
    """Keep what --map said of the columns for files with the same header; an empty field is forgotten."""
    if not said or not reading.header:
        return
    key = _key(reading.header)
    kept = {**json.loads(book.meta(key, "{}")), **{str(place): field for place, field in named(reading.header, said).items()}}
    book.set_meta(key, json.dumps({place: field for place, field in kept.items() if field}, ensure_ascii=False))
