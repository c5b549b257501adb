"""Where a rep's home is - asked for, named by the environment, or the user's data folder - and making it (CONTRACT 1)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from salescli import files
from salescli.config import Config, config_text
from salescli.core.errors import CannotDo


def find_home(asked: str) -> tuple[Path, str]:
    """The folder, and what named it: `option`, `environment` or `platform`."""
    if asked:
        return Path(os.path.expanduser(asked)).absolute(), "option"
    if os.environ.get("SALESCLI_HOME"):
        return Path(os.path.expanduser(os.environ["SALESCLI_HOME"])).absolute(), "environment"
    return _data_folder(), "platform"


def _data_folder() -> Path:
    """The user's data folder, as platformdirs has it; its Linux answer is worked out here, to save its import."""
    if sys.platform == "linux":
        base = os.environ.get("XDG_DATA_HOME", "").strip()
        return (Path(base) if Path(base).is_absolute() else Path(_user_home()) / ".local" / "share") / "salescli"
    from platformdirs import user_data_path

    return user_data_path("salescli", appauthor=False)


def _user_home() -> str:
    try:
        return str(Path.home())
    except RuntimeError:
        raise CannotDo("home_unknown") from None


def make_home(home: Path, data: Path, config: Config, explain: Callable[[str], str]) -> None:
    """config.yaml with what `explain` says of each setting, and the folders, as far as they aren't there yet."""
    settings = home / "config.yaml"
    try:
        for folder in (home, data, *(data / name for name in ("backups", "rules", "templates"))):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not settings.exists():
            text = config_text(config, explain)
            with files.in_place_of(settings) as file:
                file.write(text.encode())
    except OSError as error:
        raise CannotDo("home_not_writable", home=str(home), reason=os.strerror(error.errno or 0)) from None
