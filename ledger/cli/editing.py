"""A record as YAML in an editor: checked when it comes back, opened again with what is wrong, never lost."""

import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import click

from ledger import settings
from ledger.domain.records import Listed, Record
from ledger.domain.seed import BLOCKS
from ledger.errors import Fault, InvalidData, LedgerError, Unavailable
from ledger.formats.seed_out import write_yaml
from ledger.formats.seed_yaml import read_yaml

_MARK = "#! "
_HEAD = "# Save and leave the editor to record the change; leave the file as it is to change nothing.\n"


def edited(record: Record) -> dict[str, Any]:
    """Let a person edit a record; return the fields that changed, none where the text was left as it was.

    A text with faults is opened again with the faults on top. Left as it was then, ``InvalidData`` says where it is kept.
    """
    draft = Path(tempfile.mkdtemp(prefix="posl-")) / f"{record.table}-{record.natural_key or 'ledger'}.yaml"
    text = _HEAD + as_text(record)
    while True:
        returned = _through_editor(draft, text)
        if returned == text:
            return _unchanged(draft, text, record)
        faults, fields = checked(record, _without_marks(returned))
        if not faults:
            _tidy(draft)
            return fields
        text = _with_marks(_without_marks(returned), faults)


def as_text(record: Record) -> str:
    """Write a record as a seed would hold it, with the fields that are not set as comments."""
    block = next(name for name, model in BLOCKS.items() if model is type(record))
    text = write_yaml([(block, record)])
    indent = "    " if isinstance(record, Listed) else "  "
    unset = record.model_fields.keys() - record.model_dump(exclude_defaults=True).keys() - {"struck", *record.identity}
    return text + "".join(f"{indent}# {name}:\n" for name in type(record).model_fields if name in unset)


def checked(record: Record, text: str) -> tuple[list[Fault], dict[str, Any]]:
    """Return the faults of an edited text, and the fields in which it differs from the record."""
    seed = read_yaml(record.ref, text.encode())
    parts = list(seed.parts)
    if seed.faults:
        return list(seed.faults), {}
    if len(parts) != 1 or type(parts[0].value) is not type(record):
        return [Fault(f"this must hold one {record.table} and nothing else", record.ref, 1)], {}
    changed: Record = parts[0].value
    if changed.natural_key != record.natural_key:
        return [parts[0].fault(f"the key stays {record.natural_key}: everything refers to it", "key")], {}
    before, after = record.model_dump(mode="json"), changed.model_dump(mode="json")
    return [], {name: after[name] for name in record.described() if before[name] != after[name]}


def keep(record: Record, fields: dict[str, Any]) -> Path:
    """Keep what somebody typed where it could not be recorded; return where."""
    kept = Path(tempfile.mkdtemp(prefix="posl-")) / f"{record.table}-{record.natural_key or 'ledger'}.yaml"
    kept.write_text(as_text(type(record).model_validate(record.model_dump(mode="json") | fields)), encoding="utf-8")
    return kept


def _through_editor(draft: Path, text: str) -> str:
    draft.write_text(text, encoding="utf-8")
    command = [*shlex.split(settings.editor()), str(draft)]
    try:
        subprocess.run(command, check=True)  # noqa: S603 - the editor that the person chose
    except FileNotFoundError:
        raise Unavailable(f"there is no editor {command[0]}", hint="set EDITOR or VISUAL") from None
    except subprocess.CalledProcessError as problem:
        raise LedgerError(
            f"the editor ended with {problem.returncode}; nothing was recorded", hint=f"kept: {draft}"
        ) from None
    return draft.read_text(encoding="utf-8")


def _unchanged(draft: Path, text: str, record: Record) -> dict[str, Any]:
    faults, _fields = checked(record, _without_marks(text))
    if faults:
        raise InvalidData(
            "the text still has faults; nothing was recorded", hint=f"kept: {draft}", faults=tuple(faults)
        )
    _tidy(draft)
    return {}


def _tidy(draft: Path) -> None:
    draft.unlink()
    draft.parent.rmdir()


def _with_marks(text: str, faults: list[Fault]) -> str:
    """Put the faults on top, each with its line as it is then."""
    shift = len(faults)
    marks = [f"{_MARK}line {(fault.line or 1) + shift}: {fault.message}{_hint(fault)}\n" for fault in faults]
    click.echo(f"posl: {len(faults)} faults; the editor opens again", err=True)
    return "".join(" ".join(mark.splitlines()) + "\n" for mark in marks) + text


def _hint(fault: Fault) -> str:
    return f"; {fault.hint}" if fault.hint else ""


def _without_marks(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(_MARK))
