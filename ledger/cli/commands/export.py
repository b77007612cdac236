"""``posl export``."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.session import Session, pass_session
from ledger.cli.terminal import Progress, tell

if TYPE_CHECKING:
    from ledger.storage.database import Store

_STDOUT = "-"


@click.command("export")
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--format", type=click.Choice(["seed", "jsonl"]), help="seed: a folder of YAML files; jsonl: one stream.")
@pass_session
def command(session: Session, path: str | None, format: str | None) -> None:
    """Write everything out, history included: imported into a new ledger it gives the same ledger.

    seed makes a new folder PATH with one file a changeset; jsonl a new file, or stdout without PATH. Nothing is ever
    overwritten. Without --format the path decides: .jsonl, or a folder.

    \b
    posl export ledger-seed
    posl export ledger.jsonl
    posl export --format jsonl > ledger.jsonl
    """
    from ledger.errors import UsageError

    chosen = format or ("jsonl" if path in {None, _STDOUT} or str(path).endswith(".jsonl") else "seed")
    with session.read() as store, Progress("writing changesets") as progress:
        if chosen == "jsonl" and path in {None, _STDOUT}:
            sys.stdout.writelines(_lines(store, progress))
            return
        if path is None:
            raise UsageError("a seed is a folder: say where", hint="posl export PATH --format seed")
        count = _to_file(store, Path(path), progress) if chosen == "jsonl" else _to_folder(store, Path(path), progress)
    tell(f"Wrote {count} {'lines' if chosen == 'jsonl' else 'changesets'} to {path}.")


def _lines(store: "Store", progress: Progress) -> Iterator[str]:
    from ledger.formats.seed_out import write_jsonl
    from ledger.services.exporting import history

    for _number, values in progress.each(history(store)):
        yield from write_jsonl(values)


def _to_file(store: "Store", target: Path, progress: Progress) -> int:
    """Write beside the target and put it there when it is whole."""
    part = _fresh(target)
    count = 0
    with part.open("w", encoding="utf-8", newline="\n") as out:
        for line in _lines(store, progress):
            out.write(line)
            count += 1
    part.rename(target)
    return count


def _to_folder(store: "Store", target: Path, progress: Progress) -> int:
    from ledger.formats.seed_out import write_yaml
    from ledger.services.exporting import history
    from ledger.storage.changesets import last_number

    part = _fresh(target)
    part.mkdir()
    digits = max(4, len(str(last_number(store))))
    count = 0
    for number, values in progress.each(history(store)):
        (part / f"{number:0{digits}}.yaml").write_text(write_yaml(values), encoding="utf-8", newline="\n")
        count += 1
    part.rename(target)
    return count


def _fresh(target: Path) -> Path:
    from ledger.errors import Conflict, NotFound

    if target.exists():
        raise Conflict(f"{target} exists already", hint="choose another path; nothing is ever overwritten")
    if not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent}")
    return target.with_name(f".{target.name}.part")
