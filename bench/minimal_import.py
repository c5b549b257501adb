"""The least that a Typer program can be that puts a CSV of cards into SQLite as safely as the book does: the same pragmas."""

import csv
import sqlite3
import sys

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
PRAGMAS = ("journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF")


@app.command()
def main(book: str, file: str) -> None:
    with open(file, encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines)
    db = sqlite3.connect(book, isolation_level=None)
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    names = ", ".join(f'"{name}" TEXT' for name in header)
    db.execute(f"CREATE TABLE IF NOT EXISTS cards(id INTEGER PRIMARY KEY, {names})")
    db.execute("BEGIN IMMEDIATE")
    db.executemany(f"INSERT INTO cards VALUES (NULL{', ?' * len(header)})", rows)
    db.execute("COMMIT")
    sys.stdout.write(f"{len(rows)} cards\n")


app()
