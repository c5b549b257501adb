"""Gives the program bytes and words that nobody would: it reads or refuses them, and never falls, hangs or half believes."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bench.torture import books
from bench.torture.trial import ROOT, Trial

FILES = 6
WORDS = 25
ENDS = (".csv", ".txt", ".tsv", ".vcf", ".xlsx", ".xls", ".ods", ".json", ".db", ".eml", ".mbox", ".zip", "")
TOKENS = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b"''",
    b"\r",
    b"\n\n",
    b"\t",
    b";",
    b",,,,,",
    b"|",
    b"\x1b[31m",
    b"=1+1",
    b"BEGIN:VCARD\n",
    b"END:VCARD\n",
    b"N:;;;;\n",
    b"{",
    b"}",
    b"[[",
    b"null",
    b"1e999",
    b"-1",
    b"99999999999999999999",
    b"\xf0\x9f\x98\x80",
    "王".encode(),
    "王".encode("gb18030"),
    "‮".encode(),
    b"\xed\xa0\x80",
    b"From a@b c\n",
    b"%s",
    b"\\",
    b"PK\x03\x04",
    b"<!DOCTYPE a>",
    b"2026-02-30",
    b"24:00",
    b"12/31/9999",
    b"&#0;",
    b"--",
    b"=0D=0A",
    b"&" * 40,
)
MAIL = b"""From a@b.cn Mon Jan  5 09:00:00 2026
From: =?utf-8?B?546L?= <wang@huaxing.example>
Subject: Angebot
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=gb2312

