"""Customers by conditions: what `list`, `--where` and exports read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from salescli.core.language.sums import whole_sum
from salescli.core.language.where import Condition, Conditions, Either
from salescli.core.model import KINDS
from salescli.core.ranking.facts import Facts
from salescli.core.records.fields import CUSTOMER_FIELDS
from salescli.core.records.measures import MEASURES, meets, plain
from salescli.store.finding.keys import fold
from salescli.store.finding.who import find
from salescli.store.ranking import pulse
from salescli.store.records.channels import channel_key
from salescli.store.records.sums import measured
from salescli.store.records.ties import alone, group

if TYPE_CHECKING:
    from salescli.store.base.book import Book

COMPUTED = ("stage", "next", "why", "aim", "urgency", "ask")
"""Fields that are worked out when read: no SQL can compare them."""
PEOPLES = {"contact": "name", "title": "title", "decision_role": "decision_role", "primary": "is_primary"}
"""What a list prints of people, and their columns: met where anybody who is there meets it."""
GROUP = "group"
"""The field that asks for all who are one with somebody: firms of a group, people of a household."""
_SQL_OPS = {"=": "=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
CHANNELS = {f.name: f.channel[0] for f in CUSTOMER_FIELDS if f.kind == "channel"}
LATEST = f"SELECT text FROM interactions WHERE customer_id = c.id AND {pulse.COUNTS} ORDER BY at DESC, id DESC LIMIT 1"
_EXPRESSIONS = {
    "code": "c.code_letter || c.code_number", "touches": "p.touches", "last_contact": "substr(p.last_contact, 1, 10)",
    "latest": f"({LATEST})", "added": "own_day(c.created_at)", "changed": "own_day(c.updated_at)", "name": "c.name_key",
}  # fmt: skip
CALLED = ("phone", "mobile")
_ROWS = {
    "tag": ("tags", "tag", "1"),
    "own": ("own", "value", "t.name = ?"),
    "channel": ("channels", "value", "t.kind IN ({})"),
}
"""Fields that are rows of their own: table, column, and which rows of it."""


def facts_where(book: Book, conditions: Conditions, kinds: Sequence[str] = KINDS) -> Iterator[Facts]:
    """Facts of those of these kinds that may meet the conditions, by the order of their codes: on computed fields others
    say so.
    """
    sql, values = _all(book, conditions)
    return pulse.facts(book, f" AND {pulse.of_kinds(kinds, 'c.kind')} AND {sql} ORDER BY c.code_letter, c.code_number", values)


def ids_where(book: Book, conditions: Conditions, kinds: Sequence[str] = KINDS) -> list[str]:
    """Those of these kinds that meet conditions of which none is on a computed field, by the order of their codes."""
    sql, values = _all(book, conditions)
    meant = f"c.deleted_at IS NULL AND {pulse.of_kinds(kinds, 'c.kind')} AND {sql}"
    rows = book.db.execute(f"SELECT c.id FROM customers c JOIN pulse p ON p.customer_id = c.id WHERE {meant}"
                           " ORDER BY c.code_letter, c.code_number", values)  # fmt: skip
    return [row[0] for row in rows]


def meeting(book: Book, condition: Condition) -> set[str]:
    """The customers that meet a condition on a field that isn't computed."""
    return set(ids_where(book, (condition,)))


def _all(book: Book, conditions: Conditions) -> tuple[str, list[Any]]:
    """SQL on c and p that holds wherever the conditions may, and its parameters."""
    make_functions(book)
    parts = [joined(" OR ", [_all(book, way) for way in one.ways]) if isinstance(one, Either) else _may(book, one)
             for one in conditions]  # fmt: skip
    return joined(" AND ", parts)


def make_functions(book: Book) -> None:
    """What the SQL of conditions calls: fold, own_day and own_sum."""
    book.db.create_function("fold", 1, lambda text: fold(text) if text else "", deterministic=True)
    book.db.create_function("own_day", 1, lambda at: book.day_of(at).isoformat(), deterministic=True)
    book.db.create_function("own_sum", 1, lambda text: whole_sum(text) if text else None, deterministic=True)


