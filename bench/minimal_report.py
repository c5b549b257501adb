"""The least that a report can be: every talk of a year, with whose customer it was with, counted in one query by SQLite alone."""

from __future__ import annotations

import sqlite3
import sys

(book,) = sys.argv[1:]
for row in sqlite3.connect(book).execute(
    "SELECT c.owner, count(*), count(DISTINCT i.customer_id) FROM interactions i JOIN customers c ON c.id = i.customer_id"
    " WHERE i.at >= '2025-11-23' AND i.deleted_at IS NULL AND c.deleted_at IS NULL GROUP BY c.owner"
):
    print(*row)
