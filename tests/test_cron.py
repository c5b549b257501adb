"""`crm cron`: lines that a real cron takes, and the crontab they are put into."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from salescli.core.crontab import JOBS, MORNING, cron_line, installed, marks, task_line
from salescli.core.errors import CannotDo

FAKE = """#!/bin/sh
# keeps its one crontab in a file beside it
file="$(dirname "$0")/kept"
case "$1" in
-l) [ -f "$file" ] && exec cat "$file"; echo "no crontab for rep" >&2; exit 1;;
-) exec cat > "$file";;
esac
exit 2
"""


@pytest.fixture
def crontab(tmp_path, monkeypatch):
    """A crontab program of our own, and the file in which it keeps what it is given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "crontab").write_text(FAKE)
    (folder / "crontab").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder / "kept"


def commands(text: str) -> list[str]:
    """The commands of a crontab as cron hands them to the shell: it ends a line at a bare %, and unescapes the others."""
    found = []
    for line in text.splitlines():
        if line[:1] in ("*", "0", "5"):
            command, held = "", False
            for char in line.split(None, 5)[5]:
                if held and char == "%":
                    command = command[:-1]
                elif char == "%" and not held:
                    break
                command += char
                held = char == "\\" and not held
            found.append(command)
    return found


def run(command: str) -> subprocess.CompletedProcess[str]:
    """As cron does: /bin/sh with next to no environment."""
    return subprocess.run(["env", "-i", "/bin/sh", "-c", command], capture_output=True, encoding="utf-8", timeout=60,
                          check=False, cwd="/")  # fmt: skip


PLACES = ["plain", "with space", "it's 50% off", 'a"b$HOME`x`', "客户 簿", r"back\%slash", "two\\\\%", "%%", "-dash",
          "#hash;&|<>(*)?"]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_the_lines_run_as_cron_runs_them(crm, tmp_path, place):
    crm.home = tmp_path / place
    crm.ok("add 甲")
    crm.lang = "zh-CN"
    check, report = commands(crm.ok("cron").out)
    done = run(check)
    assert done.returncode == 1 and "甲" in done.stdout and "缺少" in done.stdout, done
    done = run(report)
    assert done.returncode == 1 and "100%" in done.stdout and done.stderr == "", done


def test_quiet_when_there_is_nothing(crm):
    crm.ok("init -y")
    done = run(commands(crm.ok("cron").out)[0])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_lines(crm):
    text = crm.ok("cron").out
    whens = [line.split(None, 5)[:5] for line in text.splitlines() if not line.startswith("#")]
    assert whens == [["0", "8", "*", "*", "1"], ["5", "8", "1", "*", "*"]]
    for command in commands(text):
        assert Path(command.split()[0]).is_absolute() and str(crm.home) in command and "--lang en" in command
    rows = crm.json("cron")
    assert [row["name"] for row in rows] == ["check", "report"] and rows[0]["line"] in text
    assert not crm.home.exists(), "to look at the lines makes no book"


def test_a_path_that_no_crontab_can_hold(crm, tmp_path):
    crm.home = tmp_path / "new\nline"
    answer = crm("-f json cron")
    assert (answer.code, answer.out, answer.error["error"]) == (3, "", "cron_path")


# ---------------------------------------------------------------- the crontab


OTHERS = "MAILTO=rep@example.com\n# mine\n*/5 * * * * echo 100\\% 你好\n"


def test_installed_once_however_often(crm, crontab):
    crontab.write_text(OTHERS, "utf-8")
    first = crm.json("cron --install")
    assert first["changed"] is True
    kept = crontab.read_text("utf-8")
    assert kept.startswith(OTHERS) and len(commands(kept)) == 3
    assert commands(kept)[1:] == commands(crm.ok("cron").out)
    assert crm.json("cron --install")["changed"] is False
    assert crontab.read_text("utf-8") == kept


def test_into_an_empty_crontab(crm, crontab):
    assert "Mondays" in crm.ok("cron --install").out
    assert len(commands(crontab.read_text("utf-8"))) == 2
    assert "already" in crm.ok("cron --install").out


