"""Records of cells → a Reading: header, columns, and for each record a card, a problem or a skip with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from salescli.core.errors import CannotDo
from salescli.core.exchange.card import Rejected, Skipped, day_order
from salescli.core.exchange.cells import Closed
from salescli.core.exchange.columns import slot_of
from salescli.core.language.numbers import decimal_sign
from salescli.core.text import say
from salescli.importing.broken import broken, is_row
from salescli.importing.children import Child, Family, together
from salescli.importing.columns import (
    HEADER_WITHIN,
    SAMPLE_ROWS,
    Column,
    by_content,
    find_header,
    holds_data,
    resolve,
    unknown_header,
    with_examples,
)
from salescli.importing.decoding import STRAY, decode, printable
from salescli.importing.delimited import delimiter_of, head_records, sep_line, split, split_again
from salescli.importing.entities import ENTITY
from salescli.importing.headers import briefly, known_headers
from salescli.importing.lines import labelled, listed, row_of
from salescli.importing.own import OwnRows, are_ours, as_written
from salescli.importing.reading import Options, Reading, RowRead
from salescli.importing.rows import RowReader
from salescli.importing.twoways import NUMBER_FIELDS

LONGEST_RUN = 1000  # short rows looked at together: a file of nothing else is not held in memory
_Reader = RowReader | OwnRows | Family
Records = Callable[[], Iterable[Sequence[str]]]


def read_delimited(data: bytes, options: Options) -> Reading:
    """CSV, TSV and the like."""
    written = None if options.encoding or options.mapping else as_written(data)
    decoded = written or decode(data, encoding=options.encoding, country=options.country, known=_known_words)
    delimiter, text = sep_line(decoded.text)
    delimiter = delimiter or delimiter_of(text, known_headers)
    head = head_records(text, delimiter, SAMPLE_ROWS + HEADER_WITHIN)
    if not written:  # what was lost when the file was written; a header is looked up as it was
        text = text.replace("\ufffd", "?")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
    if listing := _plain_list(text, head, options):
        return replace(listing, encoding=decoded.encoding)
    table = find_table(lambda: split(text, delimiter), head, options, delimiter)
    escapes = "'" in text or '="' in text or bool(ENTITY.search(text))
    table = replace(table, damaged=decoded.damaged or "\0" in text, escapes=escapes)
    return replace(table.reading(), form="csv", encoding=decoded.encoding, rows=text.count("\n"))


def _plain_list(text: str, head: Sequence[Sequence[str]], options: Options) -> Reading | None:
    """A text of lines without any header, as people jot them down, if that is what it is."""
    lines = text.removesuffix("\n").split("\n")
    is_table = find_header(head) >= 0 or (len(widths := Counter(map(len, filter(any, head)))) == 1 and 1 not in widths)
    found = None if is_table and not labelled(lines) else listed(lines, options.mapping)
    if not found:
        return None
    width = len(found.columns)
    table = Table(lambda: (row_of(line) or [""] * width for line in lines), found.above - 1, (), found.columns, options.country,
                  now=options.now)  # fmt: skip
    left = found.columns[-1]
    doubt = found.doubtful and left.how == "content"
    notes = (say("import.lines_doubtful", n=found.doubtful, column=left.letter),) if doubt else ()
    return replace(table.reading(), form="csv", rows=len(lines), notes=notes)


def _known_words(text: str) -> int:
    """Known headers in the first lines, whatever delimits them; words that were not decoded whole don't count."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:HEADER_WITHIN]
    words = [[word for word in re.split(r'[,;\t|"]+', line) if "\ufffd" not in word] for line in lines]
    return max(map(known_headers, words), default=0)