hello
Tel: +49 30 123456
--x--
"""
CARDS = """BEGIN:VCARD
VERSION:3.0
N:王;建国;;;
FN:王建国
ORG:华星电子;采购
TEL;TYPE=CELL:13800138000
EMAIL:w@huaxing.example
BDAY:1980-02-29
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=BD=A0
PHOTO;ENCODING=b:AAAA
END:VCARD
""".encode()


def mutated(dice: random.Random, data: bytes) -> bytes:
    """The bytes with some pieces flipped, cut out, doubled, moved or put in; now and then all are new."""
    if dice.random() < 0.05:
        return dice.randbytes(dice.choice((0, 1, 7, 300, 5000)))
    kept = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 3, 8, 30))):
        at, length = dice.randrange(len(kept) + 1), dice.choice((1, 1, 2, 9, 70, 900))
        piece = bytes(kept[at : at + length])
        change = dice.randrange(6)
        if change == 0:
            kept[at : at + length] = dice.choice(TOKENS)
        elif change == 1:
            kept[at:at] = piece * dice.choice((1, 2, 9))
        elif change == 2:
            kept[at:at] = dice.choice(TOKENS)
        elif change == 3:
            kept[at : at + length] = dice.randbytes(len(piece))
        elif change == 4:
            del kept[at : at + length]
        else:
            to = dice.randrange(len(kept) + 1)
            kept[to:to] = piece
    return bytes(kept[:300_000])


# ---------------------------------------------------------------- files to import


def files(trial: Trial) -> None:
    """Files of all forms, changed; what one brought in is taken back whole, and brings nothing the second time."""
    trial.furnish()
    seeds = _seeds(str(trial.template))
    for number in range(FILES):
        name, data = trial.dice.choice(seeds)
        end = name if trial.dice.random() < 0.85 else trial.dice.choice(ENDS)
        file = trial.place / f"cards{number}{end}"
        file.write_bytes(mutated(trial.dice, data))
        _come_in(trial, file)
        if not trial.whole():
            return
    trial.pulse_is_true()


@cache
def _seeds(template: str) -> list[tuple[str, bytes]]:
    """Files of each form that the program reads, with the end of their names."""
    found = [(".csv", path.read_bytes()[:4000]) for path in sorted((ROOT / "data").glob("*.csv"))]
    found += [
        (".eml", MAIL),
        (".mbox", MAIL * 3),
        (".vcf", CARDS * 3),
        (".txt", "王建国 13800138000\n李梅, 010-83781234\n".encode()),
        (".csv", found[0][1].decode("utf-8-sig").encode("gb18030")),
        (".csv", found[0][1].decode("utf-8-sig").encode("utf-16")),
    ]
    made = Path(template).parent
    for end in (".xlsx", ".vcf", ".json", ".csv"):
        if (path := made / f"all{end}").exists():
            found += [(end, path.read_bytes())] * 3
    return [*found, (".db", (Path(template) / "data" / "crm.db").read_bytes()[:300_000])]


def _come_in(trial: Trial, file: Path) -> None:
    before = books.state(trial.book)
    ended = trial.crm("-f", "json", "import", str(file), "-y")
    after = books.state(trial.book)
    if ended.code in (2, 3) and (after != before or ended.out):
        trial.lost(f"refused, but changed or answered: {ended.words}")
    if ended.code not in (0, 1):
        return
    counted = [len(after[table]) for table in ("customers", "contacts", "channels", "interactions")]
    again = trial.crm("-f", "json", "import", str(file), "-y")
    second = books.state(trial.book)
    if (
        again.code == ended.code
        and [len(second[table]) for table in ("customers", "contacts", "channels", "interactions")] != counted
    ):
        more = {
            table: len(second[table]) - len(after[table]) for table in second if len(second[table]) != len(after[table])
        }
        trial.lost(f"the second import of {file.name} added {more}")
    for expected in (after, before):
        undone = trial.crm("undo", "-y")
        if undone.code != 0 or books.state(trial.book) != expected:
            trial.lost(f"undo of an import left something: {undone.err}")
            return
    if trial.dice.random() < 0.5:
        trial.crm("redo", "-y")


# ---------------------------------------------------------------- words

STARTS = (
    "",
    "王总 ",
    "c1 ",
    "成交 ",
    "下周三 ",
    "no answer ",
    "quoted ",
    "next ",
    "12/",
    "2026-",
    "grade=",
    "next within ",
    "-",
    "--next ",
)
PIECES = (
    "王",
    "总",
    "经理",
    "没",
    "成交",
    "了",
    "吗",
    "？",
    "5万",
    "1,234.50",
    "US$500",
    "下",
    "周",
    "三",
    "个月",
    "后",
    "初",
    "点半",
    "农历",
    "明天",
    "年前",
    "春节",
    "+86",
    "13800138000",
    "0755-83781234",
    "c1",
    "c99",
    "1",
    "0",
    "-1",
    "999",
    "=",
    "!=",
    "<",
    ">",
    "~",
    " and ",
    " older ",
    " within ",
    "30d",
    "1e9d",
    "99999w",
    "city",
    "last_contact",
    "own.",
    "阶段",
    "'",
    '"',
    "“",
    "fri",
    "next",
    "15th",
    "29.2.",
    "30/2",
    "EOD",
    " 3pm",
    " 25:00",
    "not",
    "won",
    "lost",
    "?",
    "，",
    "。",
    "\n",
    "\t",
    "\x1b[2J",
    "‮",
    "[/b]",
    "[red]",
    "{x}",
    "%s",
    "\\",
    "/",
    "..",
    "~",
    "@",
    "|",
    ";",
    "$(x)",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "１２",
    "㊙",
    "𠮷",
    "👨‍👩‍👧",
    "\udcff",
    "　",
)
TEMPLATES = (
    "log c1 {}",
    "log c2 {} --next {}",
    "log c1 x --at {}",
    "next c1 {}",
    "next c1 {} {}",
    "snooze c1 {}",
    "show {}",
    "log {} x",
    "find {}",
    "list --where {}",
    "list --where {}",
    "list --sort {}",
    "list --columns {}",
    "add {}",
    "add {} --mobile {}",
    "edit c1 --city {}",
    "edit c1 --founded {}",
    "edit c1 --budget {}",
    "edit c1 --set {}={}",
    "contact add c1 {} --mobile {}",
    "contact add c1 {} --email {} --birthday {}",
    "contact move {} c2",
    "tag c1 {}",
    "tag c1 --remove {}",
    "why {}",
    "today --today {}",
    "agenda --days {}",
    "today -n {}",
    "log c1 --correct {} {}",
    "log c1 --retract {}",
    "undo {}",
    "history {}",
    "_complete {}",
    "_complete show {}",
    "log c1 x --stage {}",
    "log c1 {} --outcome {}",
    "log c1 x --with {}",
    "verify c1 {}",
    "merge {} {}",
    "{}",
    "{} {}",
    "export {}.csv --where {}",
    "import {}",
    "restore {}",
    "backup {}",
    "--lang {} list",
    "-f {} list",
    "rules check {}",
    "add {} --country {}",
    "edit c1 --next {}",
    "contact edit {} --left {}",
    "check --report {}",
    "delete {}",
)


def words(trial: Trial) -> None:
    """Notes, names, filters and days of random pieces, through all commands."""
    trial.furnish()
    for _ in range(WORDS):
        line = trial.dice.choice(TEMPLATES)
        flags = trial.dice.choice(
            ([], ["-y"], ["-f", "json"], ["-f", "table"], ["-f", "html"], ["--lang", "zh-TW"], ["-f", "md"])
        )
        argv = [*flags, *(part.replace("{}", _text(trial.dice)) for part in line.split())]
        trial.crm(*argv, stdin=_text(trial.dice).encode("utf-8", "surrogateescape"), patience=60)
    for words in (("today", "--all"), ("list",), ("-f", "json", "history"), ("export", "all.json"), ("undo", "-y")):
        if trial.crm(*words).code not in (0, 1, 3):
            trial.lost(f"after those words: {words}")
    if trial.whole():
        trial.pulse_is_true()


def _text(dice: random.Random) -> str:
    if dice.random() < 0.03:
        return dice.choice(PIECES) * dice.choice((50, 2000, 20_000))
    if dice.random() < 0.15:
        points = (
            dice.choice((dice.randrange(1, 0x300), dice.randrange(0x2000, 0x2070), dice.randrange(0x10FFFF)))
            for _ in range(dice.randrange(12))
        )
        return "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000)
    return dice.choice(STARTS) + "".join(dice.choice(PIECES) for _ in range(dice.randrange(7)))


# ---------------------------------------------------------------- settings, and what lies beside the book


def settings(trial: Trial) -> None:
    """config.yaml, rules and the small files beside the book, changed: each is read or refused, and nothing is lost."""
    trial.furnish()
    before = books.state(trial.book)
    for _ in range(4):
        target, data = _setting(trial)
        target.parent.mkdir(exist_ok=True, parents=True)
        kept = target.read_bytes() if target.exists() else None
        target.write_bytes(mutated(trial.dice, data))
        for words in (("rules", "check"), ("today",), ("list", "--where", "grade=A"), ("path",)):
            trial.crm(*words)
        if trial.crm("log", "c1", "x").code == 0:
            trial.crm("undo", "-y")
        target.unlink(missing_ok=True)
        if kept is not None:
            target.write_bytes(kept)
    trial.crm("rules", "check")
    if books.state(trial.book) != before:
        trial.lost("undo didn't lead back")
    trial.whole()


def _setting(trial: Trial) -> tuple[Path, bytes]:
    data, rules = trial.home / "data", sorted((ROOT / "salescli" / "rules").glob("*.yaml"))
    rule = trial.dice.choice(rules)
    beside = b'{"pid": 1, "command": "import", "since": 0}'
    choices: list[Callable[[], tuple[Path, bytes]]] = [
        lambda: (trial.home / "config.yaml", (trial.home / "config.yaml").read_bytes()),
        lambda: (data / "rules" / rule.name, rule.read_bytes()),
        lambda: (data / "rules" / "own.yaml", rule.read_bytes()[: trial.dice.randrange(3000)]),
        lambda: (data / ".compiled.json", _read(data / ".compiled.json")),
        lambda: (data / "crm.db.writer", beside),
        lambda: (data / "crm.db-journal", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 600),
    ]
    return trial.dice.choice(choices)()


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b"{}"


# ---------------------------------------------------------------- books


def damaged(trial: Trial) -> None:
    """A book with damaged bytes is read or refused; a damaged copy is refused or whole; a good one always comes back."""
    trial.furnish()
    good = trial.place / "good.db"
    trial.crm("backup", str(good))
    before = books.state(trial.book)
    bad = trial.place / "bad.db"
    bad.write_bytes(_damage(trial.dice, good.read_bytes()))
    ended = trial.crm("-f", "json", "restore", str(bad), "-y")
    if ended.code == 0:
        trial.crm("list")
        trial.whole()
    elif books.state(trial.book) != before:
        trial.lost("a restore that was refused has changed the book")
    shutil.copy(bad, trial.book)
    for words in (
        ("today",),
        ("list",),
        ("log", "c1", "x"),
        ("show", "c2"),
        ("find", "8"),
        ("undo", "-y"),
        ("export", "x.json"),
        ("import", str(ROOT / "data" / "new-cards.en.csv")),
    ):
        trial.crm(*words)
    if trial.crm("restore", str(good), "-y").code != 0 or books.flaws(trial.book) or books.state(trial.book) != before:
        trial.lost("a good copy didn't come back over a damaged book")


def _damage(dice: random.Random, data: bytes) -> bytes:
    if dice.random() < 0.2:
        return data[: dice.randrange(len(data))]
    kept = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        at = dice.randrange(dice.choice((100, 4096, len(kept))))
        kept[at : at + dice.choice((1, 4, 100))] = dice.randbytes(dice.choice((1, 4, 100)))
    return bytes(kept)
