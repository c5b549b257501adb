"""The one reader of YAML, JSON and other data files, and of their compiled form."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from salescli import __version__
from salescli.core.errors import CannotDo

if TYPE_CHECKING:
    from salescli.core.entry import Node

PACKAGE = Path(__file__).parent
LARGEST_YAML = 256 * 1024  # bytes; a rule file is some kilobytes, and a bomb should not be read at all


def load_json(name: str) -> Any:
    """A JSON data file of the package, by its path inside it."""
    with open(PACKAGE / name, encoding="utf-8") as file:
        return json.load(file)


def load_data(name: str) -> Any:
    """A YAML data file of the package as plain strings, lists and dicts, by its path inside it."""
    return _bare(read_yaml(PACKAGE / name))


def _bare(entry: Node) -> Any:
    if isinstance(entry.value, dict):
        return {key: _bare(item) for key, item in entry.value.items()}
    if isinstance(entry.value, list):
        return [_bare(item) for item in entry.value]
    return entry.value


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder, which need not be there, in the order of their names."""
    return files_of(folder, ".yaml")


def files_of(folder: Path, ending: str) -> list[Path]:
    """The files of a folder, which need not be there, whose names end so, in the order of these."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(ending))
    except OSError:
        return []


def sample(name: str) -> Path:
    """A file of the sample book: data/ of a checkout, salescli/sample of an installed copy."""
    installed = PACKAGE / "sample" / name
    return installed if installed.exists() else PACKAGE.parent / "data" / name


def read_yaml(path: Path) -> Node:
    """The file as entries with line numbers: raw strings, no tags, anchors, aliases or repeated keys (CONTRACT 5)."""
    try:
        content = _regular(path, LARGEST_YAML + 1)
        if len(content) > LARGEST_YAML:
            raise CannotDo("yaml_too_large", file=str(path))
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise CannotDo("file_unreadable", file=str(path), reason=_reason(error)) from None
    return parse_yaml(text, str(path))


def _regular(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file; a pipe would be waited for, a device read for ever: neither holds settings or rules."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise CannotDo("file_not_plain", file=str(path))
        return file.read(most)


def read_regular(path: Path, most: int) -> bytes:
    """The first `most` bytes of a plain file; `CannotDo` for one that can't be read."""
    try:
        return _regular(path, most)
    except OSError as error:
        raise CannotDo("file_unreadable", file=str(path), reason=_reason(error)) from None


def _reason(error: Exception) -> str:
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else type(error).__name__


def parse_yaml(text: str, name: str) -> Node:
    """`text` of the file `name` as entries; `CannotDo` names file and line of what is wrong."""
    import yaml

    from salescli.core.entry import Node

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _refuse_aliases(yaml.parse(text, Loader=loader), name)
        node = yaml.compose(text, Loader=loader)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise CannotDo("yaml_broken", file=name, line=mark.line + 1 if mark else 1) from None
    return _entry(node, name) if node is not None else Node({}, 1)


def _refuse_aliases(events: Any, name: str) -> None:
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if getattr(event, "anchor", None) or kind == "AliasEvent":
            raise CannotDo("yaml_alias", file=name, line=event.start_mark.line + 1)
        if depth > 50:
            raise CannotDo("yaml_broken", file=name, line=event.start_mark.line + 1)


def _entry(node: Any, name: str) -> Node:
    from salescli.core.entry import Node

    line = node.start_mark.line + 1
    if node.id == "sequence":
        return Node([_entry(item, name) for item in node.value], line)
    if node.id != "mapping":
        return Node(node.value, line)
    found: dict[str, Node] = {}
    for key, value in node.value:
        if key.id != "scalar":
            raise CannotDo("yaml_broken", file=name, line=key.start_mark.line + 1)
        if key.value in found:
            raise CannotDo("yaml_repeated", file=name, line=key.start_mark.line + 1, name=key.value)
        found[key.value] = _entry(value, name)
    return Node(found, line)


def given(word: str) -> Path:
    r"""The path that a word of the command line names; bytes that are no UTF-8 arrive as `\xNN`, and are found all the same."""
    path = Path(os.path.expanduser(word))
    if "\\x" not in word or path.exists():
        return path
    import re

    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), os.fsencode(path))
    meant = Path(os.fsdecode(raw))
    return meant if meant.exists() else path


def compiled(cache: Path, sources: Sequence[Path], build: Callable[[], Any], *, keep: bool = True) -> Any:
    """What `build` makes of `sources`, kept as JSON in `cache` until a source, its folder or the program changes.

    A cache that can't be read or written is done without: it only saves time. So is one that somebody else may have
    written: it decides what the list says.
    """
    key = [__version__, *(_stamp(path) for path in sources)]
    try:
        handle = os.open(cache, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with open(handle, encoding="utf-8", errors="surrogatepass") as file:  # paths may be of any bytes
            kept = json.load(file) if _is_ours(os.fstat(handle)) else {"key": None}
        if kept["key"] == key:
            return kept["value"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    value = build()
    if keep:
        write_private(cache, json.dumps({"key": key, "value": value}, ensure_ascii=False))
    return value


_beside: dict[str, Any] = {}


def keep_in(folder: Path, *, write: bool = True) -> None:
    """Say where `kept` looks from now on, and whether it writes there."""
    _beside.update(folder=folder, write=write)


def kept(name: str, sources: Sequence[Path], build: Callable[[], Any]) -> Any:
    """What `build` makes of files that ship, kept compiled beside the book as `.compiled-NAME.json`."""
    if not _beside:
        return build()
    return compiled(_beside["folder"] / f".compiled-{name}.json", sources, build, keep=_beside["write"])


def digest(data: bytes) -> str:
    """A mark of these bytes alone: BLAKE2b, from its own module where there is one, as hashlib loads OpenSSL (5 ms)."""
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    return str(blake2b(data, digest_size=16).hexdigest())


def library(name: str) -> Path:
    """The folder of an installed library, found without loading it."""
    found = find_spec(name)
    return Path(found.origin).parent if found and found.origin else Path()


def _is_ours(found: os.stat_result) -> bool:
    """Whether a file is one that nobody but the rep could have written."""
    if os.name == "nt":
        return stat.S_ISREG(found.st_mode)
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _stamp(path: Path) -> list[object]:
    try:
        found = path.stat()
    except OSError:
        return [str(path)]
    return [str(path), found.st_mtime_ns, found.st_size, found.st_ino]


def write_private(path: Path, text: str) -> bool:
    """Put `text` at `path` in one step, readable by the rep alone; False where the folder can't be written."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
        beside.replace(path)
    except OSError:
        return False
    return True


def hand_over(path: Path, content: bytes) -> None:
    """Write a file for the rep, whole or not at all; `CannotDo` says why it can't be."""
    try:
        with in_place_of(path) as file:
            file.write(content)
    except OSError as error:
        raise CannotDo("export_failed", file=str(path), reason=os.strerror(error.errno or 0)) from None


@contextmanager
def in_place_of(path: Path) -> Iterator[BinaryIO]:
    """A file to write, readable by the rep alone, that takes `path` in one step once all is written, or leaves no trace."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
