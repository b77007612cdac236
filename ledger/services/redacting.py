"""Something taken out of the record for good, by a recorded act that keeps the chain checkable.

It is the one act that changes what is recorded. What was there is gone from the ledger's tables and its search; a
marker stands in its place, and the act says by whom and why.
"""

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.domain import authorship
from ledger.domain.authorship import mark
from ledger.domain.entries import Entry, RemarkEntry
from ledger.domain.intents import Redact
from ledger.domain.planning import claims
from ledger.domain.records import LedgerInfo, Person
from ledger.domain.redaction import Redactor, Taken, marker_of
from ledger.domain.seed import ChangesetInfo
from ledger.errors import IntegrityFailure, InvalidData, NotFound, Unavailable, UsageError
from ledger.services.acting import entry_or_fail, in_words_of, record_or_fail, titled
from ledger.storage import chain, entries, planning_facts, redactions, register
from ledger.storage.database import Store
from ledger.storage.recording import Recording

OF_ENTRY = ("condition", "title", "text", "summary", "reason")
OF_CITATION = ("quote", "translation", "note")
FIELDS = (*OF_ENTRY, *OF_CITATION)
SHORTEST_TEXT = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken out: a person, fields of an entry, or texts wherever they stand.

    With ``remarks``, what the person is recorded to have said goes too: remarks, and quotes of theirs.
    """

    person: str | None = None
    remarks: bool = False
    entry: int | None = None
    fields: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What came of it. ``salt`` is told once and kept nowhere: with it and a text, its salted hash can be shown."""

    changeset: int
    records: int
    markers: tuple[tuple[str, str], ...]
    salt: str


def redact(store: Store, wanted: Wanted, header: ChangesetInfo, *, reason: str, salt: bytes | None = None) -> TakenOut:
    """Take something out; the act is recorded, and cannot be undone.

    Raises ``NotFound`` where it stands nowhere, ``InvalidData`` where the ledger names owners and this is none of them,
    ``IntegrityFailure`` where the record is not sound: what was tampered with must not be covered up.
    """
    because = in_words_of(reason, "reason")
    header = claims.signed(header, planning_facts.ledger_now(store))
    _check_right(store, header)
    _check_sound(store, "it is not sound already")
    salt = salt or secrets.token_bytes(32)
    redactor = Redactor(_taken(store, wanted), salt)
    found = redactions.take_out(store, redactor)
    if not found:
        raise NotFound(
            "what is to be redacted stands nowhere in this ledger", hint="posl search finds where words stand"
        )
    titles = titled(header, f"redact {_named(wanted, redactor)}: {redactor.text(because, keys=True)}")
    recording = Recording(store, titles.model_copy(update={"redacted": None}))
    recording.carry_out([Redact(each) for each in found])
    recording.finish()
    _check_sound(store, "it would not be sound afterwards")
    markers = tuple((marker_of(salted), salted) for salted in redactor.salted.values())
    return TakenOut(recording.number, len(found), markers, salt.hex())


def _check_right(store: Store, header: ChangesetInfo) -> None:
    info = register.load_one(store, LedgerInfo)
    for each in info.values():
        if each.owners and mark(header.author or "") not in authorship.marks(*each.owners):
            message = f"the ledger's owners alone redact ({', '.join(each.owners)})"
            raise InvalidData(message, hint=f"{header.author} is none of them")
    if store.is_postgres and not redactions.may_change(store):
        raise Unavailable(
            "what is recorded can be changed by who made the tables alone", hint="redact as the role that made them"
        )


def _check_sound(store: Store, what: str) -> None:
    first = next(chain.findings(store), None)
    if first is not None:
        raise IntegrityFailure(f"{first.where}: {first.message}; nothing was redacted: {what}", hint="posl verify")


def _named(wanted: Wanted, redactor: Redactor) -> str:
    if wanted.person is not None:
        return f"person:{redactor.keys.get(wanted.person, wanted.person)}"
    return f"entry {wanted.entry}: {', '.join(wanted.fields)}" if wanted.entry is not None else "a text"


