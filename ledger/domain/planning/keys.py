"""Keys and names that people must tell apart: look-alike keys are refused, odd ones and shared names noted."""

import re
from collections.abc import Iterable, Iterator

from ledger.domain import lookalikes
from ledger.domain.naming import names_of
from ledger.domain.planning.desk import Desk
from ledger.domain.records import Party, Record
from ledger.domain.seed import Part
from ledger.domain.text import fold
from ledger.errors import Fault

_CODE = re.compile(r"[^\W_]{2,4}")


def enter(desk: Desk, part: Part, record: Record) -> Iterator[Fault]:
    """Enter the key of a new record; yield what is wrong with it. What is replayed was entered as it is.

    Called before the record itself is entered.
    """
    key = getattr(record, "key", None)
    if key is None:
        return
    unseen = lookalikes.unseen(key)
    if unseen and not desk.replay:
        hint = "a key is typed by hand: letters and digits that can be seen"
        yield part.fault(f"the key holds {unseen}, which nobody sees", "key", hint=hint)
    holder = _claim(desk, record.table, key)
    if holder is not None and not desk.replay:
        how = lookalikes.difference(key, holder)
        hint = f'write "{holder}" if that is meant; else choose a key that cannot be taken for it'
        yield part.fault(f'"{key}" differs from the {record.table} "{holder}" only {how}', "key", hint=hint)
    if len(scripts := lookalikes.scripts(key)) > 1 and not desk.replay:
        desk.plan.note(_said(part, f'the key "{key}" mixes {" and ".join(scripts)} letters', "key"))


def _claim(desk: Desk, table: str, key: str) -> str | None:
    """Take a key; return the key that cannot be told from it, where there is one."""
    taken = desk.now.marks.get(table)
    if taken is None:
        known = desk.now.frame.of(table)
        taken = desk.now.marks[table] = {mark: other for other in known for mark in lookalikes.marks(other)}
    holders = [taken.setdefault(mark, key) for mark in lookalikes.marks(key)]
    return next((holder for holder in holders if holder != key), None)


def codes(desk: Desk) -> Iterator[Fault]:
    """Yield a fault for each party that takes a code which is none; one that it had before this rule stays."""
    for part in desk.entered.values():
        party = desk.now.frame.get(part.value)
        if not isinstance(party, Party) or _CODE.fullmatch(party.code):
            continue
        was = desk.was.get(party.ref)
        if party.ref in desk.added or (isinstance(was, Party) and was.code != party.code):
            yield part.fault(f'"{party.code}" is not a code: a code is 2 to 4 letters or digits', "code")


def note_shared_names(desk: Desk) -> None:
    """Note each name that a record of this file takes and another of its table has: it names neither of them."""
    given = [(part, record) for part in desk.entered.values() if (record := _named(desk, part)) is not None]
    for table in {record.table for _part, record in given}:
        holders = _holders(desk.now.frame.of(table).values())
        told: set[str] = set()
        for part, record in given:
            if record.table == table:
                for name in _new_names(desk, record):
                    others = sorted(holders[fold(name)] - {record.natural_key})
                    if others and fold(name) not in told:
                        told.add(fold(name))
                        desk.plan.note(_said(part, _shared(record, name, others)))


def _named(desk: Desk, part: Part) -> Record | None:
    record = desk.now.frame.get(part.value)
    return record if record is not None and hasattr(record, "name") and not getattr(record, "struck", False) else None


def _holders(records: Iterable[Record]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        if not getattr(record, "struck", False):
            for name in names_of(record):
                found.setdefault(fold(name), set()).add(record.natural_key)
    return found


def _new_names(desk: Desk, record: Record) -> list[str]:
    """Return the names that this file gives a record, each once."""
    was = desk.was.get(record.ref)
    had = {fold(name) for name in names_of(was)} if was is not None else set()
    if was is None and record.ref not in desk.added:
        return []
    found = {fold(name): name for name in reversed(names_of(record)) if fold(name) not in had}
    return list(reversed(found.values()))


def _shared(record: Record, name: str, others: list[str]) -> str:
    return f'"{name}" is a name of {record.ref} and of {", ".join(others)}: it names neither; write the key'


def _said(part: Part, message: str, *where: str) -> str:
    return str(part.fault(message, *where)) if part.file else str(Fault(message))
