"""What somebody who stays on a ledger looks at again and again: whether anything is new, and who and what is in it."""

import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ledger import settings
from ledger.domain.register import Register
from ledger.errors import NotFound, Unavailable
from ledger.storage import changesets, register
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store, same_schema


def last_changeset(store: Store) -> int:
    """Return the number of the last changeset, 0 in an empty ledger; raise ``SchemaMismatch`` after an upgrade."""
    same_schema(store)
    return changesets.last_number(store)


class Glance(NamedTuple):
    """The last changeset by number and hash, and the hash of one that was seen before; none where there is no such."""

    number: int
    hash: str | None
    hash_then: str | None = None


def glance(store: Store, then: int | None = None) -> Glance:
    """Return what tells whether anything is new, and whether it is still the ledger it was at a changeset."""
    number = last_changeset(store)
    return Glance(number, _hash_of(store, number), _hash_of(store, then) if then and then <= number else None)


def _hash_of(store: Store, number: int) -> str | None:
    return changesets.hash_of(store, number) if number else None


TOLD = 3


def told_between(store: Store, before: int, last: int) -> list[str]:
    """Return who recorded what since a changeset, a line each; of many the last few."""
    numbers = range(max(before, last - TOLD) + 1, last + 1)
    headers = ((number, changesets.get(store, number).header) for number in numbers)
    return [f"@{number} {header.author}: {header.message or 'no message'}" for number, header in headers]


def known_now(store: Store) -> tuple[int, Register]:
    """Return the descriptive records as known now, and the changeset they are known at."""
    number = changesets.last_number(store)
    return number, register.load_now(store, number)


def known_at(store: Store, number: int) -> Register:
    """Return the descriptive records as known at a changeset."""
    return register.load(store, number)


def recent(store: Store) -> list[Changeset]:
    """Return all changesets, newest first: the places in known time one can look from."""
    return changesets.log(store)


# ----------------------------------------------------------------------------------------------------------------------
# What a reader has seen of a ledger: kept in the state folder, by ledger and author, and never in the ledger.

LOOKS = "looks"
HOW = "posl seen says that you have seen all that stands here now; leaving the screens says it too"


class Look(NamedTuple):
    """What a reader had seen: all until changeset ``known_at``, on that day. ``author`` is who looked."""

    author: str
    known_at: int
    on: date


def seen(store: Store, until: int | None = None) -> Look:
    """Keep that the reader has seen everything recorded until now, or until a changeset; the ledger is only read.

    Raises ``Unavailable`` where the state folder cannot be written to.
    """
    last = changesets.last_number(store)
    number = last if until is None else min(until, last)
    look = Look(settings.author_name(store.reader), number, settings.today())
    path = state_file(store, LOOKS)
    found = settings.read_state(path)
    found[look.author] = {"known_at": number, "hash": changesets.hash_of(store, number), "on": look.on.isoformat()}
    try:
        settings.write_state(path, found)
    except OSError as problem:
        raise Unavailable(f"{path} cannot be written: {problem.strerror}", hint="POSL_STATE names the folder") from None
    return look


def last_look(store: Store) -> Look:
    """Return what the reader had seen when they last said so.

    Raises ``NotFound`` where they never did, or where another ledger stands in the place of the one they saw.
    """
    author = settings.author_name(store.reader)
    kept = settings.read_state(state_file(store, LOOKS)).get(author)
    if kept is None:
        raise NotFound(f"{author} has not looked at this ledger yet", hint=HOW)
    try:
        look = Look(author, int(kept["known_at"]), date.fromisoformat(kept["on"]))
        is_same = changesets.hash_of(store, look.known_at) == kept["hash"]
    except (KeyError, TypeError, ValueError):
        is_same = False
    if not is_same:
        raise NotFound(f"the ledger that {author} last looked at is another one than this", hint=HOW)
    return look


def state_file(store: Store, kept: str) -> Path:
    """Return where something of this ledger is kept for its reader; a file is the same from whatever folder."""
    path = store.location.path
    named = str(path.resolve()) if path is not None else str(store.location)
    return settings.state_folder() / f"{hashlib.sha256(named.encode()).hexdigest()[:16]}-{kept}.json"