def find_table(
    records: Records, head: Sequence[Sequence[str]], options: Options, delimiter: str = "", place: int | None = None
) -> Table:
    """The table of `records`, of which `head` are the first: its header and what its columns become.

    `delimiter` is empty for a sheet; `place` is the header's where it is known. CannotDo where there are rows but no
    column that names or reaches anybody.
    """
    place = find_header(head) if place is None else place
    if place < 0:  # where the user names the columns, or did so before, the first record that has cells is the header
        first = next((i for i, record in enumerate(head) if any(record)), -1)
        named = options.mapping and first >= 0 and not holds_data(head[first])
        told = named or (first >= 0 and options.remembered(head[first]))
        place = first if told else unknown_header(head)
    header = tuple(printable(cell.replace("\0", "")) for cell in head[place]) if place >= 0 else ()
    if header and not delimiter:  # a sheet's rows end with their last filled cell, the header's too
        header += ("",) * (max(map(len, head[place:])) - len(header))
    sample = [record for record in head[place + 1 :] if any(record)][:SAMPLE_ROWS]
    remembered = options.remembered(header) if header else {}
    columns = resolve(header, sample, options.mapping, remembered) if header else by_content(sample, options.mapping)
    ours = are_ours(header) and not (options.mapping or remembered)
    if sample and not ours and not any(map(_reaches, columns)):
        raise CannotDo("import_no_columns", file=options.name, columns=briefly(header or sample[0], " | "))
    columns = with_examples(columns, sample)
    if ours:
        columns = tuple(one if one.how or not slot_of(one.header) else one._replace(how="header") for one in columns)
    return Table(records, place, header, columns, options.country, delimiter, _narrow(sample, len(columns)), ours=ours,
                 closed=options.closed, now=options.now)  # fmt: skip


def _reaches(column: Column) -> bool:
    """Whether the column can make a card: a name, a firm, a phone or an e-mail address."""
    target = column.target
    if target.part == "name":
        return target.name in ("full", "given", "family")
    return target.part == "firm" or (target.part == "channel" and target.name not in ("wechat", "qq"))


