"""What changed between two points, in a negotiator's verbs. Pure: what was read goes in, changes come out.

``verbs``       the words, what each is the opposite of, and how much each weighs
``sides``       a point as it was read (``View``), an item's status there (``StatusSide``), and a ``Change``
``cells``       item × party: which verb leads from one reading to another
``items``       issues and commitments: the same for their statuses
``changes``     two views in, changes out; moved and corrected kept apart; filtered; in order
``spread``      which items came closer together or went further apart
``remaining``   the checklist: what is open, how hard it is, what has not moved, what nobody has talked about
``bearing``     what one item's change means for others: packages, conditions that fall away
``result``      all of it together, as one diff

``diff(a, a)`` is empty, and ``diff(b, a)`` is ``diff(a, b)`` turned round: before and after change places, and each
verb gives way to one of its ``OPPOSITES``.
"""

from ledger.domain.diff.bearing import Unlocked, packages, unlocked
from ledger.domain.diff.cells import cell_verb, evidence_verbs
from ledger.domain.diff.changes import Leg, Only, changes, in_order, legs
from ledger.domain.diff.items import item_verb
from ledger.domain.diff.remaining import Checklist, Due, Remaining, due, remaining, still, unspoken
from ledger.domain.diff.result import Diff, assemble, narrowed
from ledger.domain.diff.sides import Cells, Change, Key, Passed, StatusSide, View
from ledger.domain.diff.spread import SpreadChange, spread_changes
from ledger.domain.diff.verbs import EVIDENCE, OPPOSITES, UNMOVED, Cause, Verb

__all__ = [
    "EVIDENCE",
    "OPPOSITES",
    "UNMOVED",
    "Cause",
    "Cells",
    "Change",
    "Checklist",
    "Diff",
    "Due",
    "Key",
    "Leg",
    "Only",
    "Passed",
    "Remaining",
    "SpreadChange",
    "StatusSide",
    "Unlocked",
    "Verb",
    "View",
    "assemble",
    "cell_verb",
    "changes",
    "due",
    "evidence_verbs",
    "in_order",
    "item_verb",
    "legs",
    "narrowed",
    "packages",
    "remaining",
    "spread_changes",
    "still",
    "unlocked",
    "unspoken",
]
