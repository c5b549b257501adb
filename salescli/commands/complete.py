"""`crm _complete SHELL WORD ... CURRENT`: what a shell's Tab may put in place of the current word, a line each.

Called by the scripts in templates/. It never writes, and where anything is wrong it offers nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from salescli.commandline import (
    COMMANDS,
    GROUPS,
    ROOT_OPTIONS,
    build,
    command_of,
    nouns,
    printable,
    read_roots,
    subcommands,
)
from salescli.core.model import CHOICES, LANGUAGES
from salescli.core.records import BY_NAME, Attribute, Table, noun_of
from salescli.core.records.values import words as by_language
from salescli.core.text import Text, say
from salescli.run import FORMS, Options, Run

if TYPE_CHECKING:
    from salescli.core.talk.template import Template
    from salescli.core.talk.track import Track

FILES = 10
"""Exit code that asks the shell for names of files."""
MOST = 19
SHELLS = ("bash", "zsh", "fish", "powershell")
FILE_OPTIONS = ("--home",)
VALUES: dict[str, Sequence[str]] = {
    "compare": ("previous", "year"), "format": FORMS, "lang": LANGUAGES, "on_match": ("join", "skip"), "template": ("fair",),
    **CHOICES,
}  # fmt: skip
_CALLED = {"place": "tie_place", "kind_of": "kind"}
"""Options whose closed values go by another name."""
SECOND = 2
ROOT_VALUES = {"-f": "format", "--format": "format", "--lang": "lang", "--home": "", "--today": ""}
_CODE = re.compile(r"[A-Za-z]\d{1,9}|\d{1,3}")
_BESIDE = frozenset(" .-_,()&·（）、，")
LISTING = "63"
"""bash's COMP_TYPE when it only lists the words and puts none on the line."""


class Offer(NamedTuple):
    """A word for the command line, and what it is."""

    word: str
    about: str = ""


class _Files(Exception):
    """The shell itself knows what belongs here: names of files."""


def complete(argv: Sequence[str]) -> int:
    """Print the offers; the exit code is 0, or `FILES`."""
    from salescli.render import screen

    shell, _, how = (argv[0] if argv else "").partition(":")
    words = [printable(word) for word in argv[1:]] or [""]
    if shell == "powershell":
        words[-1] = words[-1].removeprefix(".")
    if shell == "bash":
        words = _joined(words)
    plain, quote = unquoted(words[-1]) if shell != "zsh" else (words[-1], "")
    before = [unquoted(word)[0] for word in words[:-1]] if shell == "bash" else words[:-1]
    try:
        offers = _unlike(offered(before, plain))
    except _Files:
        return FILES
    except Exception:
        if os.environ.get("SALESCLI_DEBUG"):
            raise
        return 0
    for line in _lines(shell, how, plain, quote, offers[:MOST]):
        screen.write(line + "\n")
    return 0


def _unlike(offers: Iterable[Offer]) -> list[Offer]:
    return list({offer.word: offer for offer in offers}.values())


def _joined(words: list[str]) -> list[str]:
    """bash takes `--stage=x` apart into three words."""
    found: list[str] = []
    for word in words:
        if word == "=" and found and found[-1].startswith("--"):
            found[-1] += "="
        elif found and found[-1].startswith("--") and found[-1].endswith("="):
            found[-1] += word
        else:
            found.append(word)
    return found


def unquoted(word: str) -> tuple[str, str]:
    """A word as the shell will read it, and the quote that is still open; nothing in it is expanded."""
    text, quote, escaped = "", "", False
    for char in word:
        if escaped:
            text, escaped = text + char, False
        elif char == "\\" and quote != "'":
            escaped = True
        elif char == quote:
            quote = ""
        elif char in "'\"" and not quote:
            quote = char
        else:
            text += char
    return text, quote


# what to offer


