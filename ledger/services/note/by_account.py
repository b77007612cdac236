"""What only some accounts of a contested cell bear: by which account, from what to what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.domain.diff import EVIDENCE, AccountMove, Change, StatusSide, Verb
from ledger.domain.diff.verbs import VERBS
from ledger.domain.readings import Reading
from ledger.services.note.material import reading_of


@dataclass(frozen=True, slots=True)
class MoveByAccount:
    """What happened by one account: ``label`` says by which, ``had`` and ``has`` are what stood and stands by it."""

    label: str
    verbs: tuple[Verb, ...]
    had: Reading | None
    has: Reading | None


def moves_by_account(change: Change) -> Sequence[MoveByAccount]:
    """Return what happened by some accounts alone, without what the line tells of all of them.

    An account is told by what it has, or had; where two of them have the same, by the number of its entry.
    """
    of_all = EVIDENCE.union(verb for verb in change.verbs if VERBS[verb].group != "wording")
    moves = [
        replace(each, verbs=tuple(verb for verb in each.verbs if verb not in of_all)) for each in change.by_account
    ]
    moves = [each for each in moves if each.verbs]
    labels = [_account_of(change, each) for each in moves]
    if len(set(labels)) < len(labels):  # they differ in something else than what they have
        labels = [_numbered_account(change, each) for each in moves]
    return [
        MoveByAccount(label, each.verbs, _read_by(change.before, each), _read_by(change.after, each))
        for label, each in zip(labels, moves, strict=True)
    ]


def _ends_by_account(change: Change, move: AccountMove) -> tuple[int | None, int]:
    """Return by which account something happened; of a cell contested at both ends, from which to which."""
    before, after = reading_of(change.before), reading_of(change.after)
    if before is None or after is None or not (before.contested and after.contested):
        return None, move.entries[0]
    start = next((account.entry for account in before.accounts if account.entry in move.entries), None)
    return (None if start == move.entries[0] else start), move.entries[0]


def _read_by(side: Reading | StatusSide | None, move: AccountMove) -> Reading | None:
    """Return what stands at one end by the account by which something happened, where accounts differ there."""
    reading = reading_of(side)
    if reading is None or not reading.contested:
        return reading
    return next((account for account in reading.accounts if account.entry in move.entries), None)


def _account_of(change: Change, move: AccountMove) -> str:
    """Return it by what the accounts have: ``by the account that has supports``, ``from rejects to supports``."""
    start, end = _ends_by_account(change, move)
    readings = (reading for side in (change.before, change.after) if (reading := reading_of(side)))
    has = {account.entry: account.word for reading in readings for account in reading.accounts}
    if end not in has:
        return _numbered_account(change, move)
    if start is None:
        return f"by the account that {'has' if change.contested else 'had'} {has[end]}"
    return f"from {has[start]} to {has[end]}"


def _numbered_account(change: Change, move: AccountMove) -> str:
    """Return it by the numbers of the entries that lead the accounts."""
    start, end = _ends_by_account(change, move)
    if start is None:
        return f"by the account of entry {end}"
    return f"from the account of entry {start} to that of entry {end}"
