"""Measures DESIGN's figures as ratios in one run and prints them as a table: `make bench`, or with --growth the other one.

Every command is a whole process; two are run in turn, and the ratio is the median of the pairs. Ratios are what counts:
milliseconds depend on the machine and on what else it does.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench import book, cards

BIN = Path(sysconfig.get_path("scripts"))
HERE = Path(__file__).parent
CRM = str(BIN / "crm")
PYTHON = str(BIN / "python")
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "SALESCLI_HOME", "COLUMNS")}
TODAY = ("--today", book.DAY.isoformat(), "--lang", "zh-CN")
PAIRS = 15
IMPORTS = 5
CARDS_OF_A_FAIR = 200
Command = Sequence[str]


class Cost(NamedTuple):
    """What one process took: CPU and wall seconds, peak memory in MiB."""

    cpu: float
    wall: float
    memory: float


def cost(command: Command) -> Cost:
    """Run a command and ask the system what it took."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"exit {process.returncode}: {' '.join(command)}")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def compare(
    ours: Command, theirs: Command, pairs: int = PAIRS, before: Callable[[], object] = bool
) -> tuple[float, Cost, Cost]:
    """The median ratio of CPU time over pairs run in turn, after a warm-up, and the medians of both; `before` each of ours."""

    def anew(command: Command) -> Cost:
        before()
        return cost(command)

    anew(ours), cost(theirs)
    taken = [(anew(ours), cost(theirs)) for _ in range(pairs)]
    ratio = statistics.median(a.cpu / b.cpu for a, b in taken)
    return ratio, _median([a for a, _ in taken]), _median([b for _, b in taken])


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def crm(home: Path, *words: str) -> list[str]:
    """A crm command on a bench book."""
    return [CRM, *words, "--home", str(home), *TODAY]


def books(folder: Path, sizes: Sequence[int]) -> dict[tuple[int, float], Path]:
    """Books with 3 % due and with everybody due, ten interactions a customer; made once a folder."""
    found = {}
    for size in sizes:
        for due in (0.03, 1.0):
            home = folder / f"{size}-{due:g}"
            if not (home / "data" / "crm.db").exists():
                print(f"making a book of {size:,} customers, {due:.0%} due ...", file=sys.stderr)
                words = [str(home), str(size), str(size * 10), str(due)]
                subprocess.run([PYTHON, "-m", "bench.book", *words], check=True, env=ENVIRONMENT)
            cost(crm(home, "today"))
            found[size, due] = home
    return found


def rows(folder: Path, small: int, large: int) -> Iterator[tuple[str, str, float, str, Cost]]:
    """(what, against what, ratio, the aim, our cost) for each figure of DESIGN 5."""
    made = books(folder, (small, large))
    few, many, tiny = made[small, 0.03], made[large, 0.03], books(folder, (1_000,))[1_000, 0.03]
    minimal = [PYTHON, str(HERE / "minimal_list.py")]
    nothing = [PYTHON, "-c", "pass"]
    today = crm(few, "today", "-f", "table")
    pairs: list[tuple[str, Command, str, Command, str]] = [
        ("minimal Typer + Rich", minimal, "python -c pass", nothing, ""),
        (f"today, {small:,}, 3 % due", today, "python -c pass", nothing, "8x, if it can be"),
        (f"today, {small:,}, 3 % due", today, "minimal Typer + Rich", minimal, "1.2x"),
        (f"today, {large:,}, 3 % due", crm(many, "today", "-f", "table"), f"today, {small:,}", today, "1.3x"),
        (
            f"today, {small:,}, all due",
            crm(made[small, 1.0], "today", "-f", "table"),
            f"today, {small:,}",
            today,
            "1.5x",
        ),
        (f"today, {large:,}, all due", crm(made[large, 1.0], "today", "-f", "table"), f"today, {small:,}", today, "2x"),
    ]
    insert = [PYTHON, str(HERE / "minimal_insert.py"), str(folder / "minimal.db"), "c5", "hello"]
    log = crm(few, "log", "c5", "hello")
    noted = crm(few, "log", "c5", "报价单已发，周四下午3点打给他")
    pairs += [
        (f"log, {small:,}", log, "minimal Typer insert", insert, "1.3x"),
        ("the same, an outcome and a day in its note", noted, "minimal Typer insert", insert, ""),
        (f"log, {small:,}", log, "python -c pass", nothing, "5x, if it can be"),
        (f"log, {large:,}", crm(many, "log", "c5", "hello"), f"log, {small:,}", log, ""),
        (f"show, {large:,}", crm(many, "show", "c5"), f"show, {small:,}", crm(few, "show", "c5"), ""),
        (f"find, {large:,}", crm(many, "find", "明霞家电77"), "find, 1,000", crm(tiny, "find", "明霞家电77"), "5x"),
        (f"list a stage, {small:,}", crm(few, "list", "--stage", "dormant"), "python -c pass", nothing, ""),
    ]
    if shutil.which("task"):
        pairs.append((f"today, {small:,}", today, "task next, 1,000 tasks", _tasks(folder), ""))
    for what, ours, against, theirs, aim in pairs:
        ratio, taken, _ = compare(ours, theirs)
        yield what, against, ratio, aim, taken
    yield from _reports(folder, large)
    for size, aim in ((small, "2.5x"), (large, "2x, 256 MiB")):
        yield _import(folder, size, aim)
    yield from _small_imports(folder, nothing)