def offered(before: Sequence[str], current: str) -> Iterable[Offer]:
    """Everything that may stand where `current` stands, after the words `before`."""
    option, equals, value = current.partition("=")
    if equals and option.startswith("--"):
        return (offer._replace(word=f"{option}={offer.word}") for offer in offered([*before, option], value))
    rest, roots = read_roots(before)
    options = {name: value for name, value in roots.items() if name in Options._fields}
    run = Run(Options(**options))
    run.keep_nothing()
    if "lacking" in roots:
        return _values(run, ROOT_VALUES[roots["lacking"]], current, files=roots["lacking"] in FILE_OPTIONS)
    if not rest and not current.startswith("-"):
        return _commands(run, "", current)
    if len(rest) == 1 and (rest[0] in GROUPS or (rest[0] in COMMANDS and COMMANDS[rest[0]].noun)):
        itself = _of_command(run, rest[0], [], current) if rest[0] in COMMANDS else ()
        return [*_commands(run, f"{rest[0]} ", current), *itself]
    if len(rest) == 1 and rest[0] not in COMMANDS and not current.startswith("-") and rest[0] in nouns():
        return _commands(run, f"{rest[0]} ", current)
    name, given = command_of(rest)
    return _of_command(run, name, given, current)


def _commands(run: Run, group: str, current: str) -> Iterable[Offer]:
    names = [name for name in COMMANDS if name.startswith(group)] or subcommands(group.strip())
    words = dict.fromkeys(name.removeprefix(group).partition(" ")[0] for name in names)
    for word in words:
        if word.startswith(current):
            yield Offer(word, run.words(_summary(f"{group}{word}")))
    for word, table in nouns().items() if not group else ():
        if word.startswith(current) and table.noun and word not in COMMANDS:
            yield Offer(word, run.words(by_language(table.noun.about)))


def _summary(name: str) -> Text | str:
    from salescli.commands.help import summary

    return summary(name) if name in COMMANDS or name.partition(" ")[0] in nouns() else ""


def _of_command(run: Run, name: str, given: list[str], current: str) -> Iterable[Offer]:
    downwards = given[-1:] == ["--sort"]  # --sort=-FIELD
    if "--" not in given and current.startswith("-") and not downwards:
        return _options(run, name, current)
    if not any(word.startswith("-") for word in given):
        return _positional(run, name, len(given), current)
    takes = _takers(build(name))
    if "--" not in given and takes.get(given[-1]):
        param = takes[given[-1]]
        if name not in COMMANDS:
            return _of_field(run, _field(name, param), current)
        return _found(run, name, param, given, current) or _values(run, param, current)
    return _positional(run, name, _count(given, takes), current)


def _found(run: Run, name: str, param: str, given: Sequence[str], current: str) -> list[Offer]:
    """What only the command itself knows: groups of a report, fields and views of a list."""
    if name == "report" and param == "by":
        return _groups(given, current)
    if name == "brief" and param == "talk":
        from salescli.commands.sayings import sayings

        return _said(run, sayings(run).tracks, current)
    if name != "list":
        return []
    if param in ("sort", "columns"):
        return _fields(run, current, parted=param == "columns")
    return [Offer(view) for view in _views(run) if view.startswith(current)] if param == "view_name" else []


def _said(run: Run, known: Iterable[Track | Template], current: str) -> list[Offer]:
    """Talk tracks or templates, by name or by the title that was begun."""
    titles = {one.name: run.words(dict(one.title)) for one in known}
    typed = current.casefold()
    return [Offer(name, title) for name, title in titles.items() if name.startswith(typed) or title.casefold().startswith(typed)]


def _groups(given: Sequence[str], current: str) -> list[Offer]:
    """The fields by which the report that was named can be grouped; of any report where none was."""
    from salescli.commands.report import READS

    asked = [READS[word] for word in given if word in READS] or READS.values()
    return [Offer(by) for by in dict.fromkeys(by for read in asked for by in read.kind.by) if by and by.startswith(current)]


