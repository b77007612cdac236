"""What we described otherwise: an edit of what stances, statuses or grades are measured by is nobody's move."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from ledger.domain.diff.around import Redefined
from ledger.domain.records import Item, LedgerInfo, Party, Round, Source

MEASURES: Mapping[str, frozenset[str]] = {
    Item.table: frozenset({
        "question", "scale", "difficulty", "links", "matter", "kind", "part_of", "due", "by", "to",
    }),
    Party.table: frozenset({"role"}),
    Source.table: frozenset({"reliability", "carries", "kind"}),
    Round.table: frozenset({"starts", "ends"}),
    LedgerInfo.table: frozenset({"counts", "floor"}),
}  # fmt: skip
"""By table, the fields that something is measured by."""
_WORDING = frozenset({"question", "scale"})
"""Fields that say what a stance on the item means."""


class Edited(Protocol):
    """An edit: values are canonical JSON."""

    @property
    def record(self) -> str:
        """The record as the journal names it: ``item:land``."""

    @property
    def field(self) -> str:
        """The field."""

    @property
    def old(self) -> str:
        """The value before."""

    @property
    def new(self) -> str:
        """The value after."""

    @property
    def changeset(self) -> int:
        """The changeset of the edit."""


def redefined(edits: Iterable[Edited]) -> list[tuple[Redefined, int]]:
    """Return what edits changed in the end, in order, each with the changeset of its last edit.

    A round whose days were entered for the first time is no redefinition.
    """
    found: dict[tuple[str, str], tuple[Redefined, int]] = {}
    for edit in edits:
        table = edit.record.partition(":")[0]
        if edit.field in MEASURES.get(table, ()):
            place = edit.record, edit.field
            old = found[place][0].old if place in found else json.loads(edit.old)
            found[place] = Redefined(*place, old, json.loads(edit.new)), edit.changeset
    return [each for each in found.values() if each[0].old != each[0].new and not _first_given(each[0])]


def _first_given(each: Redefined) -> bool:
    return each.old is None and each.record.startswith(f"{Round.table}:")


def worded(found: Iterable[tuple[Redefined, int]]) -> dict[str, int]:
    """Return the items of which the wording changed, each with the last changeset that changed it."""
    return {
        each.record.partition(":")[2]: changeset
        for each, changeset in found
        if each.record.startswith(f"{Item.table}:") and each.field in _WORDING
    }


def counted(
    found: Iterable[tuple[Redefined, int]], stances: Mapping[str, int], *, forwards: bool
) -> tuple[Redefined, ...]:
    """Fill in how many stances were given to the old wording; read backwards, old and new change places."""
    told: list[Redefined] = []
    for each, _changeset in found:
        count = stances.get(each.record.partition(":")[2], 0) if each.field in _WORDING else 0
        old, new = (each.old, each.new) if forwards else (each.new, each.old)
        told.append(replace(each, old=old, new=new, stances=count))
    return tuple(told)