def test_lines_that_were_changed_are_replaced_where_they_stood(crm, crontab):
    crm.ok("cron --install")
    text = crontab.read_text("utf-8")
    crontab.write_text("first\n" + text.replace("0 8 * * 1", "0 9 * * 1") + "last\n", "utf-8")
    crm.ok("cron --install")
    assert crontab.read_text("utf-8") == "first\n" + text + "last\n"


def test_two_books_have_lines_of_their_own(crm, crontab, tmp_path):
    crm.ok("cron --install")
    crm.home = tmp_path / "other"
    crm.ok("cron --install")
    assert len(commands(crontab.read_text("utf-8"))) == 4


def test_bytes_that_are_no_text_stay_as_they_are(crm, crontab):
    crontab.write_bytes(b"# caf\xe9\n* * * * * true")
    crm.ok("cron --install")
    assert crontab.read_bytes().startswith(b"# caf\xe9\n* * * * * true\n# >>> crm ")


def broken_pair(crontab, crm):
    crontab.write_text(marks(str(crm.home))[0] + "\n0 0 * * * precious\n", "utf-8")


def refused(crontab, crm):
    (crontab.parent / "crontab").write_text("#!/bin/sh\necho 'You (rep) are not allowed to use this program' >&2\nexit 1\n")


def read_only(crontab, crm):
    (crontab.parent / "crontab").write_text('#!/bin/sh\n[ "$1" = -l ] && exit 0\necho "bad minute" >&2\nexit 1\n')


def missing(crontab, crm):
    (crontab.parent / "crontab").unlink()
    os.environ["PATH"] = str(crontab.parent)


@pytest.mark.parametrize(("trouble", "key"), [
    (broken_pair, "cron_marks"), (refused, "cron_failed"), (read_only, "cron_failed"), (missing, "cron_missing"),
])  # fmt: skip
def test_a_crontab_is_never_lost(crm, crontab, trouble, key, monkeypatch):
    monkeypatch.setenv("PATH", os.environ["PATH"])
    trouble(crontab, crm)
    before = crontab.read_bytes() if crontab.exists() else None
    answer = crm("-f", "json", "cron", "--install")
    assert (answer.code, answer.out, answer.error["error"]) == (3, "", key)
    assert (crontab.read_bytes() if crontab.exists() else None) == before


def test_windows():
    line = task_line(JOBS[0], ["C:\\Program Files\\crm.exe", "--home", "C:\\my book"], "C:\\my book")
    assert line.startswith('schtasks /Create /F /TN "crm check" /SC WEEKLY /D MON /ST 08:00 /TR "cmd /c ')
    inner = re.search(r'/TR "(.*)"$', line)
    assert inner and inner[1].replace('\\"', '"').startswith('cmd /c ""C:\\Program Files\\crm.exe" --home "C:\\my book" check > ')


def test_installed_is_the_same_again():
    once = installed("a\n", "/h", ["x"])
    assert installed(once, "/h", ["x"]) == once == "a\n# >>> crm /h >>>\nx\n# <<< crm /h <<<\n"
    with pytest.raises(CannotDo):
        installed(once + once, "/h", ["x"])
    assert cron_line(JOBS[0], ["/a b/crm"]) == "0 8 * * 1 '/a b/crm' check"


def test_by_its_own_path(crm, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/nowhere/python", "cron"])
    monkeypatch.setattr(sys, "executable", "/opt/py thon/bin/python3")
    assert "'/opt/py thon/bin/python3' -m salescli --home" in crm.ok("cron").out


def test_a_mail_each_morning_is_a_line_more(crm):
    lines = crm.json("cron --morning")
    assert [row["name"] for row in lines] == ["check", "report", "morning"]
    assert lines[-1]["line"].startswith("50 7 * * * ") and lines[-1]["line"].endswith(" today")
    assert "MAILTO" in crm.ok("cron --morning").out
    assert task_line(MORNING, ["crm"], "C:/book").startswith('schtasks /Create /F /TN "crm morning" /SC DAILY /ST 07:50')
