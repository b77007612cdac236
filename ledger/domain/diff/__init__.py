"""What changed between two points, in a negotiator's verbs. Pure: what was read goes in, changes come out.

``verbs``       the table: what each verb is told by, the opposite of, how much it weighs
``sides``       a point as it was read (``View``), an item's status there (``StatusSide``), and a ``Change``
``direction``   nearer to whom: a move measured against where the other principals stand; spread
``cells``       item × party: which verbs lead from one account to another
``items``       issues and commitments: the same for their statuses, and what it means for others
``comparing``   one cell at two points: what every account bears, and what only some do
``changes``     two views in, changes out; filtered; in order
``passing``     what stood in between: the way of a change, and what went there and back
``remaining``   the checklist: what is open, how hard it is, what has not moved, what nobody has talked about
``heirs``       cells of records that were joined or split, compared with what goes on in their place
``tenures``     memberships and offices that began or ended in the days that pass
``around``      what else stands in a diff: what it rests on, whose doing a change is, what was redefined, rounds
``result``      all of it together, as one diff

``diff(a, a)`` is empty, and ``diff(b, a)`` is ``diff(a, b)`` turned round: before and after change places, and each
verb gives way to one of its ``OPPOSITES``.
"""

from ledger.domain.diff.around import (
    EarlierContest,
    HappeningGone,
    Learned,
    Redefined,
    RoundChange,
    Undated,
    contests_among,
    counted,
    redefined,
    round_changes,
    worded,
)
from ledger.domain.diff.cells import Verbs, evidence_verbs, one_account, own, stance_verbs, swapped
from ledger.domain.diff.changes import Leg, Only, changes, followed_since, in_order, legs, undated_in
from ledger.domain.diff.comparing import cell_change, item_change, undated
from ledger.domain.diff.direction import NOBODY, Others, Principals, SpreadChange, approach, spread_changes
from ledger.domain.diff.heirs import Heirs, split_since, under_later_keys
from ledger.domain.diff.items import Unlocked, item_verbs, packages, unlocked
from ledger.domain.diff.passing import inside_of, turned, with_way
from ledger.domain.diff.remaining import Checklist, Due, Quiet, Remaining, apart, due, remaining
from ledger.domain.diff.result import Diff, Surroundings, assemble, narrowed
from ledger.domain.diff.sides import AccountMove, CellKey, Cells, Change, Passed, StatusSide, View, said_of
from ledger.domain.diff.verbs import (
    EVIDENCE,
    GROUPS,
    MOVES,
    OPPOSITES,
    RESTS,
    SECTIONS,
    UNMOVED,
    VERBS,
    Cause,
    Verb,
    VerbRow,
    of_group,
)
from ledger.domain.evidence import Coverage

__all__ = [
    "EVIDENCE",
    "GROUPS",
    "MOVES",
    "NOBODY",
    "OPPOSITES",
    "RESTS",
    "SECTIONS",
    "UNMOVED",
    "VERBS",
    "AccountMove",
    "Cause",
    "CellKey",
    "Cells",
    "Change",
    "Checklist",
    "Coverage",
    "Diff",
    "Due",
    "EarlierContest",
    "HappeningGone",
    "Heirs",
    "Learned",
    "Leg",
    "Only",
    "Others",
    "Passed",
    "Principals",
    "Quiet",
    "Redefined",
    "Remaining",
    "RoundChange",
    "SpreadChange",
    "StatusSide",
    "Surroundings",
    "Undated",
    "Unlocked",
    "Verb",
    "VerbRow",
    "Verbs",
    "View",
    "apart",
    "approach",
    "assemble",
    "cell_change",
    "changes",
    "contests_among",
    "counted",
    "due",
    "evidence_verbs",
    "followed_since",
    "in_order",
    "inside_of",
    "item_change",
    "item_verbs",
    "legs",
    "narrowed",
    "of_group",
    "one_account",
    "own",
    "packages",
    "redefined",
    "remaining",
    "round_changes",
    "said_of",
    "split_since",
    "spread_changes",
    "stance_verbs",
    "swapped",
    "turned",
    "undated",
    "undated_in",
    "under_later_keys",
    "unlocked",
    "with_way",
    "worded",
]
