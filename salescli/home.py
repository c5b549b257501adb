"""Where a rep's home is: asked for, named by the environment, or the user's data folder (CONTRACT 1)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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