def joined(word: str, parts: Sequence[tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    sql = word.join(f"({part})" for part, _ in parts)
    return f"({sql or '1'})", [value for _, values in parts for value in values]


def _may(book: Book, condition: Condition) -> tuple[str, list[Any]]:
    """SQL of a condition; of one on what is worked out when read, no more than can be told without."""
    if condition.field not in COMPUTED:
        return _sql(book, condition)
    if condition.field != "stage" or condition.op != "=":
        return "1", []
    stages = _leading_to(book, str(condition.value))
    return f"c.stage IN ({','.join('?' * len(stages))})", [*stages]


def _leading_to(book: Book, stage: str) -> list[str]:
    """The stages as stored from which a customer may be in `stage` by now: itself, and those that time moves there."""
    found = [stage]
    for reached in found:
        found += [
            name
            for name, known in book.rules.stages.items()
            if known.then and known.then[0] == reached and name not in found
        ]
    return found


def _sql(book: Book, condition: Condition) -> tuple[str, list[Any]]:
    """A condition as SQL on c and p, its values as parameters."""
    field, op, value = condition
    if field in MEASURES and field not in _EXPRESSIONS:
        found = [one for one, told in measured(book, (field,)).items() if meets(told[field], op, value)]
        return "c.id IN (SELECT value FROM json_each(?))", [json.dumps(found)]
    negated = op == "!="
    if op == "~" and not fold(str(value)):
        return "0", []  # blanks are in nothing
    if field == GROUP:
        return f"c.id {'NOT ' if negated else ''}IN (SELECT value FROM json_each(?))", [json.dumps(_together(book, value))]
    if field in PEOPLES:
        return _in_people(PEOPLES[field], condition)
    if field in CHANNELS or field == "tag" or field.startswith("own."):
        sql, values = _in_rows(book, condition)
        return (f"NOT ({sql})" if negated else sql), values
    return compared(book, condition, _EXPRESSIONS.get(field, f"c.{field}"), is_folded=field == "name")


def _together(book: Book, value: Any) -> list[str]:
    """Everybody who is in one group with whom a text names; without a text, who is in none."""
    if value is None:
        return alone(book)
    found = [group(book, hit.customer) for hit in find(book, str(value), None)]
    return [customer for members in found for customer, _ in members]


def compared(book: Book, condition: Condition, expression: str, *, is_folded: bool = False) -> tuple[str, list[Any]]:
    """A comparison of what an expression comes to, as SQL and its parameters."""
    field, op, value = condition
    negated = op == "!="
    if value is None:
        return f"coalesce({expression}, '') {'!=' if negated else '='} ''", []
    if isinstance(value, bool):
        return f"coalesce({expression}, 0) {'!=' if negated else '='} ?", [int(value)]
    if isinstance(value, str):
        folded = expression if is_folded else f"fold({expression})"
        if op == "~":
            return f"instr({folded}, ?)", [fold(value)]
        filled = "" if op in ("=", "!=") else f"{expression} != '' AND "  # nothing is neither before nor behind anything
        return f"{filled}coalesce({folded}, '') {_SQL_OPS[op]} ?", [fold(value)]
    if op in ("older", "within"):
        return _aged(book, field, op, expression, value)
    plain = value if isinstance(value, int) else value.isoformat()  # type: ignore[attr-defined]
    return f"{expression} {_SQL_OPS[op]} ?" + (f" OR {expression} IS NULL" if negated else ""), [plain]


def _aged(book: Book, field: str, op: str, expression: str, day: Any) -> tuple[str, list[Any]]:
    """Earlier than a day - who was never contacted is so too - or from that day until today."""
    if op == "within":
        return f"{expression} BETWEEN ? AND ?", sorted((day.isoformat(), book.today.isoformat()))
    return f"{expression} < ?" + (f" OR {expression} IS NULL" if field == "last_contact" else ""), [day.isoformat()]


def _in_rows(book: Book, condition: Condition) -> tuple[str, list[Any]]:
    """A condition on rows of their own - tags, own fields, channels: met where any of them meets it."""
    field, op, value = condition
    kind = "own" if field.startswith("own.") else "tag" if field == "tag" else "channel"
    table, column, which = _ROWS[kind]
    kinds = CALLED if field == "phone" else [CHANNELS.get(field, "")]  # a list shows either as the phone
    named = {"tag": [], "own": [field[4:]], "channel": [*kinds]}[kind]
    which = which.format(", ".join("?" * len(named)))
    rows = f"EXISTS (SELECT 1 FROM {table} t WHERE t.customer_id = c.id AND t.deleted_at IS NULL AND {which}"
    if value is None:
        return f"NOT {rows})", named
    text = fold(str(value))
    if kind == "own" and op != "~" and (number := whole_sum(str(value))) is not None:
        same = " OR fold(t.value) = ?" if op in ("=", "!=") else ""
        more = [text] if same else []
        return f"{rows} AND (own_sum(t.value) {_SQL_OPS[op.lstrip('!')]} ?{same}))", [*named, number, *more]
    test = f"instr(fold(t.{column}), ?)" if op == "~" else f"fold(t.{column}) {_SQL_OPS[op.lstrip('!')]} ?"
    if kind != "channel":
        return f"{rows} AND {test})", [*named, text]
    key = text if op == "~" else channel_key(book, kinds[0], str(value))
    by_key = "instr(t.key, ?)" if op == "~" else f"t.key {_SQL_OPS[op.lstrip('!')]} ?"
    return f"{rows} AND ({test} OR {by_key}))", [*named, text, key]


def _in_people(column: str, condition: Condition) -> tuple[str, list[Any]]:
    _, op, value = condition
    there = "SELECT 1 FROM contacts t WHERE t.customer_id = c.id AND t.deleted_at IS NULL AND t.left IS NULL"
    if isinstance(value, bool):
        return f"{'' if value == (op == '=') else 'NOT '}EXISTS ({there} AND t.{column})", []
    sign = "NOT " if (op == "!=") != (value is None) else ""
    if value is None:
        return f"{sign}EXISTS ({there} AND coalesce(t.{column}, '') != '')", []
    test = f"instr(fold(t.{column}), ?)" if op == "~" else f"fold(t.{column}) {_SQL_OPS[op.lstrip('!')]} ?"
    return f"{sign}EXISTS ({there} AND t.{column} != '' AND {test})", [fold(str(value))]


def values(book: Book, field: str) -> dict[str, Any]:
    """What every customer is sorted by, by id: a name by its sound, a channel by the main one of its kind."""
    if field in CHANNELS:
        sql = "SELECT customer_id, key FROM channels WHERE kind = ? AND deleted_at IS NULL ORDER BY main, id DESC"
        return dict(book.db.execute(sql, (CHANNELS[field],)).fetchall())
    if field.startswith("own."):
        return _own_values(book, field[4:])
    if field in PEOPLES:
        sql = f"SELECT customer_id, {PEOPLES[field]} FROM contacts WHERE deleted_at IS NULL AND left IS NULL"
        return dict(book.db.execute(f"{sql} ORDER BY is_primary, id DESC").fetchall())
    if field in MEASURES:
        return {one: plain(told[field]) for one, told in measured(book, (field,)).items()}
    if field == "latest":
        sql = f"SELECT customer_id, max(at || id) FROM interactions WHERE {pulse.COUNTS} GROUP BY customer_id"
        return dict(book.db.execute(sql).fetchall())
    column = {"name": "pinyin", "added": "created_at", "changed": "updated_at"}.get(field, field)
    return dict(book.db.execute(f"SELECT id, {column} FROM customers WHERE deleted_at IS NULL").fetchall())


def _own_values(book: Book, name: str) -> dict[str, Any]:
    """An own field by customer: as numbers where each of them reads as one, else folded."""
    sql = "SELECT customer_id, value FROM own WHERE name = ? AND deleted_at IS NULL AND value != ''"
    texts = dict(book.db.execute(sql, (name,)).fetchall())
    numbers = {customer: whole_sum(text) for customer, text in texts.items()}
    return numbers if None not in numbers.values() else {customer: fold(text) for customer, text in texts.items()}


def own_names(book: Book) -> list[str]:
    """The names of all own fields in the book."""
    return [row[0] for row in book.db.execute("SELECT DISTINCT name FROM own WHERE deleted_at IS NULL ORDER BY name")]


def saved(book: Book) -> Iterable[tuple[str, str]]:
    """Saved views: name and options as JSON."""
    return [tuple(row) for row in book.db.execute("SELECT name, options FROM lists ORDER BY name")]


def save(book: Book, name: str, options: str) -> None:
    """Keep a view under a name."""
    book.db.execute("INSERT OR REPLACE INTO lists(name, options) VALUES (?, ?)", (name, options))
