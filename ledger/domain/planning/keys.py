"""Keys and names that people must tell apart: look-alike keys are refused, odd ones and shared names noted."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.domain import lookalikes
from ledger.domain.naming import names_of
from ledger.domain.records import Party, Record
from ledger.domain.seed import Part
from ledger.domain.text import fold
from ledger.errors import Fault

if TYPE_CHECKING:
    from ledger.domain.planning.planner import FilePlanner

_CODE = re.compile(r"[^\W_]{2,4}")


def enter(planner: "FilePlanner", part: Part, record: Record) -> Iterator[Fault]:
    """Enter the key of a new record; yield what is wrong with it. What is replayed was entered as it is.

    Called before the record itself is entered.
    """
    key = getattr(record, "key", None)
    if key is None:
        return
    unseen = lookalikes.unseen(key)
    if unseen and not planner.replay:
        hint = "a key is typed by hand: letters and digits that can be seen"
        yield part.fault(f"the key holds {unseen}, which nobody sees", "key", hint=hint)
    holder = _claim(planner, record.table, key)
    if holder is not None and not planner.replay:
        how = lookalikes.difference(key, holder)
        hint = f'write "{holder}" if that is meant; else choose a key that cannot be taken for it'
        yield part.fault(f'"{key}" differs from the {record.table} "{holder}" only {how}', "key", hint=hint)
    if len(scripts := lookalikes.scripts(key)) > 1 and not planner.replay:
        planner.plan.note(_said(part, f'the key "{key}" mixes {" and ".join(scripts)} letters', "key"))


def _claim(planner: "FilePlanner", table: str, key: str) -> str | None:
    """Take a key; return the key that cannot be told from it, where there is one."""
    taken = planner.now.marks.get(table)
    if taken is None:
        known = planner.now.frame.of(table)
        taken = planner.now.marks[table] = {mark: other for other in known for mark in lookalikes.marks(other)}
    holders = [taken.setdefault(mark, key) for mark in lookalikes.marks(key)]
    return next((holder for holder in holders if holder != key), None)


def codes(planner: "FilePlanner") -> Iterator[Fault]:
    """Yield a fault for each party that takes a code which is none; one that it had before this rule stays."""
    for part in planner.entered.values():
        party = planner.now.frame.get(part.value)
        if not isinstance(party, Party) or _CODE.fullmatch(party.code):
            continue
        was = planner.was.get(party.ref)
        if party.ref in planner.added or (isinstance(was, Party) and was.code != party.code):
            yield part.fault(f'"{party.code}" is not a code: a code is 2 to 4 letters or digits', "code")


def note_shared_names(planner: "FilePlanner") -> None:
    """Note each name that a record of this file takes and another of its table has: it names neither of them."""
    given = [(part, record) for part in planner.entered.values() if (record := _named(planner, part)) is not None]
    for table in {record.table for _part, record in given}:
        holders = _holders(planner.now.frame.of(table).values())
        told: set[str] = set()
        for part, record in given:
            if record.table == table:
                for name in _new_names(planner, record):
                    others = sorted(holders[fold(name)] - {record.natural_key})
                    if others and fold(name) not in told:
                        told.add(fold(name))
                        planner.plan.note(_said(part, _shared(record, name, others)))


def _named(planner: "FilePlanner", part: Part) -> Record | None:
    record = planner.now.frame.get(part.value)
    return record if record is not None and hasattr(record, "name") and not getattr(record, "struck", False) else None


def _holders(records: Iterable[Record]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        if not getattr(record, "struck", False):
            for name in names_of(record):
                found.setdefault(fold(name), set()).add(record.natural_key)
    return found


def _new_names(planner: "FilePlanner", record: Record) -> list[str]:
    """Return the names that this file gives a record, each once."""
    was = planner.was.get(record.ref)
    had = {fold(name) for name in names_of(was)} if was is not None else set()
    if was is None and record.ref not in planner.added:
        return []
    found = {fold(name): name for name in reversed(names_of(record)) if fold(name) not in had}
    return list(reversed(found.values()))


def _shared(record: Record, name: str, others: list[str]) -> str:
    return f'"{name}" is a name of {record.ref} and of {", ".join(others)}: it names neither; write the key'


def _said(part: Part, message: str, *where: str) -> str:
    return str(part.fault(message, *where)) if part.file else str(Fault(message))
