"""What a form's saving does and says: foreseen before it, told after it, explained where it failed."""

from dataclasses import dataclass
from typing import Any

from textual.message import Message

from ledger.domain.seed import ChangesetInfo
from ledger.errors import Conflict, LedgerError, Unfound
from ledger.services import effects
from ledger.services.importing import Imported
from ledger.storage.database import Store
from ledger.tui.forms.form import Form

INSIST = "\nSave again to record it all the same: it is listed as not found, until it is corrected."
NO_PLACE = "No place is given (at, or a quote): where in the source does it stand? Save again to record it without one."
PAUSE = 0.25
"""Seconds after the last key until it is worked out what saving would do."""
FORESEEING = "working out what saving does"


@dataclass
class Saved(Message):
    """The form's act was recorded."""

    result: Imported
    effect: str = ""


@dataclass
class SavingForeseen(Message):
    """What saving would do, as things stand."""

    effect: str


@dataclass
class Overtaken(Message):
    """What somebody else did to the entries in hand."""

    told: list[str]


def effect_of(store: Store, form: Form, value: Any, header: ChangesetInfo) -> str:  # noqa: ANN401 - as the form saves
    """Return what saving does, in words; nothing where the form cannot tell, or saving says what is wrong."""
    typed = value[0] if form.extra else value
    if form.parts is None or typed is None:
        return ""
    try:
        return effects.said(effects.foresee(store, form.parts(store, value), header))
    except LedgerError as problem:
        return f"{effects.NOT_YET}{problem.message}"


def as_is(message: Saved) -> Saved:
    """Return the message that the work itself made."""
    return message


def only_unfound(error: LedgerError) -> bool:
    """Whether nothing else is wrong than quotes and places that are not in their texts."""
    return bool(error.faults) and all(isinstance(fault, Unfound) for fault in error.faults)


def said_of(error: LedgerError, *, hinted: bool = True) -> str:
    """Return what went wrong, and whatever of it belongs to no field: of a conflict, both versions."""
    hint = f" ({error.hint})" if error.hint and hinted else ""
    if isinstance(error, Conflict):
        said = "\n".join([f"{error.message}{hint}", *map(str, error.faults)])
        return f"Somebody else was first; nothing was recorded and what you typed is kept.\n{said}"
    said = "\n".join([f"{error.message}{hint}", *(fault.message for fault in error.faults if not fault.path)])
    return f"Nothing was recorded: {said}"
