"""The least that a Typer program can be that inserts a row as safely as the book does: the same pragmas."""

import sqlite3
import sys

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
PRAGMAS = ("journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON", "secure_delete=ON", "trusted_schema=OFF")


@app.command()
def main(file: str, who: str, text: str) -> None:
    db = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    db.execute("CREATE TABLE IF NOT EXISTS log(id INTEGER PRIMARY KEY, who TEXT, text TEXT)")
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO log(who, text) VALUES (?, ?)", (who, text))
    db.execute("COMMIT")
    sys.stdout.write(f"logged {who}\n")


app()
