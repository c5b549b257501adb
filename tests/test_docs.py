"""The pages of docs/ can't go stale: transcripts are played, lists are made anew, files that are named exist."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest
import reference
from transcripts import played

import salescli
from salescli.commandline import COMMANDS
from salescli.core.rules.kinds import names

ROOT = Path(salescli.__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(
    page for page in DOCS.glob("*.md") if "```console" in page.read_text("utf-8") and page.name != "errors.md"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_transcript_is_true(page, tmp_path, monkeypatch, settle):
    settle(page, played(page.read_text("utf-8"), tmp_path, monkeypatch))


def test_the_commands_are_as_described(crm, monkeypatch, settle):
    monkeypatch.setenv("COLUMNS", "100")
    settle(DOCS / "commands.md", reference.reference(crm))


def test_the_commands_of_a_part_stand_together():
    parts = [part for part, _ in groupby(COMMANDS.values(), key=lambda row: row.part)]
    assert len(parts) == len(set(parts))


def test_every_command_is_described():
    assert set(reference.KEYS) <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(set(reference.KEYS) - {"import", "history", "verify", "duplicates", "check"}))
def test_the_json_keys_that_are_promised_are_there(crm, name):
    crm.ok("add 华星电子 --mobile 13800138000 --grade A --tag vip")
    crm.ok("contact add c1 王建国")
    crm.ok("log c1 hello --next 2026-03-11")
    line = {"log": "log c1 x", "brief": "brief c1", "draft": "draft c1",
            "next": "next c1 2026-03-12", "snooze": "snooze c1 2w", "why": "why c1", "show": "show c1",
            "find": "find 华", "tag": "tag c1 new", "agenda": "agenda --days 400",
            "calendar": "calendar crm.ics"}.get(name, name)  # fmt: skip
    got = crm.json(line)
    record = got[0] if isinstance(got, list) else got
    promised = re.sub(r"\[\{.*?\}\]|\[\]|every field of the record, ", "", reference.KEYS[name])
    assert set(promised.split(", ")) <= set(record)


PATH = re.compile(r"`([\w./-]+/[\w./*-]*|[\w-]+\.(?:md|toml|yaml|py)|Makefile)`|\]\(([^)#:]+)\)")
OF_THE_REP = ("data/rules/", "data/backups/", "config.yaml", "data/rejected/", "cards.csv", "mine.yaml", "codes.yaml",
              "data/rules/codes.yaml", "holidays.yaml", "data/talk/*.yaml", "data/templates/*.yaml", "outcomes.yaml",
              "data/rules/outcomes.yaml")  # fmt: skip
"""Places in a rep's home, not in this repository."""


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted(set(DOCS.glob("*.md")) - {DOCS / "errors.md"})], ids=lambda page: page.name
)
def test_every_file_that_a_page_names_exists(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    missing = []
    for quoted, linked in PATH.findall(text):
        name = linked or quoted
        bases = (page.parent,) if linked else (ROOT, ROOT / "salescli")
        if name not in OF_THE_REP and not any(any(base.glob(name.rstrip("/"))) for base in bases):
            missing.append(name)
    assert not missing


def test_every_kind_of_rule_is_explained_with_an_example():
    text = (DOCS / "rules.md").read_text("utf-8")
    for kind in names():
        assert f"\n## {kind}: " in text
        assert f"kind: {kind}" in text


def test_the_way_of_a_command_names_what_is_there():
    """Every function that docs/CODE.md names as `module.py: function` is in that module."""
    text = (DOCS / "CODE.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)`: ((?:`\w+`(?:, | and )?)+)", text)
    assert len(named) > 5
    for path, functions in named:
        source = (
            (ROOT / path).read_text("utf-8")
            if (ROOT / path).exists()
            else (ROOT / "salescli" / path).read_text("utf-8")
        )
        assert not [
            name
            for name in re.findall(r"`(\w+)`", functions)
            if not re.search(rf"\b(def|class) {name}\b|^{name}\b", source, re.M)
        ]
