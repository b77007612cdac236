"""A record as YAML in an editor: checked when it comes back, opened again with what is wrong, never lost."""

import shlex
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ledger import settings
from ledger.cli.terminal import tell
from ledger.domain.records import Listed, Record
from ledger.domain.seed import BLOCKS
from ledger.errors import Fault, InvalidData, LedgerError, Unavailable
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_yaml import read_yaml

T = TypeVar("T")
_MARK = "#! "
_HEAD = (
    "# Save and leave the editor to record the change; leave the file as it is to change nothing.\n"
    "# A field that is taken out, or has nothing behind it, is cleared.\n"
)


def edit(record: Record, take: Callable[[Mapping[str, Any]], T]) -> T | None:
    """Let a person edit a record, and hand the fields that changed to ``take``; ``None`` where none did.

    A text with faults, those that ``take`` raises as ``InvalidData`` too, is opened again with the faults on top. Left
    as it was then, or whatever else goes wrong, the text is kept, and the error says where.
    """
    draft = Path(tempfile.mkdtemp(prefix="posl-")) / f"{record.table}-{record.natural_key or 'ledger'}.yaml"
    try:
        found = _until_it_fits(record, draft, take)
    except BaseException as problem:
        if without_marks(_read(draft)) == _HEAD + as_text(record):
            _tidy(draft)  # nothing was typed yet
            raise
        tell(f"posl: what you typed is kept in {draft}")
        if isinstance(problem, LedgerError):
            problem.hint = problem.hint or f"once it is mended, import it: posl import {draft}"
        raise
    _tidy(draft)
    return found


def _tidy(draft: Path) -> None:
    draft.unlink(missing_ok=True)
    draft.parent.rmdir()


def _read(draft: Path) -> str:
    if not draft.exists():
        return ""
    return draft.read_text(encoding="utf-8", errors="surrogateescape").replace("\r\n", "\n")


def _until_it_fits(record: Record, draft: Path, take: Callable[[Mapping[str, Any]], T]) -> T | None:
    text = _HEAD + as_text(record)
    faults: tuple[Fault, ...] = ()
    while True:
        returned = _through_editor(draft, text)
        if returned == text and faults:
            draft.write_text(without_marks(text), encoding="utf-8", errors="surrogateescape")
            raise InvalidData("the text still has faults; nothing was recorded", faults=faults)
        try:
            fields = changed_fields(record, without_marks(returned), str(draft))
            return take(fields) if fields else None
        except InvalidData as problem:
            faults = problem.all_faults()
        tell(f"posl: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}; the editor opens again")
        text = with_marks(without_marks(returned), faults)


def as_text(record: Record) -> str:
    """Write a record as a seed would hold it, with the fields that are not set as comments."""
    block = next(name for name, model in BLOCKS.items() if model is type(record))
    text = write_yaml([(block, record)])
    indent = "    " if isinstance(record, Listed) else "  "
    said = record.model_dump(exclude_defaults=True).keys() | {"struck", *record.identity}
    return text + "".join(f"{indent}# {name}:\n" for name in type(record).model_fields if name not in said)


def changed_fields(record: Record, text: str, name: str) -> dict[str, Any]:
    """Return the fields in which an edited text differs from the record; raise ``InvalidData`` with its faults."""
    seed = read_yaml(name, text.encode("utf-8", "surrogateescape"))
    parts = list(seed.parts)
    if seed.faults:
        raise InvalidData(faults=tuple(seed.faults))
    if len(parts) != 1 or type(parts[0].value) is not type(record):
        raise InvalidData(f"this must hold one {record.table} and nothing else")
    changed: Record = parts[0].value
    if changed.natural_key != record.natural_key:
        fault = parts[0].fault(f"the key stays {record.natural_key}: everything refers to it", *record.identity[:1])
        raise InvalidData(faults=(fault,))
    before, after = record.model_dump(mode="json"), changed.model_dump(mode="json")
    return {name: after[name] for name in record.described() if before[name] != after[name]}


def with_marks(text: str, faults: tuple[Fault, ...]) -> str:
    """Put the faults on top, each with its line as it is then."""
    return "".join(f"{_MARK}{' '.join(_said(fault, len(faults)).splitlines())}\n" for fault in faults) + text


def without_marks(text: str) -> str:
    """Take them off again."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(_MARK))


def _said(fault: Fault, shift: int) -> str:
    where = f"line {fault.line + shift}: " if fault.line else ""
    return where + str(Fault(fault.message, path=fault.path, hint=fault.hint))


def _through_editor(draft: Path, text: str) -> str:
    draft.write_text(text, encoding="utf-8", errors="surrogateescape")
    command = [*shlex.split(settings.editor()), str(draft)]
    try:
        subprocess.run(command, check=True)  # noqa: S603 - the editor that the person chose
    except OSError:
        raise Unavailable(f"there is no editor {command[0]}", hint="set EDITOR or VISUAL") from None
    except subprocess.CalledProcessError as problem:
        raise LedgerError(f"the editor ended with {problem.returncode}; nothing was recorded") from None
    return _read(draft)