def _fields(run: Run, current: str, *, parted: bool) -> list[Offer]:
    """Fields and measures, by key or the label that was begun, behind the commas or the `-` that stand before."""
    from salescli.commands.fields import KINDS, title

    begin, typed = current[: current.rfind(",") + 1] if parted else "-" * current.startswith("-"), current
    typed = typed[len(begin) :].casefold()
    labels = {key: run.words(title(key)) for key in KINDS if key != "tag"}
    return [Offer(begin + (key if key.startswith(typed) else label), label if key.startswith(typed) else key)
            for key, label in labels.items() if key.startswith(typed) or label.casefold().startswith(typed)]  # fmt: skip


def _views(run: Run) -> list[str]:
    from salescli.commands.views import names

    return names(run.book) if run.book_path.exists() else []


def _takers(command: Any) -> dict[str, str]:
    """Option -> name of its parameter, for options that take a value."""
    options = [p for p in command.params if p.param_type_name == "option" and not p.is_flag]
    return {text: param.name.strip("_") for param in options for text in param.opts}


def _count(given: Sequence[str], takes: Mapping[str, str]) -> int:
    """How many of the words are arguments."""
    count, words = 0, iter(given)
    for word in words:
        if word == "--":
            return count + len(list(words))
        if word in takes:
            next(words, None)
        elif not word.startswith("-"):
            count += 1
    return count


def _positional(run: Run, name: str, place: int, current: str) -> Iterable[Offer]:
    if name not in COMMANDS:
        return _of_noun(run, name, place, current)
    if place == 0 and COMMANDS[name].first == "who":
        return _customers(run, current)
    if name == "tie" and place == 1:
        return _closed(run, "tie", current)
    if name == "tie" and place == SECOND:
        return _customers(run, current)
    if place == 0 and COMMANDS[name].first == "file":
        raise _Files
    if name == "draft" and place == 1:
        from salescli.commands.sayings import sayings

        return _said(run, sayings(run).templates, current)
    if place == 0 and name == "completion":
        return [Offer(shell) for shell in SHELLS if shell.startswith(current)]
    if place == 0 and name == "measures":
        from salescli.core.records.measures import MEASURES

        return [Offer(one.name, run.words(one.label)) for one in MEASURES.values() if one.name.startswith(current)]
    if place == 0 and name == "report":
        from salescli.commands.report import READS

        return [Offer(kind, run.words(say(f"report.{kind}.about"))) for kind in READS if kind.startswith(current)]
    return []


def _of_noun(run: Run, name: str, place: int, current: str) -> Iterable[Offer]:
    """What comes without a dash behind `deal add`; behind the other verbs, which record is meant."""
    word, _, verb = name.partition(" ")
    table = nouns()[word]
    first = noun_of(table).first
    if verb == "add":
        return _of_field(run, table.field(first[place]), current) if place < len(first) else []
    return _records(run, table, current) if place == 0 and verb != "list" else []


def _field(name: str, param: str) -> Attribute | None:
    """The field of an option; of an option of the list none."""
    table = nouns()[name.partition(" ")[0]]
    return next((one for one in table.fields if one.attribute.strip("_") == param), None) if not name.endswith(" list") else None


def _of_field(run: Run, column: Attribute | None, current: str) -> Iterable[Offer]:
    """Closed values by key or label; customers and records by what they are called."""
    if column is None:
        return []
    if column.kind == "choice":
        return _labelled(run, column, current.casefold())
    if column.points_at == "customers":
        return _customers(run, current)
    table = BY_NAME.get(column.points_at)
    return _records(run, table, current) if table and table.noun else []


def _labelled(run: Run, column: Attribute, typed: str) -> Iterable[Offer]:
    for key, labels in zip(column.allowed, column.values, strict=True):
        label = run.words(by_language(labels))
        if key.casefold().startswith(typed):
            yield Offer(key, label if label != key else "")
        elif label.casefold().startswith(typed):
            yield Offer(label, key)


