"""What somebody who stays on a ledger looks at again and again: whether anything is new, and who and what is in it."""

from ledger.domain.frame import Frame
from ledger.storage import changesets, frame
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store


def last_changeset(store: Store) -> int:
    """Return the number of the last changeset, 0 in an empty ledger."""
    return changesets.last_number(store)


def known_now(store: Store) -> tuple[int, Frame]:
    """Return the descriptive records as known now, and the changeset they are known at."""
    return changesets.last_number(store), frame.load(store)


def known_at(store: Store, number: int) -> Frame:
    """Return the descriptive records as known at a changeset."""
    return frame.load(store, number)


def recent(store: Store) -> list[Changeset]:
    """Return all changesets, newest first: the places in known time one can look from."""
    return changesets.log(store)
