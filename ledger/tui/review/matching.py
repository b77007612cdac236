"""What an entry that waits says, for a filter to look through."""

from collections.abc import Callable, Iterator

from ledger.domain.entries import Entry, EventEntry, StanceEntry, StatusEntry
from ledger.domain.frame import Frame
from ledger.domain.naming import names_of
from ledger.services.reviewing import Waiting
from ledger.tui.terms import Facts, Wanted

TERMS = ("is", "item", "kind", "party", "source", "stance", "status")


def matcher(typed: str, known: Frame) -> Callable[[Entry], bool] | None:
    """Return what looks through all that waits for a filter, or ``None`` where nothing is typed."""
    wanted = Wanted.typed(typed, TERMS)
    return (lambda entry: matches(wanted, entry, known)) if wanted else None


def matches(wanted: Wanted, entry: Entry, known: Frame, waiting: Waiting | None = None) -> bool:
    """Whether a filter wants the entry; what accepting it would do counts where that has been worked out."""
    return wanted.found(lambda: " ".join(_words(entry, known, waiting)), lambda: _facts(entry, known, waiting))


def _words(entry: Entry, known: Frame, waiting: Waiting | None) -> Iterator[str]:
    """All that the screen shows of it: values, names, citations, effects."""
    yield f"{entry.kind.value} {entry.held} {entry.said.round or ''}"
    yield from (str(value) for value in entry.said.values().values() if value is not None)
    for names in _facts(entry, known, waiting).values():
        yield from (name for name in names if name)
    for cited in entry.said.cite:
        yield from (said for said in (cited.at, cited.quote, cited.note) if said)
    if waiting is not None:
        yield from (effect.text for effect in waiting.effects)


def _facts(entry: Entry, known: Frame, waiting: Waiting | None) -> Facts:
    cell, said = entry.said.cell, entry.said
    items = said.items if isinstance(said, EventEntry) else (cell.item,)
    party = known.parties.get(cell.party or "")
    sources = [cited.source for cited in said.cite if cited.source]
    return {
        "is": [effect.kind.value for effect in waiting.effects] if waiting else [],
        "item": [name for key in items if key for name in (key, _title(key, known))],
        "kind": [entry.kind.value],
        "party": names_of(party) if party else [cell.party],
        "source": [name for key in sources for name in (key, _publisher(key, known))],
        "stance": [said.stance.value] if isinstance(said, StanceEntry) else [],
        "status": [said.status.value] if isinstance(said, StatusEntry) else [],
    }


def _title(item: str, known: Frame) -> str | None:
    return known.items[item].title if item in known.items else None


def _publisher(source: str, known: Frame) -> str | None:
    found = known.sources.get(source)
    return (found.publisher or found.title) if found else None
