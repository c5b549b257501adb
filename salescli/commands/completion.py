"""`crm completion`: the script that teaches a shell to complete crm, printed or put in place."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from salescli import files
from salescli.commands.complete import SHELLS
from salescli.core.errors import WrongUsage
from salescli.core.spelling import did_you_mean
from salescli.core.text import say
from salescli.run import Run

ENDINGS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"}
MARK = "# completion of crm"


def completion_command(
    ctx: typer.Context,
    shell: str = typer.Argument(..., metavar="SHELL"),
    install: bool = typer.Option(False, "--install"),
) -> None:
    from salescli.render import screen

    run: Run = ctx.obj
    name = shell.strip().casefold()
    if name not in SHELLS:
        near = did_you_mean(shell, SHELLS)
        raise WrongUsage("choice_unknown", option="SHELL", value=shell, known=", ".join(SHELLS), near=near)
    script = (files.PACKAGE / "templates" / f"crm.{ENDINGS[name]}").read_text(encoding="utf-8")
    if not install:
        screen.write(script)
        return
    target, startup = places(name)
    new = _put(target, script)
    new = _call(startup, target, name) or new
    data = {"shell": name, "file": str(target), "startup": str(startup) if startup else None, "changed": new}
    run.done(say("done.completion" if new else "done.completion_again", shell=name, file=str(target)), data)


def places(shell: str) -> tuple[Path, Path | None]:
    """Where the script goes, and the shell's own file that has to call it; fish finds it by itself."""
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    profiles = home / "Documents" / "PowerShell" if os.name == "nt" else config / "powershell"
    return {
        "bash": (data / "bash-completion" / "completions" / "crm", home / ".bashrc"),
        "zsh": (data / "zsh" / "site-functions" / "_crm", Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"),
        "fish": (config / "fish" / "completions" / "crm.fish", None),
        "powershell": (profiles / "crm.ps1", profiles / "Microsoft.PowerShell_profile.ps1"),
    }[shell]


def _put(target: Path, script: str) -> bool:
    """Write the script; False where it is there already."""
    if target.is_file() and target.read_text(encoding="utf-8", errors="replace") == script:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(script, encoding="utf-8")
    return True


def _call(startup: Path | None, target: Path, shell: str) -> bool:
    """Have the shell read the script at its start, by one line at the end of its file; False where it does already."""
    if startup is None:
        return False
    there = startup.read_text(encoding="utf-8", errors="replace") if startup.is_file() else ""
    if MARK in there:
        return False
    quoted = str(target).replace("'", "''" if shell == "powershell" else "'\\''")
    startup.parent.mkdir(parents=True, exist_ok=True)
    with open(startup, "a", encoding="utf-8") as file:
        file.write(f"{'' if there.endswith(chr(10)) or not there else chr(10)}. '{quoted}'  {MARK}\n")
    return True