REPORTS = {
    "activity, a week": ("report", "activity"), "activity, a year": ("report", "activity", "--year", "2026"),
    "activity, a year by week": ("report", "activity", "--year", "2026", "--by", "week"),
    "neglected": ("report", "neglected", "--by", "stage"), "customers": ("report", "customers"),
    "contacts": ("report", "contacts"),
    "list by a measure": ("list", "--where", "answer_rate<0.5", "--sort=-days_since", "--columns", "breadth", "-n", "9"),
}  # fmt: skip


def _reports(folder: Path, size: int) -> Iterator[tuple[str, str, float, str, Cost]]:
    """What is added up over a whole book in which everybody is due, against one bare query over its talks."""
    home = books(folder, (size,))[size, 1.0]
    minimal = [PYTHON, str(HERE / "minimal_report.py"), str(home / "data" / "crm.db")]
    for what, words in REPORTS.items():
        ratio, taken, _ = compare(crm(home, *words), minimal, IMPORTS)
        yield f"{what}, {size:,}", "one query of a year's talks", ratio, "3 s, 256 MiB", taken


def _small_imports(folder: Path, nothing: Command) -> Iterator[tuple[str, str, float, str, Cost]]:
    """A fair's cards into a small book, as it is each week, then into a new home, which is made and compiled first."""
    file, first = _cards(folder, CARDS_OF_A_FAIR), _cards(folder, CARDS_OF_A_FAIR, seed=6)
    home, kept = folder / "fair", folder / "fair.db"
    ours, book = crm(home, "import", str(file)), home / "data" / "crm.db"
    shutil.rmtree(home, ignore_errors=True)  # an older book would be migrated each time
    cost(crm(home, "import", str(first)))
    shutil.copyfile(book, kept)
    bare = folder / "bare.db"
    minimal = [PYTHON, str(HERE / "minimal_import.py"), str(bare), str(file)]
    what = f"import, {CARDS_OF_A_FAIR} rows, into a small book"
    ratio, _, floor = compare(nothing, minimal, before=partial(bare.unlink, missing_ok=True))
    yield "minimal Typer import of them", "python -c pass", 1 / ratio, "", floor
    for against, theirs, aim in (("python -c pass", nothing, "6x"), ("minimal Typer import", minimal, "")):
        ratio, taken, _ = compare(ours, theirs, before=partial(shutil.copyfile, kept, book))
        yield what, against, ratio, aim, taken
    new = folder / "new"
    ratio, taken, _ = compare(
        crm(new, "import", str(file)), nothing, IMPORTS, partial(shutil.rmtree, new, ignore_errors=True)
    )
    yield f"import, {CARDS_OF_A_FAIR} rows, into a new home", "python -c pass", ratio, "", taken


def _cards(folder: Path, size: int, seed: int = 5) -> Path:
    """A file of cards, made once a folder."""
    file = folder / (f"cards-{size}.csv" if seed == 5 else f"cards-{size}-{seed}.csv")
    if not file.exists():
        cards.write(file, size, seed)
    return file


