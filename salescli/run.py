"""One run of the program: home, today, language and output form; opens book, rules and screen on first use.

The only clock of the program is here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli import files, machine
from salescli.calendars import Calendars
from salescli.config import Config
from salescli.core.errors import CannotDo, CrmError
from salescli.core.i18n import Words
from salescli.core.rules.kept import from_json
from salescli.core.text import Text
from salescli.core.when import read_iso_day
from salescli.home import find_home, make_home
from salescli.language import english, language_in_use, messages, stage_labels
from salescli.settings import problem_text, settings

if TYPE_CHECKING:
    from salescli.core.language.lexicon import Lexicon
    from salescli.core.ranking.workdays import Calendar
    from salescli.core.reports import Report
    from salescli.core.rules.rule import Rules
    from salescli.store.base.book import Book

DAMAGED = ("book_damaged", "book_not_ours", "book_error")
"""Errors that say that the file of the book is none that can be read; for SQLite a wrong byte may be a form it doesn't know."""
FORMS = ("table", "json", "csv", "md", "html")


class Options(NamedTuple):
    """The root options as they were typed (CONTRACT 1)."""

    home: str = ""
    today: str = ""
    lang: str = ""
    form: str = ""
    yes: bool = False


class Run:
    """What every command asks for: `book`, `rules`, `words`, `now`, and ways to show an answer.

    `perform` carries out a further command line, as if it had been typed.
    """

    perform: Callable[[Sequence[str]], int]

    def __init__(self, options: Options, command: str = "") -> None:
        self.options = options
        self.command = command
        self.home, self.home_why = find_home(options.home)
        self.keeps = True  # whether what is read is kept compiled
        files.keep_in(self.data)
        self._book: Book | None = None
        self._mentions: list[Text] = []
        self._done = False

    # where things are

    @property
    def data(self) -> Path:
        """The folder of the book, its copies and the rep's own rules."""
        return self.home / "data"

    @property
    def book_path(self) -> Path:
        """The book's file."""
        return self.data / "crm.db"

    @property
    def config_path(self) -> Path:
        """The rep's settings."""
        return self.home / "config.yaml"

    # settings, rules, words

    @cached_property
    def _compiled(self) -> dict[str, Any]:
        return settings(self.config_path, self.data, keep=self.keeps)

    @cached_property
    def config(self) -> Config:
        """The rep's settings."""
        return Config(**self._compiled["config"])

    @cached_property
    def rules(self) -> Rules:
        """The rules in force; `CannotDo` names the first thing that is wrong with them."""
        kept = self._compiled
        for row in kept["problems"]:
            raise CannotDo("rules_broken", problem=problem_text(*row))
        return from_json(kept["rules"], self._fingerprint(kept))

    @cached_property
    def country(self) -> str:
        """The country of numbers and days: the config's, else the machine's, else CN (CONTRACT 1)."""
        return self.config.country or machine.country(self.config.time_zone) or "CN"

    @cached_property
    def calendar_of(self) -> Callable[[str], Calendar]:
        """The working days of a country."""
        return Calendars(self._compiled["rules"].get("days_off", {}), _country_code)

    @cached_property
    def lexicon(self) -> Lexicon:
        """What notes are read by (outcomes.yaml)."""
        from salescli.core.language.lexicon import Lexicon

        return Lexicon(self.rules.phrases)

    def _fingerprint(self, kept: dict[str, Any]) -> str:
        """Of all that days are derived from: rules, the country and the zone."""
        year = self.now.year
        offsets = [str(datetime(year, month, 1).astimezone(self.zone).utcoffset()) for month in (1, 7)]
        return " ".join((kept["digest"], self.country, *offsets))

    @cached_property
    def language(self) -> str:
        """What the rep is spoken to in."""
        return language_in_use(self.options.lang, lambda: self.config)

    @cached_property
    def words(self) -> Words:
        """The rep's language."""
        said = messages(self.language, lambda: self.country)
        with suppress(Exception):  # an error is about to be told, and needs words for it
            labels = stage_labels(self._compiled["rules"]["stages"], self.language)
            return Words(self.language, {**said, **labels}, english, self.now.date())
        return Words(self.language, said, english, date.min)

    # time

    @cached_property
    def zone(self) -> tzinfo | None:
        """The rep's zone; None is the machine's own."""
        if not self.config.time_zone:
            return None
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.config.time_zone)

    @cached_property
    def now(self) -> datetime:
        """The present time in the rep's zone, on the day of --today where that is given (CONTRACT 1)."""
        real = datetime.now().astimezone(self.zone)
        asked = self.options.today or os.environ.get("SALESCLI_TODAY", "")
        if not asked:
            return real
        naive = datetime.combine(_day(asked, real.date()), real.time().replace(microsecond=0))
        return naive.replace(tzinfo=self.zone) if self.zone else naive.astimezone()

    @property
    def today(self) -> date:
        """The rep's day."""
        return self.now.date()

    def at(self, day: date, time: str = "") -> date | datetime:
        """A day, or a day and time (HH:MM) in the rep's zone."""
        if not time:
            return day
        naive = datetime.combine(day, datetime.strptime(time, "%H:%M").time())
        return naive.replace(tzinfo=self.zone) if self.zone else naive.astimezone()

    def real(self, day: date, time: time) -> datetime:
        """That time in the rep's zone; one that a change of the clocks skips is moved on."""
        naive = datetime.combine(day, time)
        if self.zone:
            return naive.replace(tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)
        local = naive.astimezone()
        if local.replace(tzinfo=None) == naive:
            return local
        return max(local, naive.replace(fold=1).astimezone())  # the machine's own zone may move it to either side

    # the book

    @property
    def book(self) -> Book:
        """The book, for reading; where there is none yet, an empty one in memory."""
        if self._book is None:
            self._book = self._open(self.book_path if self.book_path.exists() else None)
        return self._book

    def _open(self, path: Path | None) -> Book:
        from salescli.store.base.opening import open_book

        return open_book(path, now=self.now, zone=self.zone, actor=self.config.name or _login(),
                         country=self.country, country_code=_country_code, rules=lambda: self.rules, derive=_derive,
                         calendar_of=self.calendar_of)  # fmt: skip

    @contextmanager
    def writing(self, *, long: bool = False) -> Iterator[Book]:
        """The book in one run that `crm undo` takes back whole; made with defaults in an empty home."""
        book = self.writable()
        with book.writing(self.command, long=long):
            yield book
            if book.read_at_home:
                self.tell_country(book)

    def tell_country(self, book: Book) -> None:
        """Say once by which country numbers are read, where nobody has chosen it (CONTRACT 1); within a write."""
        found_out = self.config.country in ("", book.meta("country_found"))
        if found_out and book.meta("country_told") != self.country:
            book.set_meta("country_told", self.country)
            self.mention(Text("done.country_used", {"country": self.country}))

    def writable(self, *, copied: bool = True) -> Book:
        """The book on disk, with the copy of the day taken (`copied`: unless the caller takes one of its own)."""
        if not self.book_path.exists():
            self.make_home(Config())
            if self._book is not None:
                self._book.close()
                self._book = None
        if not os.access(self.book_path, os.W_OK) or not os.access(self.data, os.W_OK):
            raise CannotDo("book_not_writable", file=str(self.book_path))
        if copied:
            self._copy_of_the_day()
        return self.book

    def _copy_of_the_day(self) -> None:
        """One that fails is told, and stops nobody from writing down a call."""
        from salescli.store.base import copies

        book = self.book
        try:
            copies.daily(book, self.config.backups)
        except CannotDo as error:
            if error.key == "book_locked":
                raise
            self.remark(Text("done.no_copy", {"why": Text(f"error.{error.key}", error.params)}))

    def make_home(self, config: Config) -> None:
        """config.yaml, the folders and an empty book, as far as they aren't there yet (CONTRACT 1, `init`).

        A country that the settings leave open is found out once, here: cron has no locale.
        """
        found = "" if config.country else machine.country(config.time_zone) or "CN"
        config = config._replace(country=config.country or found)
        make_home(self.home, self.data, config, lambda name: self.words(Text(f"setting.{name}")))
        if not self.book_path.exists():
            book = self._open(self.book_path)
            book.set_meta("country_found", found)
            book.close()

    def restore(self, source: Path) -> Path:
        """Put the rows of the book in `source` in place of ours, also where that can't be read; returns where ours was kept."""
        from salescli.store.base import copies, door

        copies.sound(source)
        try:
            return copies.restore(self.writable(copied=False), source)
        except (CannotDo, door.DatabaseError) as error:
            known = error if isinstance(error, CannotDo) else door.explained(error, self.book_path)
            # SQLite reads only what it takes for a later form; that the file may be written to was seen before
            barred = isinstance(error, door.DatabaseError) and known.key == "book_not_writable"
            if known.key not in DAMAGED and not barred:
                raise
        self.close()
        return copies.restore_damaged(self.book_path, source, self._open)

    def explained(self, error: Exception) -> CrmError | None:
        """What SQLite says of the book as an error a rep can act on; None for any other exception."""
        from salescli.store.base import door

        return door.explained(error, self.book_path) if isinstance(error, door.DatabaseError) else None

    def kept(self) -> Text | None:
        """What was written before something failed, and stays; None where nothing was."""
        if self._book is not None and self._book.written:
            return Text("kept.run", {"run": self._book.written})
        return Text("kept.done") if self._done else None

    def keep_nothing(self) -> None:
        """Write nothing that is only kept to save time: completion never writes."""
        self.keeps = False
        files.keep_in(self.data, write=False)

    def forget_compiled(self) -> None:
        """Compile everything anew the next time: what is kept may be what a command has stumbled over."""
        with suppress(OSError):
            for path in self.data.glob(".compiled*.json"):
                path.unlink()

    def close(self) -> None:
        """Give the book back."""
        if self._book is not None:
            self._book.close()
            self._book = None

    # the list last shown

    def keep_list(self, ids: Sequence[str]) -> None:
        """Remember the customers of a list just shown, for the numbers of this terminal session (CONTRACT 2)."""
        from salescli.render import screen

        if screen.is_terminal() or os.environ.get("SALESCLI_SESSION"):
            from salescli import sessions

            sessions.keep_list(self.data, self.today, self.now.timestamp(), ids)

    def last_list(self) -> list[str] | None:
        """The customers of the list last shown today in this session; None if there is none."""
        from salescli import sessions

        return sessions.last_list(self.data, self.today)

    # answers

    @cached_property
    def form(self) -> str:
        """How answers are drawn: as asked, else a table for a person and plain text for a pipe (CONTRACT 1)."""
        from salescli.render import screen

        return self.options.form or ("table" if screen.is_terminal() else "plain")

    @property
    def for_a_person(self) -> bool:
        """Whether the answer is read as it stands, and not by a program or as a page."""
        return self.form in ("table", "plain")

    def show(self, report: Report) -> None:
        """Draw a report on stdout, its remarks on stderr."""
        from salescli.render import draw, screen

        draw(report, self.form, self.words, width=screen.width(), colour=screen.colour(), out=screen.answers())
        titled = report.title is not None and self.form in ("table", "md", "html")
        for text in (*(() if titled else report.untitled), *report.remarks):
            self.remark(text)

    def done(self, line: Text, data: Mapping[str, object], *also: Text) -> None:
        """What a write has done: one line for a person, one object for a program; what there is to add, on stderr."""
        from salescli.render import screen

        self._done = True
        if self.for_a_person:
            screen.say(self.words(line))
            for text in also:
                self.remark(text)
            return
        from salescli.core.reports import Column, Report, Row

        cells = tuple(Column(key) for key in data)
        self.show(Report(self.command, cells, (Row(data, tuple(data.values())),), remarks=also, single=True))

    def mention(self, text: Text) -> None:
        """A remark that waits for the answer: where the command fails, its error stands alone."""
        self._mentions.append(text)

    def say_mentions(self) -> None:
        """What was mentioned, on stderr, once the command has answered."""
        for text in self._mentions:
            self.remark(text)
        self._mentions.clear()

    def remark(self, text: Text) -> None:
        """A line on stderr, after what stdout was told before."""
        from salescli.render import screen

        screen.answers().flush()
        screen.remark(self.words(text))


def _day(text: str, today: date) -> date:
    """The day of --today; words for it are seldom used."""
    day = read_iso_day(text)
    if day is None:
        from salescli.core.language.dates import read_any_day

        day = read_any_day(text, today)
    return day


def _derive(book: Book, customers: set[str]) -> None:
    """What is derived at the end of each run that writes; whoever only reads doesn't load it."""
    from salescli.store.ranking import pulse

    pulse.derive(book, customers)


def _country_code(text: str) -> str:
    from salescli.importing.countries import country_code

    return country_code(text)


def _login() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or ""