# -- what is meant ----------------------------------------------------------------------------------------------------


def wanted(store: Store, what: str | None, fields: Collection[str], texts: Collection[str], *, remarks: bool) -> Wanted:
    """Return what is meant by ``person:KEY`` or an entry's number; raise ``UsageError`` where that is nothing."""
    asked = Wanted(remarks=remarks, fields=tuple(fields), texts=tuple(texts))
    if what is not None and what.startswith(f"{Person.table}:"):
        key = record_or_fail(store, Person.table, what.partition(":")[2]).natural_key
        asked = replace(asked, person=key)
    elif what is not None and what.isascii() and what.isdigit():
        asked = replace(asked, entry=int(what))
    elif what is not None:
        raise UsageError(f'"{what}" is neither a person nor an entry', hint="person:KEY, or the number of an entry")
    if (asked.entry is None) is bool(fields):
        raise UsageError("an entry is redacted by its fields, and nothing else is", hint="posl redact 26 --field quote")
    if what is None and not texts:
        raise UsageError("what is to be redacted?", hint="person:KEY, an entry's number, or --text TEXT")
    if remarks and asked.person is None:
        raise UsageError("--remarks goes with person:KEY")
    return asked


def _taken(store: Store, wanted: Wanted) -> Iterator[Taken]:
    for each in wanted.texts:
        if len(each.strip()) < SHORTEST_TEXT:
            raise UsageError(f'"{each}" is too short to be taken out wherever it stands')
        yield Taken(each.strip())
    if wanted.person is not None:
        yield from _of_person(store, wanted.person, remarks=wanted.remarks)
    if wanted.entry is not None:
        yield from _of_entry(entry_or_fail(store, wanted.entry), wanted.fields)


def _of_person(store: Store, key: str, *, remarks: bool) -> Iterator[Taken]:
    person = record_or_fail(store, Person.table, key)
    assert isinstance(person, Person)
    yield from (Taken(each, key=True) for each in redactions.persons_keys(store, key))
    names = [person.name, *person.aliases]
    for value in redactions.former_values(store, person.ref, ("name", "aliases")):
        names += [value] if isinstance(value, str) else value or []
    yield from (Taken(name) for name in names if len(name) >= SHORTEST_TEXT)
    if remarks:
        yield from _said_by(store, key)


def _said_by(store: Store, key: str) -> Iterator[Taken]:
    """Yield what a person is recorded to have said: remarks, and what is quoted of them."""
    numbers = redactions.spoken_by(store, key)
    for entry in entries.by_ids(store, numbers).values():
        if isinstance(entry.said, RemarkEntry) and entry.said.by == key:
            yield Taken(entry.said.text, whole=True)
            yield from _whole(entry.said.summary)
        for cited in entry.said.cite:
            if key in (cited.by, entry.said.__dict__.get("by")):
                yield from _whole(cited.quote, cited.translation)


def _of_entry(entry: Entry, fields: Collection[str]) -> Iterator[Taken]:
    for name in fields:
        if name not in FIELDS:
            raise UsageError(f"{name} cannot be redacted of an entry", hint=f"one of: {', '.join(FIELDS)}")
    values = {**entry.said.values(), "reason": entry.reason}
    found: list[Taken] = [each for name in fields if name in OF_ENTRY for each in _whole(values.get(name))]
    for cited in entry.said.cite:
        found += [each for name in fields if name in OF_CITATION for each in _whole(getattr(cited, name))]
        if "quote" in fields:
            found += _whole(cited.prefix, cited.suffix)
    if not found:
        raise NotFound(
            f"entry {entry.id} has no {' or '.join(fields)}", hint=f"posl show {entry.said.cell.item or '@N'}"
        )
    yield from found


def _whole(*values: str | None) -> Sequence[Taken]:
    return [Taken(value, whole=True) for value in values if value]
