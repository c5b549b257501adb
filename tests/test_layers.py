"""The house's layers (DESIGN 3) held against the imports, the core's purity, and the locales against the code."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from conftest import Crm

import salescli
from salescli.core.model import CHOICES, LANGUAGES, STAGES
from salescli.core.records.fields import FIELDS

ROOT = Path(salescli.__file__).parent

MAY_IMPORT = {
    "core": {"core"},
    "config": {"core"},
    "files": {"core"},
    "machine": set(),
    "importing": {"importing", "files", "core"},
    "exporting": {"exporting", "core"},
    "render": {"render", "core"},
    "store": {"store", "files", "core"},
    "home": {"config", "files", "core"},
    "language": {"config", "files", "machine", "core"},
    "calendars": {"importing", "files", "core"},
    "settings": {"calendars", "config", "files", "core"},
    "desktop": set(),
    "sessions": {"files"},
    "run": {"store", "render", "home", "language", "sessions", "settings", "calendars", "files", "config", "machine", "importing",
            "core"},
    "commands": {"commands", "run", "store", "render", "settings", "calendars", "files", "config", "importing", "exporting",
                 "desktop", "core"},
    "commandline": {"commands", "run", "core"},
    "cli": {"commandline", "commands", "run", "render", "core"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""Layer -> layers it may import: cli -> commands -> run -> {store, render, files, config, importing} -> core."""

UPWARD = {("commands.help", "commandline"), ("commands.complete", "commandline"), ("commands.demo", "cli")}
"""Commands about the command line itself: help describes and complete offers what it has, demo shows `crm today`."""

ONLY_IN = {
    "typer": ("commands", "commandline"),
    "rich": ("render",),
    "sqlite3": ("store",),
    "sqlite_utils": ("store",),
    "sqlalchemy": ("store",),
    "yaml": ("files",),
    "python_calamine": ("importing",),
    "xlsxwriter": ("exporting",),
    "icalendar": ("exporting", "importing"),
    "charset_normalizer": ("importing",),
    "pypinyin": ("store",),
    "opencc": ("store",),
    "platformdirs": ("home",),
}
"""Library -> the only layers that may import it."""

HEAVY = {"asyncio", "charset_normalizer", "dateutil", "email", "http", "icalendar", "logging", "opencc", "phonenumbers",
         "pypinyin", "python_calamine", "rapidfuzz", "sqlite_utils", "unittest", "urllib", "uuid",
         "xlsxwriter", "yaml"}  # fmt: skip

BROUGHT_ALONG = {"uuid", "urllib"}
"""What Typer and Python itself load at their start, like it or not."""


@cache
def modules() -> dict[str, ast.Module]:
    """All modules by dotted name inside the package; a package goes by its own name."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name if name == "__init__" else name.removesuffix(".__init__")] = ast.parse(path.read_text("utf-8"), str(path))
    return found


def layer(name: str) -> str:
    return name.split(".")[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names of what is imported, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "absolute imports only"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_has_its_layer() -> None:
    assert {layer(name) for name in modules()} == MAY_IMPORT.keys()


def test_every_package_is_installed() -> None:
    """An installed copy has the packages that pyproject.toml names, and the sample cards as one of them."""
    declared = tomllib.loads((ROOT.parent / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    folders = {".".join(path.parent.relative_to(ROOT.parent).parts) for path in ROOT.rglob("__init__.py")}
    assert sorted(declared) == sorted(folders | {"salescli.sample"})


@pytest.mark.parametrize("name", modules())
def test_imports_go_downwards(name: str) -> None:
    wrong = set()
    for imported in imports(modules()[name]):
        package, _, inside = imported.partition(".")
        target = layer(inside)
        if package != "salescli" or target == "__version__" or (name, target) in UPWARD:
            continue
        if target not in MAY_IMPORT[layer(name)]:
            wrong.add(imported)
    assert not wrong


@pytest.mark.parametrize("name", modules())
def test_libraries_stay_where_they_belong(name: str) -> None:
    used = {imported.partition(".")[0] for imported in imports(modules()[name])}
    assert not [library for library in used if layer(name) not in ONLY_IN.get(library, (layer(name),))]


@pytest.mark.parametrize("name", modules())
def test_of_a_library_only_what_it_shows_is_used(name: str) -> None:
    assert not [imported for imported in imports(modules()[name]) if re.search(r"\._(?!_version__)", imported)]


def needed(name: str) -> set[str]:
    """The modules of ours that a module imports, in a function or for its types alone included."""
    found = {imported.removeprefix("salescli.") for imported in imports(modules()[name]) if imported.startswith("salescli.")}
    return {one if one in modules() else one.rpartition(".")[0] for one in found} & modules().keys() - {name}


def circles() -> set[str]:
    """The sets of modules each of which leads to every other."""
    reached = {name: needed(name) for name in modules()}
    grown = True
    while grown:
        further = {name: there.union(*(reached[one] for one in there)) for name, there in reached.items()}
        grown, reached = further != reached, further
    back = (sorted(one for one in there if name in reached[one]) for name, there in reached.items())
    return {" ".join(names) for names in back if names}


def test_no_module_needs_one_that_needs_it() -> None:
    assert not circles()


@pytest.mark.parametrize("name", modules())
def test_no_heavy_library_is_imported_by_a_module(name: str) -> None:
    """Each is imported inside the function that needs it."""
    at_once = [node for node in modules()[name].body if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert not {imported.partition(".")[0] for node in at_once for imported in imports(node)} & HEAVY


# ---------------------------------------------------------------- the core is pure


FORBIDDEN = {"fcntl", "glob", "io", "locale", "logging", "os", "pathlib", "random", "secrets", "shutil", "signal", "socket",
             "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid"}  # fmt: skip
CORE = [name for name in modules() if layer(name) == "core"]


@pytest.mark.parametrize("name", CORE)
def test_the_core_imports_itself_and_the_plain_standard_library(name: str) -> None:
    used = {imported.partition(".")[0] for imported in imports(modules()[name])} - {"salescli"}
    assert not used & FORBIDDEN
    assert used - sys.stdlib_module_names <= {"borax", "dateutil", "phonenumbers", "rapidfuzz"}


def called(tree: ast.AST) -> Iterator[str]:
    """The names of what is called: `open`, `datetime.now`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


