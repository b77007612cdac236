"""Which of somebody's acts still stand: an undoing is known by what it did, whatever message it was given."""

import re
from collections import Counter
from collections.abc import Iterator

from ledger.domain.seed import ChangesetInfo, Edit
from ledger.errors import NotFound
from ledger.services.importing import Imported
from ledger.services.undoing import fields_as_before, undo
from ledger.storage import changesets, contents, earlier, reviews
from ledger.storage.contents import Contents
from ledger.storage.database import Store

_UNDOES = re.compile(r"undo @(\d+): ")
Change = tuple[str, str, str, str]
"""A field of a record, what stood there and what stands there now."""


def undo_last_of(store: Store, author: str) -> int | None:
    """Return the number of an author's last act that still stands.

    Undoing twice undoes the last two acts, not the undoing.
    """
    reader = contents.Reader(store)
    undone: set[int] = set()
    for changeset in changesets.log(store):
        if changeset.header.author != author or changeset.number in undone:
            continue
        undoes = undone_by(store, reader.contents(changeset.number), reader)
        if undoes is None:
            return changeset.number
        undone.add(undoes)
    return None


def undo_last(store: Store, header: ChangesetInfo, *, reason: str) -> Imported:
    """Undo the last act of who records now that still stands.

    Raises ``NotFound`` where they did nothing here that is not undone, and as ``undoing.undo`` does.
    """
    number = undo_last_of(store, str(header.author))
    if number is None:
        hint = "whose acts there are: posl log; another's is undone by its number: posl undo @N"
        raise NotFound(f"there is no act of {header.author} that is not undone already", hint=hint)
    return undo(store, number, header, reason=reason)


def undone_by(store: Store, done: Contents, reader: contents.Reader) -> int | None:
    """Return the changeset that this one undoes: the one it names in its reasons, or whose changes it turns back."""
    for reason in _reasons(done):
        found = _UNDOES.match(reason or "")
        if found:
            return int(found[1])
    last = _before(store, done)
    if last is None or done.entries or done.records or done.attachments:
        return None
    before = reader.contents(last)
    turned_back = Counter(map(_change, fields_as_before(before))) == Counter(map(_change, done.edits))
    return last if turned_back and _restored(store, before, done) else None


def _reasons(done: Contents) -> Iterator[str | None]:
    """Every reason that the record itself keeps; edits and verdicts given back have none."""
    yield from (each.reason for each in done.retractions)
    yield from (each.reason for each in done.entries)
    yield from (each.reason for each in done.dropped)
    yield from (each.reason for each in done.settlements)
    yield from (each.note for each in done.reviews)


def _before(store: Store, done: Contents) -> int | None:
    """Return the last changeset before that touched what this one's first change is about."""
    number = done.changeset.number
    if done.edits:
        return earlier.edited_before(store, done.edits[0], number)
    entry = done.reviews[0].entry.id if done.reviews else None
    return earlier.reviewed_before(store, entry, number) if entry is not None else None


def _change(edit: Edit) -> Change:
    return edit.record, edit.field, edit.old, edit.new


def _restored(store: Store, before: Contents, done: Contents) -> bool:
    """Whether the verdicts it gives are those that held before the other changeset gave its own."""
    given = {each.entry.id: (each.verdict, each.reviewer, each.note) for each in done.reviews}
    if given.keys() != {each.entry.id for each in before.reviews}:
        return False
    held = reviews.verdicts(store, before.changeset.number - 1, [number for number in given if number is not None])
    return all(
        number in held and said == (held[number].verdict, held[number].reviewer, held[number].note)
        for number, said in given.items()
    )
