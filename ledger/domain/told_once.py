"""What happened, and what was said: recorded for each source that tells of it, and told once."""

from collections.abc import Iterable, Sequence

from ledger.domain.accounts import plain_words
from ledger.domain.entries import Entry, EventEntry, RemarkEntry

Alike = tuple[Entry, ...]
"""Events, or remarks, that say the same of the same days, in the order given."""


def told_once(found: Iterable[Entry]) -> list[Alike]:
    """Put together the events, and the remarks, that say the same of the same days, where the first of them stands.

    A remark is the same of one person alone, or of one kind of speaker; of whom nobody names, nobody knows it. What
    else they give, as figures, may differ.
    """
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for entry in found:
        groups.setdefault(what_is_told(entry), []).append(entry)
    return [tuple(group) for group in groups.values()]


def as_one(alike: Sequence[Entry]) -> Entry:
    """Return the first of entries that say the same, with the places that all of them cite."""
    first, *others = alike
    cited = tuple(dict.fromkeys(citation for entry in alike for citation in entry.said.cite))
    return first.model_copy(update={"said": first.said.model_copy(update={"cite": cited})}) if others else first


def what_is_told(entry: Entry) -> tuple[object, ...]:
    """Return what is said, on what, of which days and by whom; what is held of an item stands for itself."""
    said = entry.said
    if isinstance(said, EventEntry):
        return entry.kind, plain_words(said.title), frozenset(said.items), str(entry.held)
    if isinstance(said, RemarkEntry):
        who = said.by or next((cited.by or cited.speaker for cited in said.cite if cited.by or cited.speaker), None)
        if who is not None:
            return entry.kind, plain_words(said.text), frozenset(said.about), str(entry.held), who
    return (entry.id,)
