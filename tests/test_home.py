"""Where the book lives: home, init, path, config.yaml, rights, language, and the very first command."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from salescli import files
from salescli.config import Config, config_text
from salescli.core.model import LANGUAGES

ROOT = Path(__file__).parent.parent


def english(name: str) -> str:
    return str(files.load_json("locales/en.json")[f"setting.{name}"])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------- init, path, config


def test_the_config_of_the_repository_is_the_default_one():
    assert (ROOT / "config.yaml").read_text(encoding="utf-8") == config_text(Config(), english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_explained_in_every_language(language):
    messages = files.load_json(f"locales/{language}.json")
    assert all(messages.get(f"setting.{name}") for name in ("config", *Config()._fields))


def test_init_makes_a_home_and_never_overwrites(crm):
    made = crm.json("init --yes")
    assert (made["home"], made["created"]) == (str(crm.home), True)
    config, book = crm.home / "config.yaml", crm.book
    assert config.read_text(encoding="utf-8").startswith("# ")
    for name in ("backups", "rules", "templates"):
        assert (crm.home / "data" / name).is_dir()
    config.write_text("capacity: 7\n", encoding="utf-8")
    before = book.read_bytes()
    again = crm.json("init --yes")
    assert again["created"] is False
    assert (config.read_text(encoding="utf-8"), book.read_bytes()) == ("capacity: 7\n", before)
    book.unlink()
    assert crm.json("init")["created"] is True
    assert (config.read_text(encoding="utf-8"), book.exists()) == ("capacity: 7\n", True)


def test_init_asks_language_country_name_and_capacity(crm):
    answer = crm.ok("init", typed="zh-TW\nTW\n王小明\nmany\n8\n")
    text = (crm.home / "config.yaml").read_text(encoding="utf-8")
    for line in ("language: zh-TW", "country: TW", "capacity: 8"):
        assert f"\n{line}\n" in text
    assert "王小明" in config_value(text, "name")
    assert "many" in answer.err
    crm.lang = ""
    assert "初次接觸" in crm.ok("add 甲").out


def config_value(text: str, name: str) -> str:
    import yaml

    return str(yaml.safe_load(text)[name])


@pytest.mark.parametrize("words", ["add 甲", "list --save x"])
def test_the_first_write_makes_the_home_silently(crm, words):
    answer = crm.ok(words)
    assert len(answer.lines) == 1
    assert (crm.home / "config.yaml").read_text(encoding="utf-8") == config_text(Config(country="CN"), english)
    assert crm.book.exists()


@pytest.mark.parametrize(
    "words",
    ["today", "list", "agenda", "history", "contact list", "path", "rules list", "find x", "show c1", "undo -y"],
)
def test_reading_makes_no_home(crm, words):
    crm(words)
    assert not crm.home.exists()


def test_path_says_which_home_and_why(crm, tmp_path, monkeypatch):
    environment = crm.json("path")
    assert (environment["home"], environment["why"]) == (str(crm.home), "environment")
    option = crm.json("path", "--home", str(tmp_path / "mine"))
    assert (option["home"], option["why"]) == (str(tmp_path / "mine"), "option")
    assert crm.json("path", "--home", ".")["home"] == str(tmp_path)
    assert crm.json("path", "--home", "~/x")["home"] == str(tmp_path / "user" / "x")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "crm.db").write_bytes(b"a downloaded folder brings its own book")
    assert crm.json("path") == environment
    assert str(crm.home) in crm.ok("path").out


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of this platform is platformdirs' affair")
def test_without_option_and_environment_it_is_the_users_data_folder(crm, tmp_path):
    from platformdirs import user_data_path

    answer = crm.process("-f", "json", "path", env={"SALESCLI_HOME": None})
    assert f'"{tmp_path}/user/.local/share/salescli"' in answer.stdout
    answer = crm.process("-f", "json", "path", env={"SALESCLI_HOME": None, "XDG_DATA_HOME": str(tmp_path / "xdg")})
    assert f'"{tmp_path}/xdg/salescli"' in answer.stdout
    assert user_data_path("salescli", appauthor=False) == Path(os.environ["HOME"]) / ".local/share/salescli"


def test_config_is_obeyed_at_once(crm):
    for name in ("甲", "乙", "丙"):
        crm.ok("add", name)
    config = crm.home / "config.yaml"
    config.write_text("capacity: 2\nlanguage: zh-CN\ncountry: TW\n", encoding="utf-8")
    crm.lang = ""
    assert len(crm.json("today")) == 2
    assert "初次接触" in crm.ok("add 丁 --phone 02-2720-9000").out
    assert crm.show("c4")["phone"] == "+886227209000"


@pytest.mark.parametrize(
    "text",
    ["colour: red\n", "capacity: many\n", "capacity: 0\n", "country: China\n", "time_zone: Mars/Base\n", "language: fr\n",
    "capacity: 3\ncapacity: 4\n",
     "a: &x 1\nb: *x\n", "capacity: [1\n", "- capacity\n", "capacity: {a: 1}\n", "just words\n"],
)  # fmt: skip
def test_a_wrong_config_names_file_and_line_and_nothing_is_written(crm, text):
    crm.given("add 甲")
    (crm.home / "config.yaml").write_text(text, encoding="utf-8")
    before = crm.book.read_bytes()
    for words in ("add 乙", "today", "list"):
        answer = crm(words)
        assert (answer.code, answer.out) == (3, "")
        assert "config.yaml" in answer.err
    assert crm.book.read_bytes() == before
    assert crm("path").code == 0


# ---------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("environment", "word"),
    [({"LANG": "zh_CN.UTF-8"}, "初次接触"), ({"LANG": "zh_TW.UTF-8"}, "初次接觸"), ({"LC_ALL": "zh_HK.UTF-8",
     "LANG": "C"}, "初次接觸"),
     ({"LANG": "de_DE.UTF-8"}, "First contact"), ({"LANG": "C"}, "First contact"), ({"SALESCLI_LANG": "zh-CN",
     "LANG": "zh_TW"}, "初次接触")],
)  # fmt: skip
def test_the_language_of_the_machine(crm, monkeypatch, environment, word):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    crm.lang = environment.get("SALESCLI_LANG", "")
    assert word in crm.ok("add 甲").out


def test_an_unknown_language_exits_2_and_is_told_in_english(crm):
    answer = crm("list", "--lang", "fr")
    assert (answer.code, answer.out) == (2, "")
    assert "zh-TW" in answer.err


# ---------------------------------------------------------------- rights


def test_the_book_is_the_reps_alone(crm):
    before = os.umask(0)
    try:
        crm.ok("add 甲")
        crm.ok("today", typed="")
        crm.ok("backup")
        crm.ok("restore", str(next(crm.home.glob("data/backups/crm-*"))), "-y")
    finally:
        os.umask(before)
    files_ = [path for path in crm.home.rglob("*") if path.is_file()]
    assert len(files_) >= 4
    assert {mode(path) for path in files_} == {0o600}
    assert {mode(path) for path in (crm.home, *crm.home.rglob("*")) if path.is_dir()} == {0o700}


# ---------------------------------------------------------------- the first minute


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bare_crm_on_an_empty_book_says_in_three_lines_how_to_begin(crm, lang):
    crm.lang = lang
    bare = crm()
    assert (bare.code, len(bare.lines)) == (0, 3)
    assert bare.out == crm.ok("today").out
    assert "crm add" in bare.out
    assert crm.json("today") == []
    crm.ok("init -y")
    assert crm().out == bare.out


def test_bare_options_are_those_of_today(crm):
    crm.ok("add 甲")
    assert crm.ok("-f json -n 1").out == crm.ok("today -n 1 -f json").out
    assert crm().out == crm.ok("today").out


def test_a_dot_is_a_home_like_any_other(crm, tmp_path):
    crm.ok("add 甲 --home .")
    assert (tmp_path / "data" / "crm.db").exists()
    assert not crm.home.exists()
