"""Whether a settlement has lost its ground: what it kept counts no more, and what it took back is said by nobody.

The claims of both entries come in, and those of what counts; nothing is read here.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from ledger.domain.accounts import CellClaim, alike


class Outweighed(NamedTuple):
    """A contest that ended by keeping an account: the claims of the entry ``kept``, and of the one taken ``back``.

    ``heirs`` are the numbers of all that ever stood in the place of the kept entry, with its own.
    """

    kept: Sequence[CellClaim]
    back: Sequence[CellClaim]
    heirs: Collection[int]


def lost_its_ground(settled: Outweighed, here: Collection[CellClaim], elsewhere: Iterable[CellClaim] = ()) -> bool:
    """Whether nothing that counts in the cell (``here``) says what was kept, and nothing says anew what was taken back.

    ``elsewhere`` is what counts in the cells to which the kept entry was moved: it may be said anew there as well.
    """
    if any(_keeps(claim, settled) for claim in here):
        return False
    return not any(_says_anew(claim, settled.back) for claim in (*here, *elsewhere))


def _keeps(claim: CellClaim, settled: Outweighed) -> bool:
    """Whether a claim says what was kept: in its place, of whatever days, for those of a round may have changed.

    Or beside it, where it contradicts what was taken back: an account may rest on several entries, and one is named.
    """
    if not any(alike(claim, each) for each in settled.kept):
        return False
    against = (each for each in settled.back if not alike(claim, each))
    return claim.entry in settled.heirs or any(claim.held.overlaps(each.held) for each in against)


def _says_anew(claim: CellClaim, back: Iterable[CellClaim]) -> bool:
    """Whether a claim says what was taken back, by a source of it: another's word is not its own."""
    return any(claim.source == each.source and alike(claim, each) and claim.held.overlaps(each.held) for each in back)