def _narrow(sample: Sequence[Sequence[str]], width: int) -> int:
    """The width of rows that lack the header's last columns throughout, as Outlook writes them; else 0."""
    widths = Counter(map(len, sample))
    common, times = widths.most_common(1)[0] if widths else (0, 0)
    return common if common < width and times > 1 and times > 0.9 * len(sample) else 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table on its way to cards.

    `place` is the header's, -1 without one; `narrow` a width that short rows may have; `damaged`: cells may hold NULs
    or bytes of no encoding; `escapes`: they may carry a spreadsheet's or HTML's escapes; `ours`: `crm export` wrote it.
    """

    records: Records
    place: int
    header: tuple[str, ...]
    columns: tuple[Column, ...]
    country: str
    delimiter: str = ""
    narrow: int = 0
    damaged: bool = False
    escapes: bool = True
    ours: bool = False
    closed: Closed = field(default_factory=dict)
    now: datetime | None = None

    def reading(self) -> Reading:
        """The table as the result of reading a file."""
        return Reading(self.entries, delimiter=self.delimiter, header=self.header, header_row=self.place + 1,
                       columns=self.columns)  # fmt: skip

    def entries(self) -> Iterator[RowRead]:
        """Every record after the header as an entry, those before it as skipped."""
        return together(self._entries())

    def _entries(self) -> Iterator[RowRead | Child]:
        records = iter(self.records())
        before = list(islice(records, self.place + 1))
        for row, record in enumerate(before[:-1] if before else (), 1):
            yield Skipped(row, say("row.before_header" if any(record) else "row.blank"))
        reader = self._reader()
        read, width, damaged = reader.read, len(self.columns), self.damaged
        short: list[tuple[int, Sequence[str]]] = []
        shift = 0  # lines by which rows that a quote had glued together are more than records
        for number, record in enumerate(records, self.place + 2):
            row = number + shift
            is_short = len(record) < width and self._is_short(record)
            if short and (not is_short or len(short) == LONGEST_RUN):
                yield from self._short(short, reader)
                short = []
            if is_short:
                short.append((row, record))
                continue
            if len(record) == width and not damaged and any(record) and not self._is_glued(record):
                yield read(row, record)
                continue
            for entry in self._odd(row, record, reader):
                yield entry
                shift = entry.row - number
        yield from self._short(short, reader)

    def _reader(self) -> _Reader:
        if self.ours:
            return OwnRows(self.header, self.columns, self.country, sheet=not self.delimiter, closed=self.closed)
        orders, decimals = self._told_by_columns()
        reader = RowReader(self.columns, orders, self.country, self.escapes, self.now, decimals, sheet=not self.delimiter)
        family = Family(self.columns, reader)
        return family if family.own else reader

    def _odd(self, row: int, record: Sequence[str], reader: _Reader) -> Iterator[RowRead | Child]:
        """A blank record, one of another width, or of a file with bad bytes in it."""
        if not any(record):
            yield Skipped(row, say("row.blank"))
        elif reason := self._damage(record):
            yield Rejected(row, say(reason), tuple(map(printable, record)))
        elif not self._is_glued(record) and (cells := self._fitted(record)) is not None:
            yield reader.read(row, cells)
        elif self.delimiter and any("\n" in cell for cell in record):
            yield from self._mended(row, record, reader)
        else:
            yield self._ragged(row, record)

    def _damage(self, record: Sequence[str]) -> str:
        """The reason why a record can't be kept, where bytes of it are no characters."""
        if self.damaged and any(map(STRAY.search, record)):
            return "row.bad_bytes"
        return "row.nul" if any("\0" in cell for cell in record) else ""

    def _is_short(self, record: Sequence[str]) -> bool:
        """Whether the record lacks its last cells, though other rows have them."""
        if not self.delimiter or not 0 < len(record) < len(self.columns) or not any(record):
            return False
        whole = self._fitted(record) is not None or any("\n" in cell for cell in record)
        return not whole and not self._damage(record)

    def _short(self, run: Sequence[tuple[int, Sequence[str]]], reader: _Reader) -> Iterator[RowRead | Child]:
        """Short records, one below the other: rows without their last cells, save where they may be one broken in two."""
        pieces = broken([record for _, record in run], self.columns)
        for index, (row, record) in enumerate(run):
            entry = reader.read(row, [*record, *[""] * (len(self.columns) - len(record))])
            doubtful = index in pieces or len(record) == 1
            yield self._ragged(row, record) if doubtful and not isinstance(entry, Skipped) else entry

    def _ragged(self, row: int, record: Sequence[str]) -> Rejected:
        return Rejected(row, say("row.ragged", cells=len(record), columns=len(self.columns)), tuple(record))

    def _fitted(self, record: Sequence[str]) -> list[str] | None:
        """The record at the header's width, if only empty cells or cells of nameless columns are missing or too many.

        In a sheet a short row is whole: its last cells are empty.
        """
        cells = list(record[: len(self.columns)])
        if any(cell.strip() for cell in record[len(self.columns) :]):
            return None
        missing = self.columns[len(cells) :]
        if self.delimiter and len(cells) != self.narrow and any(column.header for column in missing):
            return None
        return cells + [""] * len(missing)

    def _is_glued(self, record: Sequence[str]) -> bool:
        """Whether a record is several rows: a quote left open in a column was closed in the same one of a row below.

        So it is where each line has a cell for each column, with a number or an address where these belong.
        """
        if not self.delimiter or "\n" not in "".join(record):
            return False
        lines = self.delimiter.join(record).splitlines()
        return all(is_row(next(split(line, self.delimiter), []), self.columns) for line in lines)

    def _mended(self, row: int, record: Sequence[str], reader: _Reader) -> Iterator[RowRead | Child]:
        """The rows that an unclosed quote has glued into one record, by their lines; one problem if they are none."""
        pieces = split_again(record, self.delimiter)
        fitting = [self._fitted(piece) for piece in pieces]
        if not any(cells and any(cells) for cells in fitting):
            yield self._ragged(row, record)
            return
        for line, (piece, cells) in enumerate(zip(pieces, fitting, strict=True), row):
            if any(piece):
                yield self._ragged(line, piece) if cells is None else reader.read(line, cells)

    def _told_by_columns(self) -> tuple[dict[int, str], dict[int, str]]:
        """For each column of days whether day or month comes first, and for each of numbers which sign parts decimals, as
        all its cells together tell."""
        days: dict[int, Counter[str]] = {column.place: Counter() for column in self.columns if _holds_days(column)}
        numbers: dict[int, Counter[str]] = {c.place: Counter() for c in self.columns if c.target.name in NUMBER_FIELDS}
        if days or numbers:
            told = [(place, seen, day_order) for place, seen in days.items()]
            told += [(place, seen, decimal_sign) for place, seen in numbers.items()]
            for record in self.records():
                for place, seen, read in told:
                    if place < len(record) and record[place]:
                        seen[read(record[place])] += 1
        return ({place: _most(seen, "dmy", "mdy") for place, seen in days.items()},
                {place: _most(seen, ",", ".") for place, seen in numbers.items()})  # fmt: skip


def _holds_days(column: Column) -> bool:
    target = column.target
    return target.part == "dated" or target.name in ("birthday", "founded") or target[:2] in _MOMENTS


_MOMENTS = (("history", "at"), ("history", "last"), ("next", "at"), ("deal", "at"))


def _most(seen: Counter[str], one: str, other: str) -> str:
    """What most of the cells that tell it say; nothing where as many say one thing as the other."""
    return "" if seen[one] == seen[other] else one if seen[one] > seen[other] else other