CLOCKS = re.compile(r"(.*\.)?(date|datetime)\.(now|today|utcnow)|time\.(time|monotonic|localtime|gmtime)(_ns)?")


@pytest.mark.parametrize("name", CORE)
def test_the_core_never_opens_prints_or_asks(name: str) -> None:
    wrong = {"open", "print", "input", "exec", "eval", "__import__"}
    assert not [word for word in called(modules()[name]) if word in wrong or CLOCKS.fullmatch(word)]


REAL_DAYS = {"store.base.copies", "store.records.quality"}
"""Copies are taken on real days, and the log of changes has them, whatever --today says; all other days come from the run."""


@pytest.mark.parametrize("name", [name for name in modules() if layer(name) not in ("core", "run")])
def test_days_come_from_the_run_alone(name: str) -> None:
    asked = {word for word in called(modules()[name]) if CLOCKS.fullmatch(word)}
    assert name in REAL_DAYS or not [word for word in asked if not word.startswith("time.")]
    assert layer(name) in ("store", "render") or not asked  # ids, waits and a progress bar have the real clock


@pytest.mark.parametrize("name", [name for name in modules() if layer(name) != "store"])
def test_sql_is_written_in_the_store_alone(name: str) -> None:
    assert not [word for word in called(modules()[name]) if re.search(r"\.execute(many|script)?$", word)]


@pytest.mark.parametrize("name", [name for name in modules() if layer(name) not in ("render", "cli")])
def test_nothing_is_printed_past_the_screen(name: str) -> None:
    assert not [word for word in called(modules()[name]) if word == "print" or word.startswith(("sys.stdout.", "sys.stderr."))]


def loaded_by(crm: Crm, line: str) -> set[str]:
    """The modules that a command loads, in a book with one customer, from its second run on."""
    crm.ok("add 华星电子 --mobile 13800138000")
    crm.ok("today")
    program = "import sys; from salescli.cli import main; code = main(sys.argv[1:]); print(code, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", program, *line.split()], capture_output=True, encoding="utf-8", input="",
                          env={**os.environ, **crm.environment}, cwd=ROOT.parent, timeout=60)  # fmt: skip
    code, *loaded = done.stdout.splitlines()[-1].split()
    assert code == "0"
    return set(loaded)


@pytest.mark.parametrize("line", ["today", "log c1 hello", "why c1", "next c1 2026-03-20"])
def test_the_daily_commands_import_nothing_heavy(crm: Crm, line: str) -> None:
    packages = {name.partition(".")[0] for name in loaded_by(crm, line)}
    assert not (packages - BROUGHT_ALONG) & HEAVY
    assert line == "today" or "rich" not in packages


@pytest.mark.parametrize("line", ["today", "log c1 hello"])
def test_what_is_done_all_day_needs_no_declaration_of_records(crm: Crm, line: str) -> None:
    assert not [name for name in loaded_by(crm, line) if name.startswith("salescli.core.records")]


@pytest.mark.parametrize("line", ["", "today", "-f table"])
def test_the_bare_command_loads_neither_a_parser_nor_a_console(crm: Crm, line: str) -> None:
    assert not {name.partition(".")[0] for name in loaded_by(crm, line)} & {"typer", "rich", "inspect", "shutil"}


SELDOM = {f"salescli.{name}" for name in (
    "core.language.dates", "core.language.days", "core.language.people", "core.language.promised", "core.language.sums",
    "core.language.phones", "core.language.names", "core.reports", "commands.suggesting", "store.finding.suggest",
)}  # fmt: skip
"""Modules of ours for which most calls that are logged have no use: they name no day, no sum and nobody."""