def _records(run: Run, table: Table, typed: str) -> Iterable[Offer]:
    """By code; by name those that have no code."""
    from salescli.store.finding.hints import record_hints

    found = record_hints(run.book_path, table, typed)
    return (Offer(code, name) for code, name in found if noun_of(table).letter or is_plain(code))


def _options(run: Run, name: str, current: str) -> Iterable[Offer]:
    from salescli.commands.help import about

    for param in build(name).params:
        for text in param.opts if param.param_type_name == "option" else ():
            if text.startswith(current) and (len(text) > 2 or current == text):
                yield Offer(text, run.words(about(run, name, param)))
    for root in ROOT_OPTIONS:
        text = f"--{root.split('--')[1].split(' ')[0]}"
        if text.startswith(current):
            yield Offer(text, run.words(say(f"help.root.{text[2:]}")))


def _values(run: Run, param: str, current: str, *, files: bool = False) -> Iterable[Offer]:
    """Closed values by their keys, or by the label that was begun."""
    if files:
        raise _Files
    if param == "as":
        yield from (Offer(word, run.words(by_language(noun_of(table).about))) for word, table in nouns().items()
                    if word.startswith(current))  # fmt: skip
    yield from _closed(run, _CALLED.get(param, param), current)


def _closed(run: Run, kind: str, current: str) -> Iterable[Offer]:
    typed = current.casefold()
    for key in VALUES.get(kind, ()):
        label = run.words(Text(f"{kind}.{key}")) if kind in CHOICES else ""
        if key.casefold().startswith(typed):
            yield Offer(key, label if label != key else "")
        elif label.casefold().startswith(typed):
            yield Offer(label, key)


def _customers(run: Run, typed: str) -> Iterable[Offer]:
    """By name where that is what was typed and it is safe on a command line, else by code."""
    from salescli.store.finding.hints import hints

    for hint in hints(run.book_path, typed, run.last_list() if not typed else None):
        begun = typed and typed.casefold() in hint.name.casefold()
        if begun and hint.alone and is_plain(hint.name):
            yield Offer(hint.name, " ".join(filter(None, (hint.code, hint.city))))
        else:
            yield Offer(hint.code, " ".join(filter(None, (hint.name, hint.city))))


def is_plain(name: str) -> bool:
    """Whether a name means itself on a command line: nothing a shell expands, no option, no code, no row number."""
    marks = all(char.isalnum() or char in _BESIDE for char in name)
    return marks and name == name.strip() and not name.startswith("-") and not _CODE.fullmatch(name) and bool(name)


# how to say it


def _lines(shell: str, how: str, current: str, quote: str, offers: Sequence[Offer]) -> list[str]:
    from salescli.render.clean import clean

    about = {offer.word: clean(offer.about) for offer in offers}
    if shell in ("zsh", "fish"):
        return [f"{word}\t{text}" if text else word for word, text in about.items()]
    if shell == "powershell":
        return [f"{_single_quoted(word)}\t{text}" for word, text in about.items()]
    words = [word.partition("=")[2] if word.startswith("--") and "=" in word else word for word in about]
    if how == LISTING:
        return [f"{word}  {text}".rstrip() for word, text in zip(words, about.values(), strict=True)]
    words = words if quote else [_backslashed(word) for word in words]
    typed = current.rpartition("=")[2] if current.startswith("--") else current
    begun = (typed if quote else _backslashed(typed)).casefold()
    # bash puts what several words have in common in place of what was typed, unless that is nothing
    return words if len(words) < 2 or all(word.casefold().startswith(begun) for word in words) else [*words, " "]


def _backslashed(word: str) -> str:
    return "".join(char if char.isalnum() or char in "._-=,/·" else f"\\{char}" for char in word)


def _single_quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w.=-]+", word) else "'" + word.replace("'", "''") + "'"
