"""`crm demo`: a filled book in a temporary home, made from the sample cards and history of data/."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from salescli import files
from salescli.config import Config
from salescli.core.exchange.card import Card
from salescli.core.text import say
from salescli.core.when import When
from salescli.importing import read_file
from salescli.run import Options, Run
from salescli.store.finding import who
from salescli.store.importing.cards import Importer
from salescli.store.ranking import pulse
from salescli.store.records import people, story

FAIR_DAYS_AGO = 170
FAIRS = {"en": "Midwest Tooling Expo", "zh-CN": "广交会", "zh-TW": "台北工具機展"}
COUNTRIES = {"en": ("US", "USD"), "zh-CN": ("CN", "CNY"), "zh-TW": ("TW", "TWD")}
"""Where the rep of a demo book is at home, and the money there."""
FRIDAY = 4


def demo(run: Run) -> None:
    """Make the demo book and print today's list from it; the rep's own book is left alone (CONTRACT 1)."""
    home = Path(tempfile.mkdtemp(prefix="salescli-demo-"))
    fair = _workday(run.today, -FAIR_DAYS_AGO)
    first = _run_on(run, home, fair)
    country, currency = COUNTRIES[run.language]
    first.make_home(Config()._replace(language=run.language, country=country, currency=currency))
    first.close()
    _import(run, home, fair, "fair-cards")
    _log_all(run, home)
    _import(run, home, _workday(run.today, -1), "new-cards")
    _show(run, home)


def _run_on(run: Run, home: Path, day: date, form: str = "") -> Run:
    return Run(Options(home=str(home), today=day.isoformat(), lang=run.language, form=form), "import")


def _sample(run: Run, name: str) -> Path:
    """A file of the book that speaks the rep's language."""
    return files.sample(f"{name}.{run.language}.csv")


def _import(run: Run, home: Path, day: date, name: str) -> None:
    there = _run_on(run, home, day)
    file = _sample(run, name)
    country = COUNTRIES[run.language][0]
    reading = read_file(file.read_bytes(), file.name, country=country)
    with there.writing(long=True) as book:
        importer = Importer(book, FAIRS[run.language], country)
        importer.place(entry for entry in reading.entries() if isinstance(entry, Card))
        importer.finish()
    there.close()


def _workday(today: date, days: int) -> date:
    """So many days from today, and on a weekend the Friday before: nobody calls or promises anything on a Sunday."""
    day = today + timedelta(days=days)
    return day - timedelta(days=max(day.weekday() - FRIDAY, 0)) if days else day


def _history(run: Run) -> Iterator[tuple[date, Iterable[dict[str, str]]]]:
    """The sample's interactions by day, oldest first."""
    with open(_sample(run, "history"), encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -int(row["days_ago"]))
    yield from groupby(rows, key=lambda row: _workday(run.today, -int(row["days_ago"])))


def _log_all(run: Run, home: Path) -> None:
    for day, rows in _history(run):
        there = _run_on(run, home, day)
        there.command = "log"
        with there.writing() as book:
            for row in rows:
                hit = who.find(book, row["customer"], None)[0]
                contact = people.contact_ids(book, hit.customer)[0]
                at = datetime.combine(day, time.fromisoformat(row["time"])).astimezone(there.zone)
                entry = story.Entry(row["outcome"], at, row["text"], row["via"], contact, aim=row["aim"], stage=row["stage"],
                                    next=_promised(run, row))  # fmt: skip
                story.log(book, hit.customer, entry)
                pulse.refresh(book, [hit.customer])
        there.close()


def _promised(run: Run, row: dict[str, str]) -> When | None:
    if not row["next_in"]:
        return None
    return When(_workday(run.today, int(row["next_in"])), time.fromisoformat(row["next_time"]) if row["next_time"] else None)


def _show(run: Run, home: Path) -> None:
    from salescli import cli
    from salescli.render import screen

    words = ["today", "--home", str(home), "--lang", run.language]
    words += ["--today", run.options.today] if run.options.today else []
    words += ["-f", run.options.form] if run.options.form else []
    cli.main(words)
    if run.for_a_person:
        screen.say("")
        run.remark(say("done.demo", home=str(home)))
        for line in ("why 1", "show 2", "log 3 ...", "agenda"):
            run.remark(say("demo.try", command=f"crm {line} --home {home}"))
