"""Stances that may be misread: held after their only source came out, or said otherwise of the same place before.

Both may be meant (a source that tells what a party is going to hold; one paragraph that tells of two moves in a day),
so they are noted and never refused. Two quotes of one paragraph, coded one after the other in one file, are a sequence.
"""

from collections.abc import Iterator
from dataclasses import replace

from ledger.domain.entries import Citation, Entry, StanceEntry, says_the_same
from ledger.domain.planning.desk import Desk
from ledger.domain.seed import Part
from ledger.errors import Fault


def note(desk: Desk, part: Part, entry: Entry) -> None:
    """Note on the plan what is odd about a stance and its sources, with its place in the file where there is one."""
    if not isinstance(entry.said, StanceEntry):
        return
    for odd in (*_after_its_source(desk, entry), *_otherwise_there(desk, entry)):
        placed = part.fault(odd.message, odd.path or "", hint=odd.hint) if part.file else replace(odd, path=None)
        desk.plan.note(str(placed))


def _after_its_source(desk: Desk, entry: Entry) -> Iterator[Fault]:
    """Yield what is odd about a source that is older than what it reports."""
    sources = [desk.now.frame.sources.get(key) for key in entry.sources]
    only = sources[0] if len(sources) == 1 else None
    begins = entry.held.first
    if only is not None and only.published is not None and only.published.last < begins:
        held = f"in round {entry.said.round}, from {begins}" if entry.by_round else f"on {entry.held}"
        option = "--round KEY" if entry.by_round else "--held-on DAY"
        yield Fault(
            f"entry {entry.id} is held {held}, after {only.key} was published ({only.published})",
            path="round" if entry.by_round else "held_on",
            hint=f"a slip: posl correct {entry.id} {option} --reason …; else leave it: it counts from then on",
        )


def _otherwise_there(desk: Desk, entry: Entry) -> Iterator[Fault]:
    """Yield what is odd about another stance, of the same time, read out of the same place of the same source."""
    for known in desk.now.standing(entry.said.cell, entry.held):
        another = known.id != entry.supersedes and not says_the_same(known.said, entry.said)
        shared = _shared(entry, known) if another else None
        if shared is not None:
            yield Fault(
                f"entry {entry.id} has another stance than entry {known.id} ({getattr(known.said, 'stance', '')}), "
                f"of the same time and from the same place, {shared.source} {shared.at}",
                path="stance",
                hint=f"a slip: posl correct {known.id} --stance … --reason …, or retract one of them; else leave it",
            )


def _shared(entry: Entry, known: Entry) -> Citation | None:
    """Return the place that both are read out of, if there is one."""
    one_act = entry.changeset == known.changeset
    return next(
        (
            other
            for one in entry.said.cite
            for other in known.said.cite
            if one.at and (one.source, one.at) == (other.source, other.at) and not (one_act and _two_quotes(one, other))
        ),
        None,
    )


def _two_quotes(one: Citation, other: Citation) -> bool:
    return None not in (one.quote, other.quote) and one.quote != other.quote
