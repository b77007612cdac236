"""The checklist: issues of substance, top level. Procedure, context and promises are counted apart."""

from enum import StrEnum

from ledger.domain.records import Item
from ledger.domain.words import ItemKind, Matter


class Tally(StrEnum):
    """What an item is counted as; a part is counted with its whole, and not for itself."""

    substance = "substance"
    procedure = "procedure"
    context = "context"
    commitment = "commitment"
    part = "part"


def tally(item: Item) -> Tally:
    """Return what an item is counted as."""
    if item.kind is ItemKind.commitment:
        return Tally.commitment
    return Tally.part if item.part_of else _OF_MATTER[item.matter]


_OF_MATTER = {
    Matter.substance: Tally.substance,
    Matter.procedure: Tally.procedure,
    Matter.context: Tally.context,
}


def on_checklist(item: Item) -> bool:
    """Whether an item is one of the points that people mean when they count what is open."""
    return tally(item) is Tally.substance
