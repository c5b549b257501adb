"""Settings and rules that are no files, and a cache that somebody else may have written: told or passed over, never awaited."""

from __future__ import annotations

import json
import os
import socket
import sys

import pytest

from salescli import files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and owners as POSIX has them")


def make(kind: str, path) -> None:
    """Something in place of a file."""
    path.unlink(missing_ok=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "socket":
        socket.socket(socket.AF_UNIX).bind(path.name)  # its whole path may be too long
    elif kind == "loop":
        path.symlink_to(path.name)
    elif kind == "endless":
        path.write_bytes(b"")
        os.truncate(path, 1 << 40)


KINDS = ("fifo", "directory", "device", "socket", "endless", "loop")


@pytest.mark.parametrize("kind", KINDS)
def test_settings_that_are_no_file(crm, monkeypatch, kind):
    crm.ok("add 甲")
    monkeypatch.chdir(crm.home)
    make(kind, crm.home / "config.yaml")
    done = crm.process("list")
    if kind == "loop":  # a link to itself is there for nobody: the defaults hold
        assert (done.returncode, done.stderr) == (0, "")
        return
    assert (done.returncode, done.stdout, "config.yaml" in done.stderr) == (3, "", True), done
    assert len(done.stderr.splitlines()) <= 2 and "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", ["today", "rules check"])
def test_rules_that_are_no_file(crm, monkeypatch, kind, command):
    crm.ok("add 甲")
    monkeypatch.chdir(crm.home / "data" / "rules")
    make(kind, crm.home / "data" / "rules" / "mine.yaml")
    done = crm.process(*command.split())
    assert done.returncode == (1 if "check" in command else 3), done
    assert "mine.yaml" in done.stdout + done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["fifo", "device", "endless"])
def test_a_rule_file_to_check_that_is_none(crm, tmp_path, monkeypatch, kind):
    make(kind, tmp_path / "x.yaml")
    done = crm.process("rules", "check", "x.yaml")
    assert (done.returncode, "x.yaml" in done.stdout + done.stderr, "Traceback" in done.stderr) == (
        (1 if kind == "endless" else 3), True, False)  # fmt: skip


@pytest.fixture
def kept(crm):
    """The compiled settings with a word in them that no settings of the rep's have."""
    crm.ok("add 甲")
    crm.ok("today")
    cache = crm.home / "data" / ".compiled.json"
    value = json.loads(cache.read_text("utf-8"))
    value["value"]["config"]["name"] = "Mallory"
    cache.write_text(json.dumps(value), encoding="utf-8")
    return cache


def by(crm) -> str:
    crm.ok("tag c1 x")
    return crm.json("history -n 1")[0]["by"]


def test_a_cache_of_our_own_is_believed(crm, kept):
    assert by(crm) == "Mallory"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_cache_that_others_may_write_is_not(crm, kept, mode):
    kept.chmod(mode)
    assert by(crm) == "rep"
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_cache_of_another_owner_is_not(crm, kept, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert by(crm) == "rep"


@pytest.mark.parametrize("kind", ["fifo", "device", "loop", "link"])
def test_a_cache_that_is_no_file_is_not(crm, kept, tmp_path, kind):
    if kind == "link":
        kept.rename(tmp_path / "elsewhere.json")
        kept.symlink_to(tmp_path / "elsewhere.json")
    else:
        make(kind, kept)
    assert by(crm) == "rep"


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """A data file that ships and what is made of it, with the number of times that it was made."""
    monkeypatch.setattr(files, "_beside", {})
    source, made = tmp_path / "words.yaml", []
    source.write_text("a: b\n")

    def kept():
        return files.kept("words", [source], lambda: made.append(0) or source.read_text())

    return source, kept, made


def test_a_data_file_is_compiled_once_and_again_after_a_change(counted, tmp_path):
    source, kept, made = counted
    files.keep_in(tmp_path)
    assert (kept(), kept(), len(made)) == ("a: b\n", "a: b\n", 1)
    assert (tmp_path / ".compiled-words.json").stat().st_mode & 0o777 == 0o600
    source.write_text("a: c\n")
    assert (kept(), kept(), len(made)) == ("a: c\n", "a: c\n", 2)


@pytest.mark.parametrize("folder", ["", "none", "words.yaml"])
def test_a_data_file_is_read_where_nothing_can_be_kept(counted, tmp_path, folder):
    _, kept, made = counted
    if folder:
        files.keep_in(tmp_path / folder)
    assert (kept(), kept(), len(made)) == ("a: b\n", "a: b\n", 2)


def test_nothing_is_kept_by_who_only_looks(counted, tmp_path):
    _, kept, _ = counted
    files.keep_in(tmp_path, write=False)
    assert (kept(), [path.name for path in tmp_path.iterdir()]) == ("a: b\n", ["words.yaml"])


def test_a_compiled_data_file_that_others_may_write_is_not_believed(counted, tmp_path):
    _, kept, made = counted
    files.keep_in(tmp_path)
    kept()
    (tmp_path / ".compiled-words.json").chmod(0o622)
    assert (kept(), len(made)) == ("a: b\n", 2)
