"""What a list of items is asked for, and what a line of it says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.readings import MatrixRow
from ledger.domain.records import Item, Party

if TYPE_CHECKING:
    from ledger.domain.measures import MeasureValue


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which items are wanted; an empty set, ``None`` and ``False`` want all. Each respect narrows the rest.

    ``where`` is a filter in words of its own (``ledger.domain.filters``); what it asks of changes are those ``since`` a
    point, else since the round before.
    """

    status: Collection[str] = ()
    track: Collection[str] = ()
    tag: Collection[str] = ()
    owner: Collection[str] = ()
    contested: bool = False
    silent: bool = False
    unreported: bool = False
    stale: int | None = None
    overdue: bool = False
    open_only: bool = False
    where: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item in a list: its row, who is silent on it, when anything was last said of it, when it is due.

    ``silent`` are the parties reported as not having raised it. ``unreported``: the reports we have hold no account of
    it, nor of what it is part of. ``contested``: any of its readings is. ``moved``, where that was asked for, is how
    far the parties moved on it. In a list the row has no cells: they are let go of as they are read.
    """

    row: MatrixRow
    silent: tuple[Party, ...]
    confirmed: date | None
    due: date | None
    unreported: bool = False
    contested: bool = False
    moved: "MeasureValue | None" = None

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.row.item
