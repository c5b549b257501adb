"""The open book: one connection with what every read and write of it needs - rules, zone, clock and ids."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path

from salescli.core.errors import CannotDo
from salescli.core.ranking.workdays import Calendar
from salescli.core.rules.rule import Rules
from salescli.store.base import door
from salescli.store.base.ids import Ids

UTC_FORM = "%Y-%m-%dT%H:%M:%SZ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Book:
    """One book for one run. `now` is the rep's time (`--today` included); `rules` are loaded when first needed,
    as are the working days of a country (`calendar_of`).

    `author` is on whose behalf a run writes, where that isn't `actor`, who runs the program. `country` is the ISO code of the
    rep's; `country_code` that of a country in words, or nothing. `read_at_home`: a number was read
    by the rep's country, or tried, as nothing else told whose it is. `derive` works out anew, before a run is committed, what is
    kept beside the customers that the run has touched (DESIGN 4).
    """

    def __init__(
        self,
        path: Path | None,
        *,
        now: datetime,
        zone: tzinfo | None,
        actor: str,
        country: str,
        country_code: Callable[[str], str],
        rules: Callable[[], Rules],
        calendar_of: Callable[[str], Calendar],
        derive: Callable[[Book, set[str]], None],
    ) -> None:
        self.path = path or door.IN_MEMORY
        self.now = now
        self.zone = zone
        self.actor = actor
        self.country = country
        self.country_code = country_code
        self._load_rules = rules
        self.calendar_of = calendar_of
        self._derive = derive
        self.touched: set[str] = set()
        self.read_at_home = False
        self.run = 0
        self.written = 0  # the run that was committed last: what comes after it can't take it back
        self.author = ""
        self.db: sqlite3.Connection = door.connect(path) if path else sqlite3.connect(":memory:", isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.version = door.check_shape(self.db, self.path)
        self.ids = Ids()
        self._relied: list[tuple[str, Callable[[], bool]]] = []
        self._seen = self._version_of_data()
        self.day_of = lru_cache(maxsize=4096)(self._day_of)

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self._load_rules()

    @property
    def today(self) -> date:
        """The rep's day."""
        return self.now.date()

    @property
    def now_utc(self) -> str:
        """`now` as the book keeps times."""
        return utc(self.now)

    def local(self, at: str) -> datetime:
        """A kept time in the rep's zone."""
        return datetime.fromisoformat(at).astimezone(self.zone)

    def _day_of(self, at: str) -> date:
        return self.local(at).date()

    def meta(self, key: str, default: str = "") -> str:
        """A value of the bookkeeping."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value of the bookkeeping."""
        self.db.execute("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", (key, value))

    def rely(self, what: str, holds: Callable[[], bool]) -> None:
        """Have the next write refuse where what was looked up before it is so no more: another program may be quicker.

        `what`: how the rep named it. It is looked at again inside the transaction, and only where others wrote meanwhile.
        """
        self._relied.append((what, holds))

    def _version_of_data(self) -> int:
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])  # changes by other connections' commits alone

    def _look_again(self) -> None:
        if self._version_of_data() == self._seen:
            return
        for what, holds in self._relied:
            if not _still(holds):
                last = self.db.execute("SELECT id, command FROM runs ORDER BY id DESC LIMIT 1").fetchone()
                raise CannotDo("changed_meanwhile", what=what, run=last["id"], command=last["command"])

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view for several reads; nothing is held open after it."""
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("COMMIT")

    @contextmanager
    def writing(
        self, command: str, *, kind: str = "command", target: int | None = None, long: bool = False
    ) -> Iterator[None]:
        """One run of the program that writes: its changes are logged under one run, which undo takes back whole.

        On leaving, what is derived from the `touched` customers is worked out anew, then all is committed at once.
        """
        ended = False
        try:
            with door.transaction(self.db, self.path, command, long=long):
                self._look_again()
                self._begin_run(command, kind, target)
                yield
                self._end_run()
                ended = True
        except KeyboardInterrupt:  # heard as COMMIT ended, it comes too late
            if ended and self.db.execute("SELECT 1 FROM runs WHERE id = ?", (self.run,)).fetchone():
                self._keep(kind)
            raise
        self._keep(kind)

    def _keep(self, kind: str) -> None:
        self._relied.clear()
        self.written = self.run if kind != "bookkeeping" else self.written

    @contextmanager
    def keeping(self, command: str) -> Iterator[None]:
        """A write of bookkeeping alone: no run, and nothing that undo takes back."""
        with door.transaction(self.db, self.path, command):
            yield

    def _begin_run(self, command: str, kind: str, target: int | None) -> None:
        self.ids = Ids(int(self.meta("clock_ms", "0")))
        self.ids()
        at = (EPOCH + timedelta(milliseconds=self.ids.last_ms)).isoformat(timespec="milliseconds")
        self.touched, self.author = set(), ""
        row = (at, self.meta("device"), self.actor, command, kind, target)
        cursor = self.db.execute(
            "INSERT INTO runs(at, device, actor, command, kind, target, changes) VALUES (?, ?, ?, ?, ?, ?, 0)", row
        )
        self.run = int(cursor.lastrowid or 0)
        self.db.execute("INSERT OR REPLACE INTO context(one, run) VALUES (1, ?)", (self.run,))

    def _end_run(self) -> None:
        self.derive(self.touched)
        changes = self.db.execute("SELECT count(*) FROM changes WHERE run = ?", (self.run,)).fetchone()[0]
        author = self.author if self.author != self.actor else None
        self.db.execute("UPDATE runs SET changes = ?, author = ? WHERE id = ?", (changes, author or None, self.run))
        self.db.execute("DELETE FROM context")
        self.set_meta("clock_ms", str(self.ids.last_ms))

    def derive(self, customers: set[str]) -> None:
        """Work out anew what is kept beside these customers, in the transaction that changed them."""
        self._derive(self, customers)

    def close(self) -> None:
        """Give the file back."""
        self.db.close()


def _still(holds: Callable[[], bool]) -> bool:
    try:
        return holds()
    except CannotDo:  # nobody is called so any more, or several are
        return False


def utc(moment: datetime) -> str:
    """A time as the book keeps it: UTC with seconds."""
    return moment.astimezone(UTC).strftime(UTC_FORM)
