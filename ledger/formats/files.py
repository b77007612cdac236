"""A folder that is written again and again: what changed is replaced, what is no longer there is taken away.

A list of what was written, with hashes, stands in the folder. Only what is on it is ever replaced or taken away, and a
file that somebody has changed since is not taken away either.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ledger.errors import Conflict, Unavailable
from ledger.files import beside, new_folder, on_disk

MANIFEST = ".posl-site.json"
SCHEMA = "position-ledger/site/1"
_FEW = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a folder: files written, left as they were, taken away; ``left``: ours no longer, but changed."""

    written: int
    same: int = 0
    removed: int = 0
    left: tuple[str, ...] = ()


def keep(target: Path, files: Iterable[tuple[str, bytes]]) -> Kept:
    """Write files (name with ``/``, bytes) to a folder: a new or empty one, or one that was written by this before.

    Nothing in the folder is touched before every file is there to be written. Raises ``Conflict`` where something
    else stands in the folder's place, or in that of a file.
    """
    if not (target / MANIFEST).is_file():
        return _new(target, files)
    known = _manifest(target)
    with beside(target) as folder:
        hashes = _fill(folder, files)
        foreign = [name for name in hashes if name not in known and os.path.lexists(target / name)]
        if foreign:
            more = f" and {len(foreign) - _FEW} more" if len(foreign) > _FEW else ""
            raise Conflict(
                f"{target} holds files that are not this site's: {', '.join(foreign[:_FEW])}{more}",
                hint="choose another folder, or move them away",
            )
        _write_manifest(target, {**known, **hashes})  # what is cut short can be taken up again
        changed = [name for name, digest in hashes.items() if _hash_of(target / name) != digest]
        for name in changed:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            on_disk(folder / name)
            (folder / name).replace(target / name)
        gone, left = _take_away(target, {name: known[name] for name in known if name not in hashes})
        _write_manifest(target, hashes)
    return Kept(len(changed), len(hashes) - len(changed), gone, left)


def _new(target: Path, files: Iterable[tuple[str, bytes]]) -> Kept:
    with new_folder(target) as folder:
        hashes = _fill(folder, files)
        _write_manifest(folder, hashes)
    return Kept(len(hashes))


def _fill(folder: Path, files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        hashes[name] = hashlib.sha256(data).hexdigest()
    return hashes


def _take_away(target: Path, old: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
    """Remove files that are as they were written; return how many, and those that somebody has changed."""
    gone, left = 0, []
    for name, digest in old.items():
        path = target / name
        found = _hash_of(path)
        if found == digest:
            path.unlink()
            gone += 1
            with suppress(OSError):  # others may stand in it
                path.parent.rmdir()
        elif found is not None:
            left.append(name)
    return gone, tuple(left)


def _hash_of(path: Path) -> str | None:
    """Return the hash of a plain file; nothing else is ever looked into."""
    if path.is_symlink() or not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _manifest(target: Path) -> dict[str, str]:
    """Return the list of what was written; raise ``Conflict`` where it is none, or leads out of the folder."""
    try:
        read = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except ValueError:
        read = None
    except OSError as problem:
        raise Unavailable(f"{target / MANIFEST} cannot be read: {problem.strerror}") from problem
    files = read.get("files") if isinstance(read, dict) and read.get("schema") == SCHEMA else None
    if not isinstance(files, dict) or not all(_within(name) and isinstance(files[name], str) for name in files):
        raise Conflict(f"{target / MANIFEST} is not the list of a site's pages", hint="choose another folder")
    return dict(files)


def _within(name: object) -> bool:
    if not isinstance(name, str) or "\\" in name:
        return False
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and ":" not in path.parts[0]


def _write_manifest(folder: Path, hashes: Mapping[str, str]) -> None:
    part = folder / f"{MANIFEST}.part"
    said = {"schema": SCHEMA, "files": dict(sorted(hashes.items()))}
    part.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    on_disk(part)
    part.replace(folder / MANIFEST)
