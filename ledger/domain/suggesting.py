"""Suggestions by rule: a party, then a word that tells a stance, and an item, all in one sentence, make a proposal.

Who is meant goes by names and aliases, of parties and of persons who hold an office for one; what it is about by an
item's key, title, tags and question; what is held by a lexicon. Little is suggested rather than much: of a sentence
that guesses or asks nothing, of a party and an item each stance once. No rule knows what it reads; a person decides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ledger.domain.entries import Citation, StanceEntry
from ledger.domain.lexicon import Lexicon
from ledger.domain.moments import HeldOn
from ledger.domain.naming import names_of
from ledger.domain.quotes import MOST, QuotedText
from ledger.domain.records import Item, Person
from ledger.domain.register import Register
from ledger.domain.words import Speaker, Stance

ENOUGH = 1.0
"""How much the words of a sentence have to weigh for an item; a word that only one item has weighs 1."""
FAR = 90
"""Characters between a party and the word that tells its stance."""
SHORTLY = 25
_SENTENCE = re.compile(r"[^\s].*?(?:[.!?…][\"'”’»)]*(?=\s|$)|$)")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}|\b(?:Mr|Mrs|Ms|Dr|Gen|St|vs|etc|No|Lt|Col)\.")
_CLAUSE_ENDS = re.compile(r"[;:—]|,? (?:while|whereas|but|although) ")
_LAST_WORD = re.compile(r"(\w+)[\s-]+$")
_QUOTED = re.compile(r"[\"“”«»]")


@dataclass(frozen=True, slots=True)
class Named:
    """A party named in a sentence, at a place; ``by`` is the person it was named by."""

    start: int
    end: int
    party: str
    by: str | None = None


class Suggester:
    """Reads texts with the eyes of one ledger: its parties, persons and items, and a language's lexicon."""

    def __init__(self, known: Register, lexicon: Lexicon) -> None:
        """Take the records of a ledger."""
        self._known, self._words = known, lexicon

    def suggestions(self, source: str, text: QuotedText, held: HeldOn) -> list[StanceEntry]:
        """Return what a text seems to say, in its order, each stance of a party on an item once."""
        found: dict[tuple[str, str, Stance], StanceEntry] = {}
        for paragraph in text.paragraphs:
            at = text.called((paragraph.number, paragraph.number))
            for sentence in sentences(paragraph.text):
                for said in self._of_sentence(sentence, Citation(source=source, at=at), held):
                    found.setdefault((said.item, said.party, said.stance), said)
        return list(found.values())

    def _of_sentence(self, sentence: str, cited: Citation, held: HeldOn) -> Iterator[StanceEntry]:
        named = list(self._named(sentence))
        for together in self._groups(sentence, named):
            told = self._told(sentence, named, together[-1])
            if told is None:
                continue
            stance, cue = told
            clause = _clause(sentence, together[0].start, cue)
            item = self._item(clause)
            if item is not None and not self._words.hedge.search(clause):
                for who in together:
                    yield from self._entry(item, who, stance, clause, cited, held)

    def _groups(self, sentence: str, named: Sequence[Named]) -> Iterator[list[Named]]:
        """Yield the parties of a sentence, those together that are named in one breath."""
        group: list[Named] = []
        for who in named:
            between = sentence[group[-1].end : who.start] if group else ""
            if group and not set(re.findall(r"\w+|[^\w\s]", between)) <= set(self._words.joined):
                yield group
                group = []
            group.append(who)
        if group:
            yield group

    def _told(self, sentence: str, named: Sequence[Named], who: Named) -> tuple[Stance, int] | None:
        """Return the stance that the first cue after a party tells, before the next is named; and where it stands."""
        until = min(min((each.start for each in named if each.start > who.start), default=len(sentence)), who.end + FAR)
        cues = self._words.cue.finditer(sentence, who.end, max(until, who.end))
        cue = next(
            (each for each in cues if not self._in_a_title(sentence[who.end : each.start()], each.group())), None
        )
        if cue is None:
            return None
        stance = self._words.stances[cue.group().lower()]
        before = sentence[max(who.end, cue.start() - SHORTLY) : cue.start()]
        if not self._words.negation.search(before):
            return stance, cue.start()
        turned = self._words.turned.get(stance)
        return (turned, cue.start()) if turned is not None else None

    def _entry(
        self, item: str, who: Named, stance: Stance, clause: str, cited: Citation, held: HeldOn
    ) -> Iterator[StanceEntry]:
        condition = self._words.condition.search(clause)
        after = clause[condition.end() :].strip(" ,.") if condition else None
        if after and stance in {Stance.supports, Stance.demands}:
            stance = Stance.conditional
        speaker = Speaker.own_words if who.by and _QUOTED.search(clause) else Speaker.media
        quoted = cited.model_copy(update={"quote": clause, "by": who.by, "speaker": speaker})
        yield StanceEntry(
            item=item,
            party=who.party,
            stance=stance,
            condition=after if stance is Stance.conditional else None,
            held_on=held,
            cite=(quoted,),
        )

    # -- who ----------------------------------------------------------------------------------------------------------

    def _named(self, sentence: str) -> Iterator[Named]:
        """Yield the parties that a sentence names, in its order."""
        for found in self._names.finditer(sentence) if self._whom else ():
            party, by = self._whom[found.group().casefold()]
            yield Named(found.start(), found.end(), party, by)

    @cached_property
    def _names(self) -> re.Pattern[str]:
        longest_first = sorted(self._whom, key=lambda name: (-len(name), name))
        codes = {party.code.casefold(): party.code for party in self._known.live_parties}
        written = [f"(?-i:{re.escape(codes[name])})" if name in codes else re.escape(name) for name in longest_first]
        return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?=\W|$)", re.IGNORECASE)

    @cached_property
    def _whom(self) -> dict[str, tuple[str, str | None]]:
        """Whom each name means, folded; a name of several means nobody."""
        meant: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
        for party in self._known.live_parties:
            for name in {*names_of(party), ".".join([*party.code, ""])}:
                meant[name.casefold()].add((party.key, None))
        for person in self._known.persons.values():
            if (party_of := _party_of(person)) is not None:
                for name in _called(person):
                    meant[name.casefold()].add((party_of, person.key))
        return {name: next(iter(whom)) for name, whom in meant.items() if len(whom) == 1}

    # -- about what ---------------------------------------------------------------------------------------------------

    def _item(self, clause: str) -> str | None:
        """Return the item that a clause is about: the one whose own words weigh most, if they weigh enough."""
        stems, every = self._words.stems(clause), self._words.every_stem(clause)
        weights = {
            key: sum(self._weights[stem] for stem in stems & own) + self._named_by_key(key, every)
            for key, own in self._terms.items()
        }
        best = sorted(weights.items(), key=lambda each: -each[1])[:2]
        if not best or best[0][1] < ENOUGH or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return best[0][0]

    def _named_by_key(self, key: str, stems: set[str]) -> float:
        """Return what it weighs that all words of a key stand in a clause: enough alone, and more of more words."""
        own = self._words.every_stem(key.replace("-", " "))
        return ENOUGH + len(own) / 10 if own <= stems else 0.0

    def _in_a_title(self, before: str, cue: str) -> bool:
        """Whether a cue and the word before it name an item, and tell no stance: demand in "figures of demand"."""
        ahead = _LAST_WORD.search(before)
        return ahead is not None and (ahead[1].casefold(), cue.split(maxsplit=1)[0].casefold()) in self._pairs

    @cached_property
    def _pairs(self) -> set[tuple[str, str]]:
        """Words that stand one after the other in a title."""
        titles = (re.findall(r"\w+", item.title.casefold()) for item in self._known.live_items)
        return {pair for words in titles for pair in pairwise(words)}

    @cached_property
    def _terms(self) -> Mapping[str, set[str]]:
        return {item.key: self._words.stems(_of_item(item)) - self._of_parties for item in self._known.live_items}

    @cached_property
    def _of_parties(self) -> set[str]:
        """Words that name parties say nothing of what an item is about."""
        return {stem for name in self._whom for stem in self._words.stems(name)}

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        shared = Counter(stem for own in self._terms.values() for stem in own)
        return {stem: 1 / count for stem, count in shared.items()}


def sentences(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a paragraph, to the letter; an abbreviation ends none."""
    masked = _INITIALS.sub(lambda found: found.group().replace(".", "\u2024"), paragraph)
    for found in _SENTENCE.finditer(masked):
        yield paragraph[found.start() : found.end()]


def _clause(sentence: str, start: int, cue: int) -> str:
    """Return what is to be quoted: from the party on, to where the clause with the cue ends."""
    end = _CLAUSE_ENDS.search(sentence, cue)
    return sentence[start : end.start() if end else len(sentence)].strip().rstrip(" .,;:")[:MOST].strip()


def _of_item(item: Item) -> str:
    return " ".join([item.key.replace("-", " "), item.title, *item.tags])


def _called(person: Person) -> Iterable[str]:
    """Return what a person is called in a text: name, aliases, and the family name where it is of some length."""
    last = person.name.split()[-1]
    return {person.name, *person.aliases, *([last] if len(last) > 3 else [])}


def _party_of(person: Person) -> str | None:
    parties = {office.party for office in person.offices if office.party}
    return next(iter(parties)) if len(parties) == 1 else None
