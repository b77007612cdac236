"""What can be asked of an entry: a stance, a status, an event or a remark as somebody recorded it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.domain.entries import Entry
from ledger.domain.filters.reading import Flag, Known, Language, Name, Sort
from ledger.domain.filters.things import STANCES, STATUSES
from ledger.domain.filters.values import Value
from ledger.domain.naming import names_of
from ledger.domain.words import SCORES, EntryKind, Speaker, Stance


@dataclass(frozen=True, slots=True)
class Stated:
    """An entry, what it would do (``effects``, by word) and what else is told of it."""

    entry: Entry
    known: Known = field(default_factory=dict)
    effects: Mapping[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    began: date | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """The items it is about."""
        said = self.entry.said
        return tuple(getattr(said, "items", ())) or tuple(filter(None, (said.cell.item,)))

    @property
    def told(self) -> frozenset[str]:
        """Words for what it would do, and for how it stands."""
        return self.marks | self.effects.keys()

    @property
    def party(self) -> str | None:
        """Whose it is."""
        return self.entry.said.cell.party


def _said(name: str) -> Callable[[Stated], Value]:
    return lambda stated: stated.entry.said.values().get(name)


def _cited(name: str) -> Callable[[Stated], Value]:
    def value(stated: Stated) -> Value:
        found = (getattr(cited, name) for cited in stated.entry.said.cite)
        return tuple(str(getattr(each, "value", each)) for each in found if each)

    return value


def _behalf(stated: Stated) -> Value:
    return tuple(getattr(stated.entry.said, "on_behalf_of", ())) or None


def _by(stated: Stated) -> Value:
    said = getattr(stated.entry.said, "by", None)
    return tuple(filter(None, [said, *(cited.by for cited in stated.entry.said.cite)]))


NAMES: dict[str, Name[Stated]] = {
    "kind": Name(lambda stated: stated.entry.kind.value, words=tuple(EntryKind), about="stance, status, event, remark"),
    "item": Name(lambda stated: stated.items, table="item", about="the item, by key or title"),
    "party": Name(lambda stated: stated.party, table="party", about="who holds it"),
    "on_behalf_of": Name(_behalf, table="party", about="who it is said for besides"),
    "stance": Name(_said("stance"), words=STANCES, ordered=True, about="what the party holds"),
    "score": Name(
        lambda stated: SCORES.get(str(_said("stance")(stated))), Sort.number, about="−3 rejects … +3 demands"
    ),
    "status": Name(_said("status"), words=STATUSES, ordered=True, about="where an item stands"),
    "condition": Name(_said("condition"), about="what would make the party say yes"),
    "position": Name(_said("position"), Sort.number, about="0–100 on the item's scale"),
    "tone": Name(_said("tone"), Sort.number, about="of a remark: -2 (bleak) to 2 (hopeful)"),
    "confidence": Name(_said("confidence"), words=("low", "moderate", "high"), ordered=True, about="of the analyst"),
    "held_on": Name(lambda stated: stated.entry.held, Sort.day, about="the days on which it was held"),
    "round": Name(lambda stated: stated.entry.said.round, table="round", about="the round that it was held in"),
    "source": Name(_cited("source"), table="source", about="a source that it rests on"),
    "speaker": Name(_cited("speaker"), words=tuple(Speaker), about="what word it is"),
    "by": Name(_by, table="person", about="the person whose words they are"),
    "credibility": Name(
        lambda stated: min(cited.credibility for cited in stated.entry.said.cite), Sort.number, about="1 to 6"
    ),
    "quote": Name(_cited("quote"), about="the source's own words"),
    "changeset": Name(lambda stated: stated.entry.changeset, Sort.number, about="which act recorded it"),
}
"""What an entry says, and on whose word."""


def _text(stated: Stated) -> Iterable[str | None]:
    """All that is shown of an entry: values, names, citations, effects."""
    said = stated.entry.said
    yield f"{stated.entry.kind.value} {stated.entry.held} {said.round or ''} " + " ".join(
        [*(str(value) for value in said.values().values() if value is not None), *_names(stated)]
    )
    for cited in said.cite:
        yield from (cited.at, cited.quote, cited.note)
    yield from stated.effects.values()


def _names(stated: Stated) -> Iterable[str]:
    """Names of all that it speaks of."""
    for table, keys in (
        ("item", stated.items),
        ("party", (stated.party,)),
        ("source", tuple(cited.source for cited in stated.entry.said.cite)),
    ):
        for key in filter(None, keys):
            record = stated.known.get(table, {}).get(key)
            yield key
            if record is not None:
                yield from names_of(record)
                yield from filter(None, (getattr(record, name, None) for name in ("title", "publisher")))


def language(effects: Mapping[str, str]) -> Language[Stated]:
    """Return what can be asked of entries; ``effects``: words for what accepting one would do, and what they mean."""
    flags = {
        "contested": _flag(lambda stated: bool({"contested", "contradicts"} & stated.told), "another contradicts it"),
        "stale": _flag(lambda s: s.began is not None and s.entry.held.last < s.began, "held before the last round"),
        "silent": _flag(
            lambda stated: _said("stance")(stated) == Stance.silent, "reported as not raised, or no comment"
        ),
        "unreviewed": _flag(lambda stated: "reviewed" not in stated.marks, "nobody has accepted it"),
        "moved": _flag(lambda stated: "moves" in stated.told, "the party moved by it"),
        "overdue": _flag(lambda stated: "overdue" in stated.told, "of a promise whose day has passed"),
    }
    done = {word: _flag(_has(word), about) for word, about in effects.items()}
    return Language(NAMES, {**flags, **done}, _text)


def _flag(test: Callable[[Stated], bool], about: str) -> Flag[Stated]:
    return Flag(test, about)


def _has(word: str) -> Callable[[Stated], bool]:
    return lambda stated: word in stated.effects
