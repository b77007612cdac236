"""The note on two points of a ledger: gathered and built."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

from ledger.domain.floors import OWN, Counting
from ledger.formats.document import Document
from ledger.services import measuring
from ledger.services.comparing import Compared, compare
from ledger.services.diffing import Wanted
from ledger.services.listing import events
from ledger.services.matrix import matrix_at
from ledger.services.note.build import note
from ledger.services.note.material import Material, of_compared
from ledger.storage.database import Store


def note_of(
    store: Store, compared: Compared, *, brief: bool = True, whole: bool = True, counting: Counting = OWN
) -> Document:
    """Return the note on a comparison, without pictures: what ``posl diff`` prints and the diff screen lists."""
    return note(of_compared(store, compared, counting=counting, whole=whole), brief=brief)


def report_between(
    store: Store,
    from_text: str,
    to_text: str = "now",
    *,
    sections: Sequence[str] = (),
    counting: Counting = OWN,
    **wanted: Unpack[Wanted],
) -> Document:
    """Return the whole note on what changed between two points, or the sections chosen.

    Raises as ``points.resolve`` does, and ``UsageError`` for a section that there is not.
    """
    compared = compare(store, from_text, to_text, with_rows=True, counting=counting, **wanted)
    material = of_compared(store, compared, counting=counting, whole=not any(wanted.values()))
    return note(_pictured(store, material, from_text, to_text, counting=counting), sections=sections)


def _pictured(store: Store, material: Material, from_text: str, to_text: str, *, counting: Counting) -> Material:
    """Add what the pictures and tables of a report are made of."""
    start, end = material.diff.from_point, material.diff.to_point
    later = to_text if start.held_on <= end.held_on else from_text
    told = events(store, to_text, counting=counting)
    return replace(
        material,
        matrices=(
            matrix_at(store, from_text, counting=counting),
            matrix_at(store, to_text, counting=counting),
        ),
        series=measuring.over_rounds(store, later, also=[start, end], counting=counting),
        events=tuple(each for each in told if start.held_on < each.entry.held.last),
    )