def test_a_plain_call_is_logged_without_what_reads_days_sums_and_names(crm: Crm) -> None:
    assert not loaded_by(crm, "log c1 hello") & SELDOM


RARE = {f"salescli.{name}" for name in (
    "commands.asking", "commands.checking", "core.language.dates", "core.language.days", "core.language.outcomes",
    "importing.sheets", "importing.stores", "importing.vcards", "importing.vlines", "importing.mails",
    "store.importing.correspondents", "store.records.view",
)}  # fmt: skip
"""Modules of ours for which a table of cards without days and past contacts has no use."""


def test_a_small_import_loads_no_library_and_nothing_that_reads_other_files(crm: Crm, tmp_path: Path) -> None:
    """Names and numbers of China, in UTF-8: from the second import on all that libraries say of them is kept compiled."""
    file = tmp_path / "in.csv"
    file.write_text("公司,姓名,手机,电话,邮箱\n深圳明霞电子有限公司,曾重,13912345678,0755-26543210,a@b.cn\n", "utf-8")
    crm.ok("init -y")
    assert crm.process("import", str(file)).returncode == 0
    loaded = loaded_by(crm, f"import {file}")
    packages = {name.partition(".")[0] for name in loaded}
    assert (packages & (HEAVY | {"rich", "hashlib", "zipfile"}) - BROUGHT_ALONG, loaded & RARE) == (set(), set())


# ---------------------------------------------------------------- words


@cache
def locale(language: str) -> dict[str, str | list[str]]:
    return dict(json.loads((ROOT / "locales" / f"{language}.json").read_text("utf-8")))


def placeholders(message: str | list[str]) -> set[str]:
    forms = message if isinstance(message, list) else [message]
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_locales_have_equal_keys(language: str) -> None:
    assert locale(language).keys() == locale("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_locales_have_equal_placeholders(language: str) -> None:
    differ = [key for key, message in locale(language).items() if placeholders(message) != placeholders(locale("en")[key])]
    assert not differ


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_words(language: str) -> None:
    """A message is a text, or a form for one and a form for many."""
    for key, message in locale(language).items():
        forms = message if isinstance(message, list) else [message]
        assert len(forms) in (1, 2) and all(isinstance(form, str) for form in forms), key
        assert key == "as_is" or all(form.strip() for form in forms), key


PREFIX = {"Text": "", "say": "", "WrongUsage": "error.", "CannotDo": "error.", "CrmError": "error.", "told": "done.",
          "Column": "column.", "wrong": "error."}  # fmt: skip
"""What is called with a literal key -> what stands before it in the locales."""


def keys_used() -> Iterator[tuple[str, str]]:
    """(where, key) of every literal key; a key that is put together ends with `*`."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = ast.unparse(node.func).rpartition(".")[2]
            at = {"told": 3, "wrong": 1}.get(function, 0)
            before = PREFIX.get(function)
            if before is None or len(node.args) <= at or ast.unparse(node.func) == "screen.say":
                continue
            for key in literals(node.args[at]):
                whole = key if function == "Column" and "." in key else before + key
                yield f"{name}:{node.lineno}", whole


def literals(node: ast.AST) -> Iterator[str]:
    """The strings that an expression can come to, as far as they are literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield f"{node.values[0].value}*"


def known(key: str) -> bool:
    fields = {f"field.{field.name}" for field in FIELDS}
    keys = locale("en").keys() | fields
    return any(one.startswith(key[:-1]) for one in keys) if key.endswith("*") else key in keys


def test_every_key_in_the_code_has_its_words() -> None:
    used = list(keys_used())
    assert len(used) > 200
    stages = {f"stage.{name}" for name in STAGES} | {"stage.*"}  # their words stand in stages.yaml
    assert not [(where, key) for where, key in used if not known(key) and key not in stages]


@pytest.mark.parametrize("kind", [kind for kind in CHOICES if kind != "stage"])
def test_closed_values_have_labels(kind: str) -> None:
    assert not [value for value in CHOICES[kind] if f"{kind}.{value}" not in locale("en")]


def test_every_hint_belongs_to_an_error() -> None:
    hints = {key.removeprefix("hint.") for key in locale("en") if key.startswith("hint.")}
    assert not [hint for hint in hints if f"error.{hint}" not in locale("en")]


def test_every_message_is_used() -> None:
    """A key is used where it, or the beginning of it that the code puts together, stands in the code."""
    code = "\n".join(ast.unparse(tree) for tree in modules().values())
    strings = set(re.findall(r"""['"]([a-z_]+(?:\.[a-z_0-9]+)*)['"{]""", code))
    begun = tuple({found for found in re.findall(r"""f['"]([a-z_]+\.(?:[a-z_]+\.)*)\{""", code)})
    strings |= {f"{kind}.{value}" for kind, values in CHOICES.items() for value in values}
    dead = []
    for key in locale("en"):
        short = key.partition(".")[2]
        bare = key.startswith(("error.", "hint.", "done.", "column.")) and short in strings
        if key not in strings and not bare and not key.startswith(begun):
            dead.append(key)
    assert not dead
