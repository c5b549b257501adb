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
from salescli.core.card import Card
from salescli.core.dates import When
from salescli.core.text import say
from salescli.importing import read_file
from salescli.run import Options, Run
from salescli.store import customers, pulse, story, who
from salescli.store.importer import Importer

FAIR_DAYS_AGO = 120
CARDS = ((FAIR_DAYS_AGO, "fair-cards.csv", "广交会"), (0, "new-cards.csv", "广交会"))
CALLS_AT = time(10, 30)


def demo(run: Run) -> None:
    """Make the demo book and print today's list from it; the rep's own book is left alone (CONTRACT 1)."""
    home = Path(tempfile.mkdtemp(prefix="salescli-demo-"))
    first = _run_on(run, home, run.today - timedelta(days=FAIR_DAYS_AGO))
    first.make_home(Config()._replace(language=run.language, country="CN"))
    first.close()
    for days_ago, file, source in CARDS:
        _import(run, home, run.today - timedelta(days=days_ago), file, source)
        if days_ago:
            _log_all(run, home)
    _show(run, home)


def _run_on(run: Run, home: Path, day: date, form: str = "") -> Run:
    return Run(Options(home=str(home), today=day.isoformat(), lang=run.language, form=form), "import")


def _import(run: Run, home: Path, day: date, file: str, source: str) -> None:
    there = _run_on(run, home, day)
    reading = read_file(files.sample(file).read_bytes(), file)
    with there.writing(long=True) as book:
        importer = Importer(book, source)
        importer.place(entry for entry in reading.entries() if isinstance(entry, Card))
        importer.finish()
    there.close()


def _history() -> Iterator[tuple[int, Iterable[dict[str, str]]]]:
    """The sample's interactions by days ago, oldest first."""
    with open(files.sample("history.csv"), encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -int(row["days_ago"]))
    yield from groupby(rows, key=lambda row: int(row["days_ago"]))


def _log_all(run: Run, home: Path) -> None:
    for days_ago, rows in _history():
        there = _run_on(run, home, run.today - timedelta(days=days_ago))
        there.command = "log"
        with there.writing() as book:
            at = datetime.combine(there.today, CALLS_AT).astimezone(there.zone)
            for row in rows:
                hit = who.find(book, row["customer"], None)[0]
                contact = customers.contact_ids(book, hit.customer)[0]
                due = When(run.today + timedelta(days=int(row["next_days"])), None) if row["next_days"] else None
                entry = story.Entry(row["outcome"], at, row["text"], row["via"], contact, aim=row["aim"], next=due)
                story.log(book, hit.customer, entry)
                pulse.refresh(book, [hit.customer])
        there.close()


def _show(run: Run, home: Path) -> None:
    from salescli import cli
    from salescli.render import screen

    words = ["today", "--home", str(home), "--lang", run.language]
    words += ["--today", run.options.today] if run.options.today else []
    words += ["-f", run.options.form] if run.options.form else []
    cli.main(words)
    if run.form in ("table", "plain"):
        screen.say("")
        run.remark(say("done.demo", home=str(home)))
        for line in ("why 1", "show 2", "log 3 ...", "agenda"):
            run.remark(say("demo.try", command=f"crm {line} --home {home}"))