def _import(folder: Path, size: int, aim: str) -> tuple[str, str, float, str, Cost]:
    """A whole import against `sqlite-utils upsert` of the same file into a bare table: few pairs, as they take long."""
    file = _cards(folder, size)
    pairs = [_import_pair(folder, file) for _ in range(IMPORTS)]
    ratio = statistics.median(ours.cpu / theirs.cpu for ours, theirs in pairs)
    return f"import, {size:,} rows", "sqlite-utils upsert", ratio, aim, _median([ours for ours, _ in pairs])


def _import_pair(folder: Path, file: Path) -> tuple[Cost, Cost]:
    home = Path(tempfile.mkdtemp(dir=folder))
    ours = cost([CRM, "import", str(file), "--home", str(home)])
    upsert = [str(BIN / "sqlite-utils"), "upsert", str(home / "bare.db"), "cards", str(file), "--csv", "--pk", "手机"]
    theirs = cost(upsert)
    shutil.rmtree(home)
    return ours, theirs


def _tasks(folder: Path) -> Command:
    """Taskwarrior's own list of what is next, with 1,000 tasks of its own."""
    data = folder / "task"
    if not data.exists():
        data.mkdir()
        lines = "\n".join(f'{{"description":"call {n}","due":"20261201T000000Z"}}' for n in range(1000))
        command = ["task", f"rc.data.location={data}", "rc.confirmation=no", "import"]
        subprocess.run(command, input=lines, text=True, env=ENVIRONMENT, capture_output=True, check=False)
    return ["task", f"rc.data.location={data}", "rc.confirmation=no", "next", "limit:20"]


def growth(folder: Path, sizes: Sequence[int]) -> Iterator[tuple[str, list[Cost]]]:
    """What each command costs as the book grows, everybody's last talk long ago enough to matter for few."""
    homes = [books(folder, (size,))[size, 0.03] for size in sizes]
    commands = {
        "today": ("today",), "today --all": ("today", "--all"), "why c5": ("why", "c5"), "log c5 hello": ("log", "c5", "hello"),
        "next c5 3d": ("next", "c5", "3d"), "show c5": ("show", "c5"), "find 明霞家电77": ("find", "明霞家电77"),
        "find 1380013": ("find", "1380013"), "agenda": ("agenda", "--days", "7"),
        "list --stage dormant": ("list", "--stage", "dormant"), "list": ("list",), "add X": ("add", "X"),
        "history": ("history",), "undo": ("undo", "--yes"), "backup": ("backup",),
    }  # fmt: skip
    for name, words in commands.items():
        yield name, [_median([cost(crm(home, *words)) for _ in range(3)]) for home in homes]


def table(figures: Iterable[tuple[str, str, float, str, Cost]]) -> None:
    """Print the figures as they come."""
    print("| what | against | ratio | aim | CPU ms | MiB |\n|---|---|---:|---:|---:|---:|")
    for what, against, ratio, aim, taken in figures:
        print(f"| {what} | {against} | {ratio:.2f} | {aim} | {taken.cpu * 1000:.0f} | {taken.memory:.0f} |", flush=True)


def main(words: Sequence[str]) -> None:
    """Print the table; `--quick` measures small books, `--small` a small import alone, `--reports` reports alone,
    `--growth` the growth table.

    A folder keeps the books.
    """
    kept = next((Path(word) for word in words if not word.startswith("-")), None)
    folder = kept or Path(tempfile.mkdtemp(prefix="salescli-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    small, large = (1_000, 10_000) if "--quick" in words else (10_000, 100_000)
    if "--small" in words:
        table(_small_imports(folder, [PYTHON, "-c", "pass"]))
    elif "--reports" in words:
        table(_reports(folder, large))
    elif "--growth" in words:
        sizes = (1_000, small, large) if small != 1_000 else (small, large)
        print("| command | " + " | ".join(f"{size:,}" for size in sizes) + " |\n|---|" + "---:|" * len(sizes))
        for name, costs in growth(folder, sizes):
            print(f"| `{name}` | " + " | ".join(f"{c.cpu * 1000:.0f} ms" for c in costs) + " |", flush=True)
    else:
        table(rows(folder, small, large))
    if kept is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
