"""Makes docs/commands.md from the program: each command's help in English, and the JSON keys that stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from salescli.commandline import COMMANDS, nouns, subcommands

Crm = Callable[..., Any]

KEYS = {
    "today": "rank, code, name, contact, title, phone, stage, grade, score, due, days_late, touches, why, aim,"
             " reasons[{rule, kind, points, due, text}]",
    "why": "code, name, on_list, surfaces, score, reasons[], gates[{gate, until, text}]",
    "brief": "code, name, why, aim, last[{at, via, outcome, text, found, contact}], promises[], people[], ask[], talk[], case,"
             " offer",
    "draft": "code, template, via, to, subject, text",
    "log": "id, code, name, stage, outcome, next, suggests[{kind, value, text, command}]",
    "next": "code, name, next",
    "snooze": "code, name, next",
    "agenda": "day, code, name, kind, why, urgency",
    "calendar": "written, clashes[{code, name, text, at, until, with, with_at, with_until, free}]",
    "show": "every field of the record, channels[{kind, label, value, main}], contacts[],"
            " interactions[{id, number, at, via, outcome, text, contact, author}], promises[], last_contact,"
            " next, touches, tags[]",
    "list": "code, name, stage, grade, phone, owner, source, tags, last_contact, next, touches",
    "find": "code, name, stage, grade, phone, owner, source, tags, last_contact, next, touches, matched",
    "contact list": "id, code, customer, name, title, role, mobile, email, primary",
    "tag": "code, name, tags",
    "history": "run, at, by, command, changes",
    "import": "row, outcome, code, name, why",
    "duplicates": "code, name, other, other_name, confidence, why",
    "check": "code, name, field, problem, since, why",
    "verify": "code, name, field, problem, since, why",
}  # fmt: skip
"""JSON keys of a command's answer, which other programs may rely on."""
HEAD = """# Commands

Made from the program's own help by `make docs`; a test compares. `crm COMMAND --help` says the same in your language.

`-f json` turns any answer into JSON for other programs. Its keys are English in every language; those named here stay as
they are. Days are ISO days, times ISO times with an offset.
"""


def reference(crm: Crm) -> str:
    """The page."""
    parts = [HEAD, "```\n" + crm("--help", "--lang", "en").out + "```\n"]
    for part, title in titles(crm).items():
        parts.append(f"## {title}\n")
        parts += [section(crm, row.name) for row in COMMANDS.values() if row.part == part]
        parts += [section(crm, name) for word in nouns() for name in subcommands(word) if part == "records"]
    return "\n".join(parts)


def titles(crm: Crm) -> dict[str, str]:
    """The parts of the overview, as it calls them."""
    found = re.findall(r"^(\S.*):$", crm("--help", "--lang", "en").out, re.M)
    return dict(zip(dict.fromkeys(row.part for row in COMMANDS.values()), found, strict=False))


def section(crm: Crm, name: str) -> str:
    """One command."""
    text = f"### crm {name}\n\n```\n{crm(*name.split(), '--help', '--lang', 'en').out}```\n"
    return text + (f"\nJSON: {KEYS[name]}\n" if name in KEYS else "")
