"""Persons of a seed: whoever sits at a table is known by key, name or alias, or is entered with the list."""

from ledger.domain.frame import Frame
from ledger.domain.intents import AddRecord, Intent
from ledger.domain.naming import key_for as free_key
from ledger.domain.planning import quoting
from ledger.domain.planning.desk import Desk
from ledger.domain.records import Citation, Delegate, Person
from ledger.domain.seed import Part
from ledger.domain.suggest import few
from ledger.domain.text import fold


def called(frame: Frame, name: str) -> list[str]:
    """Return the keys of the persons that a name may mean: one by its key, else all by that name or alias."""
    if name in frame.persons:
        return [name]
    wanted = fold(name)
    return [
        person.key
        for person in frame.persons.values()
        if not person.struck and wanted in {fold(known) for known in person.names}
    ]


def seated(desk: Desk, part: Part, given: Delegate) -> tuple[Delegate, list[Intent]] | None:
    """Return a delegate as it is to be recorded, and the person where that is somebody new; ``None`` at a fault."""
    if desk.replay or (desk.now.frame.get(given) is not None and given.cite is None):
        return given, []
    cite = _cited(desk, part, given)
    found = called(desk.now.frame, given.person)
    if len(found) > 1:
        message = f'"{given.person}" may be any of several persons'
        desk.faults.append(part.fault(message, "person", hint=f"name one by its key: {few(found)}"))
        return None
    if cite is None:
        return None
    person = Person(key=key_for(given.person, desk.now.frame), name=given.person) if not found else None
    key = person.key if person is not None else found[0]
    delegate = given.model_copy(update={"person": key, "cite": quoting.filled(desk, cite)})
    if person is None:
        return delegate, []
    desk.now.frame.put(person)
    desk.added.add(person.ref)
    return delegate, [AddRecord(person)]


def _cited(desk: Desk, part: Part, given: Delegate) -> Citation | None:
    """Return the citation with its source, the file's own where it names none."""
    cite = given.cite or Citation()
    if cite.by is not None and len(names := called(desk.now.frame, cite.by)) == 1:
        cite = cite.model_copy(update={"by": names[0]})  # somebody whom a delegate before this one made
    if cite.source is not None:
        return cite
    if len(desk.file_sources) != 1:
        hint = "give source: KEY in the citation; the file has no source of its own, or several"
        desk.faults.append(part.fault("which source is cited?", "cite", hint=hint))
        return None
    return cite.model_copy(update={"source": desk.file_sources[0]})


def key_for(name: str, frame: Frame) -> str:
    """Return a key that can be read: ``sergey-lavrov`` for ``Sergey Lavrov``, with a number where that is taken."""
    return free_key(name, frame.persons, "person")
